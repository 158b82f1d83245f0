/** Taking value without a basket: facts that are booked late, and a manager's correction. */
import type { Posting } from './posting';
import { compareLots, freeMinor, isExpired, type Lot, type Take } from './lot';

/** How a wallet answers when more is taken back than it holds. */
export type NegativePolicy = 'negative' | 'clamp' | 'refuse';

/** What of `expiry` a lot has lost, in minor units, by lot id; it is given back before anybody owes for it. */
export type ExpiredByLot = ReadonlyMap<string, number>;

/** Up to `wantedMinor` from what is free, valid and not expired, in the order of use; conditions on lines do not count. */
export function takeInOrder(lots: readonly Lot[], atMs: number, wantedMinor: number): Take[] {
	const takes: Take[] = [];
	let left = wantedMinor;
	for (const lot of [...lots].sort(compareLots)) {
		if (left <= 0) break;
		if (lot.validFromMs > atMs || isExpired(lot, atMs)) continue;
		const amountMinor = Math.min(freeMinor(lot), left);
		if (amountMinor <= 0) continue;
		takes.push({ lotId: lot.id, amountMinor });
		left -= amountMinor;
	}
	return takes;
}

/** The lots once these postings are booked; lots that are not among them stay unknown. */
export function applyPostings(lots: readonly Lot[], postings: readonly Posting[]): Lot[] {
	const changes = new Map<string, number>();
	for (const { account, lotId, amountMinor } of postings) {
		if (account === 'member' && lotId) changes.set(lotId, (changes.get(lotId) ?? 0) + amountMinor);
	}
	return lots.map((lot) => {
		const change = changes.get(lot.id);
		return change ? { ...lot, balanceMinor: lot.balanceMinor + change } : lot;
	});
}

/** Free value of all lots of a currency, debts counted: below zero the member owes. */
export function freeTotalMinor(lots: readonly Lot[], currency: string): number {
	return lots.reduce((sum, lot) => (lot.currency === currency ? sum + freeMinor(lot) : sum), 0);
}
