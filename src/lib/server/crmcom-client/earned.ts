/** What a CRM.COM elsewhere gave, for receipts: read from what it answered, without asking again. */
import { pointsCurrency } from '$lib/domain/offers/offer';
import type { Db } from '../db/client';
import { selectSettled } from './queries.purchases';

type Worth = { currency: string; amountMinor: number };

/** By sale; those it has not agreed with yet are missing. What a return left of a sale counts. */
export async function earnedThere(db: Db, saleIds: readonly string[]): Promise<Map<string, Worth[]>> {
	if (saleIds.length === 0) return new Map();
	const rows = await selectSettled(db, saleIds);
	return new Map(
		rows.map(({ saleId, currency, awardMinor, awardPoints }) => {
			const worths = [
				{ currency, amountMinor: awardMinor },
				{ currency: pointsCurrency, amountMinor: awardPoints }
			];
			return [saleId, worths.filter(({ amountMinor }) => amountMinor > 0)];
		})
	);
}
