/** By which texts a product is found, and where to look for one while the goods are not in memory yet. */
import type { ProductRecord } from '$lib/contract/sync/pull';
import { toGtin14 } from '$lib/domain/code/gtin';

/** A code of 14 digits is its own GTIN-14, or none at all. */
export function keysOf({ sku, codes }: ProductRecord): string[] {
	const keys = [sku.toLowerCase()];
	for (const code of codes) {
		keys.push(code.toLowerCase());
		const gtin14 = code.length === 14 ? null : toGtin14(code);
		if (gtin14 !== null) keys.push(gtin14);
	}
	return keys;
}

/** The keys under which a scanned or typed text may stand, the likeliest first. */
export function keysFor(code: string): string[] {
	const typed = code.trim();
	const gtin14 = toGtin14(typed);
	const keys = [typed.toLowerCase()];
	if (gtin14 !== null) keys.push(gtin14);
	if (/^\d{8,13}$/.test(typed)) keys.push(typed.padStart(14, '0'));
	return keys;
}

/** FNV-1a. */
export function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	return hash >>> 0;
}

/** The keys of one chunk as sorted hashes: four bytes each, so that a start can read those of all chunks at once. */
export type CodePlaces = { no: number; hashes: Uint32Array<ArrayBuffer> };

export function placesOf(no: number, products: readonly ProductRecord[]): CodePlaces {
	return { no, hashes: Uint32Array.from(products.flatMap((product) => keysOf(product).map(hashOf))).sort() };
}

/** Chunks that may hold a code; a hash may be another key's, so only the chunk itself knows. */
export function chunksOf(places: readonly CodePlaces[], code: string): number[] {
	const wanted = keysFor(code).map(hashOf);
	return places.filter(({ hashes }) => wanted.some((hash) => holds(hashes, hash))).map(({ no }) => no);
}

function holds(sorted: Uint32Array, hash: number): boolean {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((sorted[middle] ?? 0) < hash) low = middle + 1;
		else high = middle;
	}
	return sorted[low] === hash;
}
