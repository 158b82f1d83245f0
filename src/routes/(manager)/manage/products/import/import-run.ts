import type { ProductField } from '$lib/domain/import/product-columns';

export type Progress = { productsDone: number; productsTotal: number };
export type Report = {
	importId: string;
	dryRun: boolean;
	linesRead: number;
	productsFound: number;
	created: number;
	updated: number;
	unchanged: number;
	untaxed: number;
	usualTax: string;
	merged: { names: number; prices: number; byDate: boolean };
	rejectedCount: number;
	rejected: { line: number; field: ProductField | 'row'; reason: string }[];
	mapping: { field: ProductField; column: string }[];
	ignoredColumns: string[];
};
type Line = { progress?: Progress; report?: Report; refused?: string };

/** Sends the file and follows what the server tells, line by line. */
export async function runImport(
	file: File,
	dryRun: boolean,
	onprogress: (progress: Progress) => void
): Promise<{ ok: true; report: Report } | { ok: false; reason: string }> {
	const params = new URLSearchParams({ name: file.name, dryRun: dryRun ? 'yes' : 'no' });
	const response = await fetch(`/api/manage/imports?${params.toString()}`, {
		method: 'POST',
		headers: { 'content-type': 'text/csv' },
		body: file
	});
	if (!response.ok || !response.body) {
		const problem = (await response.json().catch(() => ({}))) as { detail?: string };
		return { ok: false, reason: problem.detail ?? 'The file did not get through. Try again.' };
	}
	for await (const line of linesOf(response.body)) {
		if (line.progress) onprogress(line.progress);
		if (line.report) return { ok: true, report: line.report };
		if (line.refused) return { ok: false, reason: line.refused };
	}
	return { ok: false, reason: 'The connection broke off. The import may go on; look at the list below.' };
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Line> {
	const reader = body.getReader();
	const decoder = new TextDecoder();
	let rest = '';
	for (;;) {
		const { done, value } = await reader.read();
		rest += decoder.decode(value, { stream: !done });
		const lines = rest.split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) if (line) yield JSON.parse(line) as Line;
		if (done) return;
	}
}
