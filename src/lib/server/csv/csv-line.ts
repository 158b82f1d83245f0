/** A cell: text is guarded, numbers and figures made by us (`plain`) are written as they are. */
export type CsvCell = string | number | { plain: string };

// A spreadsheet runs a text that begins so as a formula (OWASP, CSV injection); the apostrophe makes it text again.
const formula = /^[=+\-@\t\r\0]/;

/** One line of RFC 4180 with CRLF. */
export function csvLine(cells: readonly CsvCell[]): string {
	return `${cells.map(writeCell).join(',')}\r\n`;
}

function writeCell(cell: CsvCell): string {
	if (typeof cell === 'number') return String(cell);
	if (typeof cell !== 'string') return cell.plain;
	const text = formula.test(cell) ? `'${cell}` : cell;
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
