/** What a wallet is worth at a moment: the sum of its lots, told the way screens and rules need it. */
import { narrowness } from './conditions';
import { freeMinor, isExpired, type Lot } from './lot';

export type WalletBalance = {
	currency: string;
	/** Everything that is there and has not expired; contains the rest. Negative when the member owes. */
	balanceMinor: number;
	/** Tied to products, places or times. */
	conditionalMinor: number;
	/** Set aside by open sales. */
	heldMinor: number;
	/** Given, but not valid yet. */
	waitingMinor: number;
	/** The most any basket could use now. */
	spendableMinor: number;
};

/** What the member owes: lots that gave more than they were left with. */
export function debtMinor(lots: readonly Lot[]): number {
	return lots.reduce((sum, lot) => sum - Math.min(freeMinor(lot), 0), 0);
}

/** What lots that have run out still hold, whether or not the expiry run was there. */
function runOutMinor(lots: readonly Lot[], atMs: number): number {
	return lots.reduce((sum, lot) => sum + (isExpired(lot, atMs) ? Math.max(freeMinor(lot), 0) : 0), 0);
}

function lessDebtMinor(good: readonly Lot[], lots: readonly Lot[], atMs: number): number {
	const free = good.reduce((sum, lot) => sum + Math.max(freeMinor(lot), 0), 0);
	return Math.max(free - Math.max(debtMinor(lots) - runOutMinor(lots, atMs), 0), 0);
}

/**
 * The most that may leave the wallet without it going below zero: what is free and has not expired, less the debt that
 * expired value does not settle. The expiry run settles in the same way, so nothing changes when it comes.
 */
export function ownedMinor(lots: readonly Lot[], atMs: number): number {
	return lessDebtMinor(
		lots.filter((lot) => !isExpired(lot, atMs)),
		lots,
		atMs
	);
}

/** The most that may be spent: of what is owned, what is valid already. Value that waits pays no debt of today. */
export function availableMinor(lots: readonly Lot[], atMs: number): number {
	return lessDebtMinor(
		lots.filter((lot) => lot.validFromMs <= atMs && !isExpired(lot, atMs)),
		lots,
		atMs
	);
}

/** The balance of one currency; lots of others are left out. */
export function balanceOf(currency: string, all: readonly Lot[], atMs: number): WalletBalance {
	const lots = all.filter((lot) => lot.currency === currency);
	const good = lots.filter((lot) => !isExpired(lot, atMs));
	const sum = (of: readonly Lot[], amount: (lot: Lot) => number) => of.reduce((total, lot) => total + amount(lot), 0);
	const lapsed = Math.max(runOutMinor(lots, atMs) - debtMinor(lots), 0);
	const waiting = good.filter((lot) => lot.validFromMs > atMs);
	return {
		currency,
		balanceMinor: sum(lots, (lot) => lot.balanceMinor) - lapsed,
		conditionalMinor: sum(good, (lot) => (narrowness(lot.conditions) > 0 ? Math.max(lot.balanceMinor, 0) : 0)),
		heldMinor: sum(lots, (lot) => lot.heldMinor),
		waitingMinor: sum(waiting, (lot) => Math.max(lot.balanceMinor, 0)),
		spendableMinor: availableMinor(lots, atMs)
	};
}
