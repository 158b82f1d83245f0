/** What will come with the receipt: coupons and vouchers that offers hand out. */
import { sayOffer } from '$lib/i18n/offer-words';
import type { Desk } from '../desk.svelte';
import { writingOf } from './writing';

export type Coming = { offerId: string; title: string; words: string; isVoucher: boolean };

export function comingWith(desk: Desk): Coming[] {
	const writing = writingOf(desk);
	return desk.till.quote.trace
		.filter(({ code }) => code === 'gave_coupon' || code === 'gave_voucher')
		.map((entry) => ({
			offerId: entry.offerId,
			title: writing.title(entry.offerId),
			words: sayOffer(entry, writing),
			isVoucher: entry.code === 'gave_voucher'
		}));
}
