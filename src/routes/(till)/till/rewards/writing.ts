import { offersInEnglish, type Writing } from '$lib/i18n/offer-words';
import type { Desk } from '../desk.svelte';

/** How this page writes what offers say. */
export function writingOf({ show, till }: Desk): Writing {
	return {
		t: offersInEnglish,
		currency: show.place.currency,
		amount: show.worth,
		quantity: (milli) => show.quantity(milli, ''),
		date: (at) => show.date(at),
		title: (offerId) => till.offers.offers.find(({ offer }) => offer.id === offerId)?.offer.title ?? '',
		tier: (tier) => tier
	};
}
