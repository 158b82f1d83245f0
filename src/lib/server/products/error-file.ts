import { csvLine } from '$lib/server/csv/csv-line';

/** The lines that were not taken, with the reason, as CSV for repairing them. Line 0 stands for the file as a whole. */
export function errorFile(rejected: readonly { line: number; field: string; reason: string }[]): string {
	const lines = rejected.map(({ line, field, reason }) => csvLine([line, field, reason]));
	return `\uFEFF${csvLine(['line', 'field', 'reason'])}${lines.join('')}`;
}
