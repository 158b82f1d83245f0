/** Text in columns of a fixed width. Widths count code points: receipt printers have no wider ones in their code pages. */

function lengthOf(text: string): number {
	return [...text].length;
}

function hardCut(word: string, width: number): string[] {
	const letters = [...word];
	const parts: string[] = [];
	for (let start = 0; start < letters.length; start += width) parts.push(letters.slice(start, start + width).join(''));
	return parts;
}

/** Breaks at blanks, inside words only where one is longer than a line; leading blanks stay on every line as an indent. */
export function wrapped(text: string, width: number): string[] {
	const indent = /^ {0,4}/.exec(text)?.[0] ?? '';
	const room = width - indent.length;
	const words = text
		.trim()
		.split(/\s+/)
		.filter((word) => word !== '');
	const lines: string[] = [];
	let line = '';
	for (const part of words.flatMap((word) => hardCut(word, room))) {
		const longer = line === '' ? part : `${line} ${part}`;
		if (lengthOf(longer) <= room) {
			line = longer;
			continue;
		}
		lines.push(line);
		line = part;
	}
	if (line !== '') lines.push(line);
	return lines.map((one) => indent + one);
}

export function centred(text: string, width: number): string {
	return ' '.repeat(Math.max(0, Math.floor((width - lengthOf(text)) / 2))) + text;
}

/** Left text, wrapped where needed, and a right text at the end of its last line, or below it where both do not fit. */
export function twoSides(left: string, right: string, width: number): string[] {
	if (right === '') return wrapped(left, width);
	const rightWidth = lengthOf(right);
	const roomy = Math.floor(width / 2) > rightWidth;
	const lines = wrapped(left, roomy ? width - rightWidth - 1 : width);
	const last = lines.at(-1) ?? '';
	const fits = lengthOf(last) + 1 + rightWidth <= width;
	const end = fits ? last : '';
	const filled = end + right.padStart(width - lengthOf(end) + (right.length - rightWidth));
	return fits ? [...lines.slice(0, -1), filled] : [...lines, filled];
}

/** Cells of equal width: the first to the left, the others to the right. */
export function columnsOf(cells: readonly string[], width: number): string {
	const cellWidth = Math.floor(width / cells.length);
	const [first = '', ...rest] = cells;
	const head = first.padEnd(width - cellWidth * rest.length);
	return head + rest.map((cell) => cell.padStart(cellWidth)).join('');
}
