/**
 * Search as one types: a sorted list of words with the places they stand in. Every word of the query is a prefix, all must
 * fit. Products are numbered in the order in which they are shown (favourites, then by name), so that hits need no sorting.
 */
import type { ProductRecord } from '$lib/contract/sync/pull';

/** Plain data, so that a worker can build it and hand it over. */
export type SearchIndex = {
	words: string[];
	/** Where the numbers of a word begin; one more than there are words. */
	starts: Uint32Array;
	numbers: Uint32Array;
	/** Product ids in order of their number. */
	ids: string[];
	/** Their names, folded. */
	names: string[];
};

/** Lower case without accents: what is compared. */
export function fold(text: string): string {
	// Most names need no more, and a catalogue has a hundred thousand of them.
	if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase();
	return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

export function wordsOf(text: string): string[] {
	return fold(text)
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word.length > 0);
}

export function buildIndex(products: readonly ProductRecord[]): SearchIndex {
	const named = products.map((product) => ({ product, name: fold(product.name) }));
	named.sort(
		(a, b) =>
			Number(b.product.favourite) - Number(a.product.favourite) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
	);
	const places = new Map<string, number[]>();
	named.forEach(({ product }, number) => {
		const words = new Set([...wordsOf(product.name), ...wordsOf(product.sku), ...product.codes.map(fold)]);
		for (const word of words) {
			const list = places.get(word);
			if (list) list.push(number);
			else places.set(word, [number]);
		}
	});
	const words = [...places.keys()].sort();
	const starts = new Uint32Array(words.length + 1);
	words.forEach((word, at) => (starts[at + 1] = (starts[at] ?? 0) + (places.get(word)?.length ?? 0)));
	const numbers = new Uint32Array(starts[words.length] ?? 0);
	words.forEach((word, at) => numbers.set(places.get(word) ?? [], starts[at] ?? 0));
	return { words, starts, numbers, ids: named.map(({ product }) => product.id), names: named.map(({ name }) => name) };
}

/** Ids of products in which every word of the query begins a word; those whose name begins like the query come first. */
export function searchIndex(index: SearchIndex, query: string, limit: number): string[] {
	const wanted = wordsOf(query);
	if (wanted.length === 0) return [];
	const hits = new Uint8Array(index.ids.length);
	wanted.slice(0, 8).forEach((word, round) => markHits(index, word, round, hits));
	const rounds = Math.min(wanted.length, 8);
	const start = fold(query).trim();
	const first: string[] = [];
	const rest: string[] = [];
	for (let number = 0; number < hits.length && first.length < limit; number++) {
		if (hits[number] !== rounds) continue;
		const id = index.ids[number] ?? '';
		if (index.names[number]?.startsWith(start)) first.push(id);
		else if (rest.length < limit) rest.push(id);
	}
	return [...first, ...rest].slice(0, limit);
}

/** Counts a product up when it fitted all words before and fits this one. */
function markHits({ words, starts, numbers }: SearchIndex, prefix: string, round: number, hits: Uint8Array): void {
	for (let word = lowerBound(words, prefix); words[word]?.startsWith(prefix); word++) {
		for (let at = starts[word] ?? 0; at < (starts[word + 1] ?? 0); at++) {
			const number = numbers[at] ?? 0;
			if (hits[number] === round) hits[number] = round + 1;
		}
	}
}

function lowerBound(words: readonly string[], prefix: string): number {
	let low = 0;
	let high = words.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((words[middle] ?? '') < prefix) low = middle + 1;
		else high = middle;
	}
	return low;
}
