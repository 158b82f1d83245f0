/** What offers with a budget gave: the server's word, and what this till gave since. */
import type { BudgetsGiven } from '$lib/domain/offers/quote-types';
import { givenByOffers } from '$lib/domain/receipt/given-by-offers';
import type { SyncRow } from '../journal/rows';
import type { JournalStore } from '../journal/store';

/** In minor units by offer id; null: the server never said. A return that is not sent yet gives nothing back before it is. */
export async function readBudgets(
	store: Pick<JournalStore, 'salesAfter'>,
	{ budgets }: Pick<SyncRow, 'budgets'>
): Promise<BudgetsGiven | null> {
	if (!budgets) return null;
	const given = new Map(Object.entries(budgets.given));
	for (const { body } of await store.salesAfter(budgets.upTo)) {
		if (body.kind !== 'sale') continue;
		for (const [offerId, amountMinor] of givenByOffers(body)) {
			given.set(offerId, (given.get(offerId) ?? 0) + amountMinor);
		}
	}
	return Object.fromEntries(given);
}
