import { CsvError, parse } from 'csv-parse/sync';
import { fromUtf8 } from '$lib/domain/bytes';
import type { FileRecord, Rejected } from '$lib/domain/import/product-row';

const DELIMITERS = [',', ';', '\t'] as const;

/** A CSV file in cells. Records that cannot be read stand in `rejected` and do not stop the others. */
export type CsvFile = { delimiter: string; header: string[]; records: FileRecord[]; rejected: Rejected[] };

/** A quote left open runs to the end of the file, so every such line costs a pass; nobody repairs more than this by hand. */
const MOST_BROKEN_LINES = 200;

/**
 * Reads a CSV file (RFC 4180) with `,`, `;` or tab, whichever the first line uses most; a byte order mark is dropped. Bytes
 * that are not UTF-8 are read as Windows-1252, which German spreadsheets write. Empty lines are skipped. After a line with
 * broken quotes reading goes on at the next line; after 200 of them it ends.
 */
export function readCsv(file: Uint8Array | string): CsvFile {
	const text = (typeof file === 'string' ? file : decode(file)).replace(/^\uFEFF/, '');
	const delimiter = findDelimiter(text);
	const bytes = Buffer.from(text);
	const found: FileRecord[] = [];
	const rejected: Rejected[] = [];
	let start = 0;
	let line = 1;
	while (start < bytes.length && rejected.length < MOST_BROKEN_LINES) {
		const end = start + readUntilBroken(bytes.subarray(start), delimiter, line, found);
		if (end === bytes.length) break;
		const broken = afterLineBreaks(bytes, end);
		line += countLineBreaks(bytes.toString('utf8', start, broken));
		rejected.push({ line, field: 'row', code: 'csv_broken', reason: 'The quotes on this line do not fit together.' });
		const lineEnd = bytes.indexOf(10, broken);
		start = lineEnd < 0 ? bytes.length : lineEnd + 1;
		line += 1;
	}
	const [head, ...records] = found;
	return { delimiter, header: [...(head?.cells ?? [])], records, rejected };
}

/** Adds the records to `found`; the answer is how many bytes were read: all, or those before a record with broken quotes. */
function readUntilBroken(bytes: Buffer, delimiter: string, firstLine: number, found: FileRecord[]): number {
	let end = 0;
	try {
		parse(bytes, {
			delimiter,
			record_delimiter: ['\r\n', '\n', '\r'],
			relax_column_count: true,
			skip_empty_lines: true,
			on_record: (cells: string[], context) => {
				// The parser tells the line on which a record ends; cells may hold line breaks.
				found.push({ line: firstLine + context.lines - 1 - countLineBreaks(cells.join('')), cells });
				end = context.bytes;
				return null;
			}
		});
		return bytes.length;
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		return end;
	}
}

function decode(bytes: Uint8Array): string {
	return fromUtf8(bytes) ?? new TextDecoder('windows-1252').decode(bytes);
}

function findDelimiter(text: string): string {
	const firstLine = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '');
	const counts = DELIMITERS.map((delimiter) => firstLine.split(delimiter).length);
	return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

function afterLineBreaks(bytes: Buffer, from: number): number {
	let at = from;
	while (bytes[at] === 10 || bytes[at] === 13) at++;
	return at;
}

function countLineBreaks(text: string): number {
	return text.split(/\r\n|\r|\n/).length - 1;
}
