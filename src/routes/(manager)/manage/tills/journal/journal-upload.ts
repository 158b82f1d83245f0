export type Upload =
	| { ok: true; words: string; leftOut: string[] }
	/** `faults`: what is wrong with which line; then the rest can be taken without them. */
	| { ok: false; reason: string; faults: string[] };

/** Sends the file and puts the answer in words. */
export async function uploadJournal(file: File, leaveOut: boolean): Promise<Upload> {
	try {
		const response = await fetch(`/api/manage/journals/import?leaveOut=${leaveOut ? 'yes' : 'no'}`, {
			method: 'POST',
			headers: { 'content-type': 'application/x-ndjson' },
			body: file
		});
		if (response.ok) return { ok: true, ...((await response.json()) as { words: string; leftOut: string[] }) };
		const problem = (await response.json()) as { detail?: string; errors?: { detail: string }[] };
		const faults = (problem.errors ?? []).map(({ detail }) => detail);
		return { ok: false, reason: problem.detail ?? 'The file did not get through. Try again.', faults };
	} catch {
		return { ok: false, reason: 'The server cannot be reached. Check the network, then try again.', faults: [] };
	}
}
