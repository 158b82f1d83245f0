import { importProducts } from '$lib/server/products/import';
import { problemResponse } from '$lib/server/http/problem';
import { readBytes } from '$lib/server/http/bytes';
import type { RequestHandler } from './$types';

const limitBytes = 32 * 1024 * 1024;
/** A page shows this many; the error file has all. */
const rejectsShown = 100;

/**
 * Takes a CSV file as the body. Answers line by line (JSON): `{"progress": …}` while it works, then `{"report": …}` or
 * `{"refused": …}`. It goes on when the window is closed; the list of imports shows how it ended.
 */
export const POST: RequestHandler = async ({ request, url, locals }) => {
	if (!request.headers.get('content-type')?.startsWith('text/csv')) {
		return problemResponse(415, 'unsupported_media_type', 'Send the file as text/csv.');
	}
	const fileName = url.searchParams.get('name') ?? 'products.csv';
	const dryRun = url.searchParams.get('dryRun') !== 'no';
	const bytes = await readBytes(request, limitBytes);
	if (!bytes) return problemResponse(413, 'body_too_large', 'The file may have at most 32 MiB; split it.');
	const { db, ports, log } = locals.app;
	const encoder = new TextEncoder();
	let open = true;
	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			const tell = (line: object) => {
				if (open) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
			};
			const staffId = locals.staff?.staffId ?? null;
			importProducts(db, ports, { fileName, bytes, dryRun, staffId, onProgress: (progress) => tell({ progress }) })
				.then((answer) => {
					if (!answer.ok) return tell({ refused: answer.reason });
					const { rejected, ...report } = answer.report;
					tell({ report: { ...report, rejectedCount: rejected.length, rejected: rejected.slice(0, rejectsShown) } });
				})
				.catch((error: unknown) => {
					log.error({ requestId: locals.requestId, error: String((error as Error).stack ?? error) }, 'import failed');
					tell({ refused: 'The import broke off. What was done stays; run it again to go on.' });
				})
				.finally(() => {
					if (open) controller.close();
				});
		},
		cancel() {
			open = false;
		}
	});
	return new Response(body, { headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' } });
};
