/** What a quote says of rewards, in the words of the screen. */
import { sayNext } from '$lib/i18n/offer-words';
import { nearly } from '$lib/domain/offers/trace';
import type { Quote } from '$lib/domain/offers/quote-types';
import type { Desk } from '../desk.svelte';
import type { Show } from '../show';
import { t } from '../words';
import { writingOf } from './writing';

/** "€0.22 · 7 points". What needs a connection to be sure is left out. */
export function earned({ awards }: Quote, show: Show): string {
	const sums = new Map([[show.place.currency, 0]]);
	for (const { currency, amountMinor, possible } of awards) {
		if (!possible) sums.set(currency, (sums.get(currency) ?? 0) + amountMinor);
	}
	const worth = [...sums].filter(([, minor], index) => minor > 0 || (index === 0 && sums.size === 1));
	return worth.map(([currency, minor]) => show.worth(minor, currency)).join(' · ');
}

/** The first of "2.10 more to reach 20.00", with the name of its offer; `others`: how many more there are. */
export function hintOf(desk: Desk): { words: string; others: number } | null {
	const [hint, ...others] = nearly(desk.till.quote.trace);
	const writing = writingOf(desk);
	if (!hint) return null;
	const words = t('reward.nearly', { title: writing.title(hint.offerId), next: sayNext(hint.next, writing) });
	return { words, others: others.length };
}
