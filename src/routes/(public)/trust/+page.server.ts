import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { config } from '$lib/server/config';
import { caFile } from '$lib/server/platform/tls-files';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
	const pem = await readFile(caFile(config().dataFolder), 'utf8').catch(() => null);
	const certificate = pem === null ? null : new X509Certificate(pem);
	return {
		secureAddress: `https://${url.host}/`,
		certificate: certificate && {
			name: certificate.subject.replace(/^CN=/, ''),
			fingerprint: certificate.fingerprint256
		}
	};
};
