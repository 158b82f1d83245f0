import { createHmac } from 'node:crypto';
import { luhnDigit } from '$lib/domain/code/check-digit';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { claimSalesOfCard, insertCard, selectOrAddSecret } from './queries';

/** Own cards begin with 9600 and have 16 digits, the last by Luhn: no payment card begins so. */
export const cardPrefix = '9600';

/** The key tills and events name cards with; made once an installation. */
export function cardKey(db: Db, ports: Ports): Promise<Buffer> {
	return selectOrAddSecret(db, 'card_key', Buffer.from(ports.randomBytes(32)));
}

export function cardHmac(key: Uint8Array, number: string): Buffer {
	return createHmac('sha256', key).update(number, 'utf8').digest();
}

function drawNumber(ports: Ports): string {
	const bytes = new DataView(ports.randomBytes(8).buffer);
	const digits = (bytes.getBigUint64(0) % 100_000_000_000n).toString().padStart(11, '0');
	const payload = `${cardPrefix}${digits}`;
	return `${payload}${String(luhnDigit(payload))}`;
}

/** Gives a member a card with a free number; part of the caller's transaction. */
export async function addCard(tx: Db, ports: Ports, memberId: string): Promise<string> {
	const key = await cardKey(tx, ports);
	for (let tries = 0; tries < 10; tries++) {
		const number = drawNumber(ports);
		const hmac = cardHmac(key, number);
		if (!(await insertCard(tx, number, hmac, memberId))) continue;
		await claimSalesOfCard(tx, hmac, memberId);
		return number;
	}
	throw new Error('ten card numbers in a row were taken');
}
