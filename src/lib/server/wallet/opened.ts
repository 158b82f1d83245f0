/** What `open_wallets` answers, and what of it a decision works with. */
import type { HoldKind } from '$lib/domain/wallet/capture';
import type { Lot, Take } from '$lib/domain/wallet/lot';

export type Asked = {
	/** Keys of transactions that may be booked already. */
	keys?: string[];
	/** Sales whose awards, spends and returns are wanted. */
	sales?: string[];
	/** Holds by id. */
	grants?: string[];
	/** Holds by key. */
	holdKeys?: string[];
	/** The open lots of all members, and those of the holds and sales. */
	lots: boolean;
	/** Holds that have run out by then, RFC 3339. */
	expiredBy?: string;
};

export type OpenedHold = {
	id: string;
	key: string;
	memberId: string;
	saleId: string | null;
	currency: string;
	kind: HoldKind;
	/** Of an instant spend: what gave it. */
	offerId: string | null;
	label: string;
	askedMinor: number;
	amountMinor: number;
	expiresAtMs: number;
	ended: 'captured' | 'released' | 'expired' | null;
	lots: Take[];
};

export type OpenedLot = Lot & { memberId: string; expiredMinor: number };

export type OpenedTransaction = { id: string; key: string; fingerprint: string; answer: unknown };

/** Lists are there when they were asked for. */
export type OpenedWallets = {
	transactions?: OpenedTransaction[];
	holds: OpenedHold[];
	lots?: OpenedLot[];
	sales?: { saleId: string; transactionId: string; memberId: string }[];
	awards?: {
		lotId: string;
		saleId: string;
		currency: string;
		amountMinor: number;
		basis: { lineNo: number; amountMinor: number }[] | null;
	}[];
	spends?: {
		saleId: string;
		grantId: string;
		kind: HoldKind;
		lotId: string | null;
		currency: string;
		amountMinor: number;
	}[];
	cancelled?: string[];
	returnedLines?: { saleId: string; lineNo: number; returnedMilli: number }[];
	returnedSpends?: { saleId: string; grantId: string; amountMinor: number }[];
};

export function expiredByLot(lots: readonly OpenedLot[]): Map<string, number> {
	return new Map(lots.map((lot) => [lot.id, lot.expiredMinor]));
}

/** The lots as they are once these holds have ended. */
export function withoutHolds<L extends Lot>(lots: readonly L[], holds: readonly OpenedHold[]): L[] {
	const freed = new Map<string, number>();
	for (const { lotId, amountMinor } of holds.flatMap((hold) => hold.lots)) {
		freed.set(lotId, (freed.get(lotId) ?? 0) + amountMinor);
	}
	return lots.map((lot) => ({ ...lot, heldMinor: lot.heldMinor - (freed.get(lot.id) ?? 0) }));
}
