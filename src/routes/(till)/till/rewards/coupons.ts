/** What a coupon that was shown does in this basket. */
import { sayOffer } from '$lib/i18n/offer-words';
import type { Desk } from '../desk.svelte';
import { t } from '../words';
import { writingOf } from './writing';

/** What the first of its offers gives, else why it gives nothing yet. */
export function couponNow(desk: Desk, code: string): { title: string; detail: string; gives: boolean } {
	const { offers, quote } = desk.till;
	const own = new Set(offers.offers.flatMap(({ offer }) => (offer.conditions.couponId === code ? [offer.id] : [])));
	const entries = quote.trace.filter(({ offerId }) => own.has(offerId));
	const given = entries.find((entry) => entry.code.startsWith('gave_'));
	const entry = given ?? entries[0];
	const writing = writingOf(desk);
	if (!entry) return { title: '', detail: t('coupon.noOffer'), gives: false };
	return { title: writing.title(entry.offerId), detail: sayOffer(entry, writing), gives: given !== undefined };
}
