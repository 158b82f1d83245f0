import type { Row } from './harness';

const heads = ['', 'median', 'p5 … p95', 'ratio', 'budget', ''];

/** A bench's rows as aligned text. */
export function toTable(rows: readonly Row[]): string {
	const cells = [heads, ...rows.map(cellsOf)];
	const widths = heads.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
	const isNumber = (column: number) => column >= 1 && column <= 3;
	const lines = cells.map((row) =>
		row
			.map((cell, column) => {
				const width = widths[column] ?? 0;
				return isNumber(column) ? cell.padStart(width) : cell.padEnd(width);
			})
			.join('  ')
			.trimEnd()
	);
	return lines.map((line) => `  ${line}`).join('\n');
}

function cellsOf({ what, unit, median, p5, p95, rounds, ratio, budget, verdict }: Row): string[] {
	const range = rounds > 1 ? `${short(p5)} … ${short(p95)}` : '';
	return [what, `${short(median)} ${unit}`, range, ratio === null ? '' : `${short(ratio)} ×`, budget, verdict];
}

/** Three digits that say something. */
export function short(value: number): string {
	if (!Number.isFinite(value)) return '–';
	if (value === 0) return '0';
	if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
	if (Math.abs(value) >= 100) return value.toFixed(0);
	return Number(value.toPrecision(3)).toString();
}
