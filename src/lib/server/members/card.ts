import { createHmac } from 'node:crypto';
import { cardNumber, type CardMask, type CardRange } from '$lib/domain/code/card';
import type { Db } from '$lib/server/db/client';
import type { CardState } from '$lib/server/db/schema-members';
import type { Ports } from '$lib/server/ports';
import { claimSalesOfCard, selectOrAddSecret } from './queries';
import { findLease, insertCard, listMasks, listRanges } from './queries.cards';

/** The key tills and events name cards with; made once an installation. */
export function cardKey(db: Db, ports: Ports): Promise<Buffer> {
	return selectOrAddSecret(db, 'card_key', Buffer.from(ports.randomBytes(32)));
}

export function cardHmac(key: Uint8Array, number: string): Buffer {
	return createHmac('sha256', key).update(number, 'utf8').digest();
}

/** What scanned digits are cards, in the order the manager gave them. */
export async function readCardRules(db: Db): Promise<{ cardRanges: CardRange[]; cardMasks: CardMask[] }> {
	const ranges = await listRanges(db);
	const masks = await listMasks(db);
	return {
		cardRanges: ranges.map(({ prefix, length, check, active }) => ({ prefix, length, check, active })),
		cardMasks: masks.map(({ mask, replacement }) => ({ mask, replace: replacement ?? undefined }))
	};
}

/** Numbers in blocks of a hundred, so that a whole block can be lent to a till. */
export const blockSize = 100;
/** With fewer free digits numbers could be guessed. */
export const fewestPlaces = 6;

/** Digits a range leaves for the running number. */
export function serialPlaces({ prefix, length, check }: CardRange): number {
	return length - prefix.length - (check === 'none' ? 0 : 1);
}

/** The range new numbers come from: the first active one that has room enough for numbers nobody can guess. */
export async function issuingRange(db: Db): Promise<CardRange> {
	const { cardRanges } = await readCardRules(db);
	return cardRanges.find((range) => range.active && serialPlaces(range) >= fewestPlaces) ?? commonRange;
}

const commonRange: CardRange = { prefix: '9600', length: 16, check: 'luhn', active: true };

/** A random whole number below `limit`, which is far below 2^63. */
export function drawBelow(ports: Ports, limit: number): number {
	return Number(new DataView(ports.randomBytes(8).buffer).getBigUint64(0) % BigInt(limit));
}

/** Gives a member a card with a free number; part of the caller's transaction. */
export async function addCard(
	tx: Db,
	ports: Ports,
	memberId: string | null,
	state: Extract<CardState, 'active' | 'issued' | 'prepared'> = 'active'
): Promise<string> {
	const key = await cardKey(tx, ports);
	const range = await issuingRange(tx);
	const issuedAt = memberId === null ? null : new Date(ports.now());
	for (let tries = 0; tries < 20; tries++) {
		const serial = drawBelow(ports, 10 ** serialPlaces(range));
		const number = cardNumber(range, serial);
		if (number === null) throw new Error('A drawn serial does not fit its range.');
		if (await findLease(tx, range, Math.floor(serial / blockSize))) continue;
		const hmac = cardHmac(key, number);
		const created = new Date(ports.now());
		if (!(await insertCard(tx, { number, hmac, member_id: memberId, state, issued_at: issuedAt, created_at: created })))
			continue;
		if (memberId !== null) await claimSalesOfCard(tx, hmac, memberId);
		return number;
	}
	throw new Error('twenty card numbers in a row were taken');
}
