import { inTwoWaves } from '../db/calls';
import type { Db } from '../db/client';
import type { Traits } from '../rewards/earned';
import type { WireProduct } from './lines';

/** What `open_purchase` is asked; see the migration. */
export type AskedPurchase = {
	card?: string;
	memberId?: string;
	missesKey: string;
	missesWindow: string;
	missesMost: number;
	storeId: string;
	system: string;
	reference: string;
	receiptNumber: string;
	id?: string;
	productIds: string[];
	skus: string[];
	codes: string[];
	zone: string;
	limited: string[];
	countedFrom: string;
	giving: string[];
	budgeted: readonly string[];
};

export type OpenedPurchase = {
	memberId: string;
	tier: string | null;
	segments: string[];
	gifts: { offerId: string; date: string; times: number; amountMinor: number }[];
	budgets: { offerId: string; givenMinor: number }[];
	products: (WireProduct & Traits & { code: string | null })[];
	lots: { currency: string; balanceMinor: number; heldMinor: number; expiresAtMs: number | null }[];
};

/** The purchase's own number and its customer's. */
export type BookedNumbers = { number: number; participant: number };

/** Locks the wallet, reads, and books what `decide` makes of it, as JSON for `book_purchase`. Null: nothing was booked. */
export function bookInTwoWaves(
	db: Db,
	asked: AskedPurchase,
	decide: (opened: OpenedPurchase) => string | null
): Promise<BookedNumbers | null> {
	return inTwoWaves<OpenedPurchase | null, BookedNumbers | null>(
		db,
		{
			name: 'open_purchase',
			text: 'SELECT open_purchase($1::jsonb) AS answer',
			values: [JSON.stringify(asked)]
		},
		(opened) => {
			const batch = opened && decide(opened);
			return batch === null
				? null
				: { name: 'book_purchase', text: 'SELECT book_purchase($1::jsonb) AS answer', values: [batch] };
		}
	);
}
