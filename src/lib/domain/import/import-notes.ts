/** What an import of products decided by itself, in words for whoever started it. */
export type ImportChoices = {
	/** New products whose line names no tax rate. */
	untaxed: number;
	usualTax: string;
	/** Products that stand in the file more than once and differ there. */
	merged: { names: number; prices: number; byDate: boolean };
};

const products = (count: number) => (count === 1 ? '1 product' : `${count.toLocaleString('en')} products`);

export function importNotes({ untaxed, usualTax, merged }: ImportChoices): string[] {
	const notes: string[] = [];
	if (untaxed > 0) {
		notes.push(`The file names no tax rate for ${products(untaxed)}; new ones get ${usualTax}. Check that it fits.`);
	}
	if (merged.names > 0) {
		notes.push(`${products(merged.names)} under several names: the most frequent one counts.`);
	}
	if (merged.prices > 0) {
		const latest = merged.byDate ? 'of the latest date' : 'that stands last in the file';
		notes.push(`${products(merged.prices)} with several prices: the one ${latest} counts.`);
	}
	return notes;
}
