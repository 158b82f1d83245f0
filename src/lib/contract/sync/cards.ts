/**
 * `GET /api/sync/cards?since=<pos>`: the cards of the shop as a till may know them without network. Binary, because a million
 * of them have to fit (DESIGN.md §9): `TCI1`, whole (0) or changes (1), generation (4 bytes), position to ask from next
 * time (8 bytes), length (2 bytes) and names of the tiers as a JSON array, entries of 7 bytes, their number (4 bytes),
 * `TCIE`; integers big-endian. An entry is the first 6 bytes of HMAC-SHA-256(card key, number) and one byte: the card's
 * state in the lower three bits, in the upper five the place of its member's tier among the names, counted from 1; 0 for
 * none. Entries are in ascending order. `since=0`, a position of before a restore, and one whose changes are not kept any
 * more are answered with the whole.
 */
import { concatBytes, utf8 } from '$lib/domain/bytes';

export const prefixBytes = 6;
export const entryBytes = 7;

/** In the order of their numbers. `gone`: only among changes. `doubtful`: cards that share a prefix; only the server knows. */
export const cardStates = [
	'gone',
	'earns',
	/** Earns; its member may not spend. */
	'no_spend',
	'blocked',
	'replaced',
	/** Printed and nobody's: somebody may join with it. */
	'prepared',
	/** Its member is none any more. */
	'ended',
	'doubtful'
] as const;
export type IndexedState = (typeof cardStates)[number];

/** Tiers behind this one have no number: their members' tier is not known without network. */
export const mostTiers = 31;

export type CardIndexHead = { whole: boolean; generation: number; cursor: number; tiers: readonly string[] };

const start = [0x54, 0x43, 0x49, 0x31];
const end = [0x54, 0x43, 0x49, 0x45];
const fixedBytes = 19;
const tailBytes = 8;

/** What stands before the entries. */
export function cardIndexHead({ whole, generation, cursor, tiers }: CardIndexHead): Uint8Array<ArrayBuffer> {
	const names = utf8(JSON.stringify(tiers));
	const bytes = new Uint8Array(fixedBytes);
	const view = new DataView(bytes.buffer);
	bytes.set(start);
	view.setUint8(4, whole ? 0 : 1);
	view.setUint32(5, generation);
	view.setBigUint64(9, BigInt(cursor));
	view.setUint16(17, names.length);
	return concatBytes(bytes, names);
}

/** What stands behind them: a stream that broke off has no such end. */
export function cardIndexTail(count: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(tailBytes);
	new DataView(bytes.buffer).setUint32(0, count);
	bytes.set(end, 4);
	return bytes;
}

export type CardIndexAnswer = CardIndexHead & { entries: Uint8Array<ArrayBuffer> };

/** Reads an answer; null when it is none, or not all of it. */
export function readCardIndex(bytes: Uint8Array<ArrayBuffer>): CardIndexAnswer | null {
	if (bytes.length < fixedBytes + tailBytes) return null;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const kind = view.getUint8(4);
	const headBytes = fixedBytes + view.getUint16(17);
	const length = bytes.length - headBytes - tailBytes;
	const isOurs = start.every((byte, at) => bytes[at] === byte) && kind <= 1;
	const isWhole = end.every((byte, at) => bytes[bytes.length - 4 + at] === byte);
	if (!isOurs || !isWhole || length < 0 || length % entryBytes !== 0) return null;
	if (view.getUint32(headBytes + length) !== length / entryBytes) return null;
	const tiers = readTiers(bytes.subarray(fixedBytes, headBytes));
	if (tiers === null) return null;
	return {
		whole: kind === 0,
		generation: view.getUint32(5),
		cursor: Number(view.getBigUint64(9)),
		tiers,
		entries: bytes.slice(headBytes, headBytes + length)
	};
}

function readTiers(bytes: Uint8Array): string[] | null {
	try {
		const names: unknown = JSON.parse(new TextDecoder().decode(bytes));
		return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : null;
	} catch {
		return null;
	}
}

/** The last byte of an entry as what it says. */
export function readFlags(byte: number, tiers: readonly string[]): { state: IndexedState; tier: string | null } {
	return { state: cardStates[byte & 7] ?? 'doubtful', tier: tiers[(byte >> 3) - 1] ?? null };
}
