/**
 * A lot is value that came to a member at one moment, with its own expiry and conditions; a wallet is the lots of one
 * member (specs/crmcom-api.md §5.4). Amounts are minor units of `currency`, instants epoch milliseconds.
 */
import type { LineFacts } from '../offers/line-filter';
import { allowPlace, narrowness, type LotConditions, type SpendPlace } from './conditions';

/** What a lot has been and is now. `balanceMinor` contains `heldMinor`; it is negative when what it gave was taken back. */
export type Lot = {
	id: string;
	currency: string;
	balanceMinor: number;
	heldMinor: number;
	createdAtMs: number;
	/** Spendable from here on. */
	validFromMs: number;
	/** Not spendable from here on, whether or not the expiry run was there. Null: never. */
	expiresAtMs: number | null;
	conditions: LotConditions | null;
};

/** A line of the basket as conditions see it; `totalMinor` is what can be paid for it, after discounts. */
export type WalletLine = LineFacts & { totalMinor: number };

/** What one lot gives. */
export type Take = { lotId: string; amountMinor: number };

/** What is not set aside; negative when the lot owes. */
export function freeMinor(lot: Lot): number {
	return lot.balanceMinor - lot.heldMinor;
}

export function isExpired(lot: Lot, atMs: number): boolean {
	return lot.expiresAtMs !== null && lot.expiresAtMs <= atMs;
}

/** Whether the lot may be spent at this place and time at all, whatever is bought. */
export function isOpenAt(lot: Lot, place: SpendPlace): boolean {
	return lot.validFromMs <= place.atMs && !isExpired(lot, place.atMs) && allowPlace(lot.conditions, place);
}

/**
 * The order lots are used up in (specs/crmcom-api.md §5.4): conditional before unconditional, earliest expiry, narrowest
 * condition, oldest; the id settles ties. It leaves the member what lasts longest and fits most.
 */
export function compareLots(a: Lot, b: Lot): number {
	const [narrowA, narrowB] = [narrowness(a.conditions), narrowness(b.conditions)];
	return (
		Number(narrowB > 0) - Number(narrowA > 0) ||
		(a.expiresAtMs ?? Infinity) - (b.expiresAtMs ?? Infinity) ||
		narrowB - narrowA ||
		a.createdAtMs - b.createdAtMs ||
		(a.id < b.id ? -1 : Number(a.id > b.id))
	);
}
