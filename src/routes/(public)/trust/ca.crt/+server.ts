import { readFile } from 'node:fs/promises';
import { config } from '$lib/server/config';
import { problemResponse } from '$lib/server/http/problem';
import { caFile } from '$lib/server/platform/tls-files';

/** The CA's certificate in the form that tablets install when they open it. */
export async function GET(): Promise<Response> {
	const pem = await readFile(caFile(config().dataFolder), 'utf8').catch(() => null);
	if (pem === null) {
		return problemResponse(
			404,
			'not_found',
			'This server has no certificate of its own; start it with --lan to make one.'
		);
	}
	return new Response(pem, {
		headers: {
			'content-type': 'application/x-x509-ca-cert',
			'content-disposition': 'attachment; filename="tillit-ca.crt"',
			'cache-control': 'no-store'
		}
	});
}
