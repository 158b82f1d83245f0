import { readBytes } from '$lib/server/http/bytes';
import { problemResponse } from '$lib/server/http/problem';
import { importJournal } from '$lib/server/journal/import-file';
import { wordsOfFault, wordsOfReport } from '$lib/server/journal/import-words';
import { answerJson } from '$lib/server/tills/answer';
import type { RequestHandler } from './$types';

const limitBytes = 32 * 1024 * 1024;
const faultsShown = 20;

/** Takes a journal that a till saved as a file. A line that is not genuine refuses it, unless `leaveOut=yes`. */
export const POST: RequestHandler = async ({ request, url, locals }) => {
	if (!request.headers.get('content-type')?.startsWith('application/x-ndjson')) {
		return problemResponse(415, 'unsupported_media_type', 'Send the file as application/x-ndjson.');
	}
	if (!locals.staff) return problemResponse(401, 'not_signed_in', 'Sign in first, then try again.');
	const bytes = await readBytes(request, limitBytes);
	if (!bytes) {
		const detail = 'The file may have at most 32 MiB; a larger one is read in with npm run import -- journal FILE.';
		return problemResponse(413, 'body_too_large', detail);
	}
	const { db, ports } = locals.app;
	const answer = await importJournal(db, ports, {
		text: new TextDecoder().decode(bytes),
		leaveOut: url.searchParams.get('leaveOut') === 'yes',
		actor: { kind: 'staff', id: locals.staff.staffId }
	});
	if (!answer.ok) {
		const errors = answer.faults.slice(0, faultsShown).map((fault) => {
			return { pointer: `/lines/${String(fault.line)}`, detail: wordsOfFault(fault) };
		});
		const count = answer.faults.length;
		const detail = `${String(count)} of its lines ${count === 1 ? 'is' : 'are'} not genuine. Nothing was booked.`;
		return problemResponse(422, 'signature_wrong', detail, { errors });
	}
	const { leftOut } = answer.report;
	return answerJson({ words: wordsOfReport(answer.report), leftOut: leftOut.slice(0, faultsShown).map(wordsOfFault) });
};
