/** The shop's cards on a till: sorted entries of seven bytes (contract/sync/cards), in 256 parts by their first byte. */
import { entryBytes, prefixBytes, readFlags, type IndexedState } from '$lib/contract/sync/cards';

export type CardPart = { no: number; entries: Uint8Array<ArrayBuffer> };
export type CardsState = {
	key: 'cards';
	/** The server's generation this index belongs to. */
	generation: number;
	/** Position to ask from. */
	cursor: number;
	tiers: readonly string[];
};
/** What the index says of a card. */
export type IndexedCard = { state: IndexedState; tier: string | null };

/** Entries in ascending order as the parts they belong to; parts without entries are left out. */
export function toParts(entries: Uint8Array<ArrayBuffer>): CardPart[] {
	const parts: CardPart[] = [];
	for (let from = 0; from < entries.length;) {
		const no = entries[from] ?? 0;
		const to = endOf(entries, from, no);
		parts.push({ no, entries: entries.slice(from, to) });
		from = to;
	}
	return parts;
}

/** Where the entries that begin with a byte end. */
function endOf(entries: Uint8Array, from: number, no: number): number {
	let low = from / entryBytes;
	let high = entries.length / entryBytes;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((entries[middle * entryBytes] ?? 0) <= no) low = middle + 1;
		else high = middle;
	}
	return low * entryBytes;
}

/** A part after changes of the same part: one entry a changed prefix, none where its card is gone. */
export function changed(part: Uint8Array<ArrayBuffer>, changes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	const out = new Uint8Array(part.length + changes.length);
	let length = 0;
	const keep = (from: Uint8Array, at: number) => {
		out.set(from.subarray(at, at + entryBytes), length);
		length += entryBytes;
	};
	let at = 0;
	for (let next = 0; next < changes.length; next += entryBytes) {
		while (at < part.length && compare(part, at, changes, next) < 0) {
			keep(part, at);
			at += entryBytes;
		}
		while (at < part.length && compare(part, at, changes, next) === 0) at += entryBytes;
		if ((changes[next + prefixBytes] ?? 0) !== 0) keep(changes, next);
	}
	for (; at < part.length; at += entryBytes) keep(part, at);
	return out.slice(0, length);
}

/** What the part of its first byte says of a card by its keyed hash; null when no card has it. */
export function findEntry(
	part: Uint8Array<ArrayBuffer>,
	hmac: Uint8Array<ArrayBuffer>,
	tiers: readonly string[]
): IndexedCard | null {
	let low = 0;
	let high = part.length / entryBytes;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (compare(part, middle * entryBytes, hmac, 0) < 0) low = middle + 1;
		else high = middle;
	}
	const at = low * entryBytes;
	const isHere = (place: number) => place < part.length && compare(part, place, hmac, 0) === 0;
	if (!isHere(at)) return null;
	if (isHere(at + entryBytes)) return { state: 'doubtful', tier: null };
	return readFlags(part[at + prefixBytes] ?? 0, tiers);
}

function compare(a: Uint8Array, atA: number, b: Uint8Array, atB: number): number {
	for (let i = 0; i < prefixBytes; i++) {
		const difference = (a[atA + i] ?? 0) - (b[atB + i] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}
