/** What offers with a budget gave: the server's word, and what this till gave since. */
import type { BudgetsGiven } from '$lib/domain/offers/quote-types';
import { givenByOffers } from '$lib/domain/receipt/given-by-offers';
import type { BudgetReading } from '../journal/rows';
import type { JournalStore } from '../journal/store';
import { hasContact, isRecent } from '../sync/facts';

type Around = {
	store: Pick<JournalStore, 'sync' | 'salesAfter'>;
	/** By this machine. */
	nowMs: () => number;
	isOffline: () => boolean;
};

export class Budgets {
	readonly #around: Around;
	#known: BudgetsGiven | null = null;
	#asked = 0;

	constructor(around: Around) {
		this.#around = around;
	}

	/** In minor units by offer id; null: not known now, because the server was not heard just now or does not say. */
	get known(): BudgetsGiven | null {
		return this.#known;
	}

	/** Whether something else is known now than before. */
	async read(): Promise<boolean> {
		const asked = ++this.#asked;
		const { store, nowMs, isOffline } = this.#around;
		const sync = await store.sync();
		const { budgets } = sync;
		// While a long queue is being sent, the server is heard and what it said of budgets is old.
		const isKnown = budgets && !isOffline() && hasContact(sync, nowMs()) && isRecent(budgets.at, sync, nowMs());
		const known = isKnown ? await givenSince(store, budgets) : null;
		if (asked !== this.#asked || JSON.stringify(known) === JSON.stringify(this.#known)) return false;
		this.#known = known;
		return true;
	}
}

/** A return that is not sent yet makes no room before it is. */
async function givenSince(store: Around['store'], { given, upTo }: BudgetReading): Promise<BudgetsGiven> {
	const sums = new Map(Object.entries(given));
	for (const { body } of await store.salesAfter(upTo)) {
		if (body.kind !== 'sale') continue;
		for (const [offerId, amountMinor] of givenByOffers(body)) {
			sums.set(offerId, (sums.get(offerId) ?? 0) + amountMinor);
		}
	}
	return Object.fromEntries(sums);
}
