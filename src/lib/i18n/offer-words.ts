/** Turns the engine's codes and figures into sentences; the page brings its language and its way of writing amounts. */
import type { CutBy, OfferTrace, Shortfall } from '$lib/domain/offers/trace';
import { offersEn } from './offers-en';
import { createTranslate, type Translate } from './translate';

export type OfferTranslate = Translate<typeof offersEn>;

export const offersInEnglish: OfferTranslate = createTranslate<typeof offersEn>('en', offersEn);

/** How the page writes figures. */
export type Writing = {
	t: OfferTranslate;
	/** The shop's currency. */
	currency: string;
	/** An amount with its currency; `PTS` are points. */
	amount: (amountMinor: number, currency: string) => string;
	/** A quantity in thousandths that is no whole number of pieces. */
	quantity: (quantityMilli: number) => string;
	/** An instant, RFC 3339. */
	date: (at: string) => string;
	/** What the customer reads as the name of an offer. */
	title: (offerId: string) => string;
	tier: (tier: string) => string;
};

/** "2.10 more to reach 20.00" */
export function sayNext(next: Shortfall, { t, amount, currency, quantity }: Writing): string {
	switch (next.needs) {
		case 'amount':
			return t('offer.next.amount', {
				more: amount(next.moreMinor, currency),
				reach: amount(next.reachMinor, currency)
			});
		case 'quantity': {
			const { moreMilli, reachMilli } = next;
			if (moreMilli % 1000 === 0 && reachMilli % 1000 === 0) {
				return t('offer.next.quantity', { count: moreMilli / 1000, reach: reachMilli / 1000 });
			}
			return t('offer.next.measure', { more: quantity(moreMilli), reach: quantity(reachMilli) });
		}
		case 'part':
			return t('offer.next.part', { count: next.morePieces, part: next.name });
	}
}

function cut(sentence: string, cutBy: CutBy | null, { t }: Writing): string {
	return cutBy === null ? sentence : t(`offer.cut.${cutBy}`, { sentence });
}

function sayBeaten(entry: Extract<OfferTrace, { code: 'beaten_by' }>, { t, amount, title }: Writing): string {
	const { winnerId, currency, worthMinor, winnerMinor } = entry;
	const winner = title(winnerId);
	if (worthMinor === 0) return t('offer.beaten_by.issue', { winner });
	if (worthMinor === winnerMinor) return t('offer.beaten_by.same', { amount: amount(worthMinor, currency), winner });
	return t('offer.beaten_by', {
		amount: amount(worthMinor, currency),
		winner,
		winnerAmount: amount(winnerMinor, currency)
	});
}

/** One sentence for what became of an offer. */
export function sayOffer(entry: OfferTrace, writing: Writing): string {
	const { t, amount, currency, date, tier } = writing;
	switch (entry.code) {
		case 'gave_discount':
		case 'gave_instant_spend':
			return cut(t(`offer.${entry.code}`, { amount: amount(entry.amountMinor, currency) }), entry.cutBy, writing);
		case 'gave_award':
			return cut(t('offer.gave_award', { amount: amount(entry.amountMinor, entry.currency) }), entry.cutBy, writing);
		case 'gave_coupon':
			return t('offer.gave_coupon', { count: entry.count });
		case 'gave_voucher':
			return t('offer.gave_voucher', { amount: amount(entry.amountMinor, currency) });
		case 'needs_more':
			return sayNext(entry.next, writing);
		case 'needs_member':
		case 'needs_connection':
			if (entry.would === null) return t(`offer.${entry.code}`);
			return t(`offer.${entry.code}.would`, { amount: amount(entry.would.amountMinor, entry.would.currency) });
		case 'not_for_this_tier':
			return t('offer.not_for_this_tier', { tiers: entry.tiers.map(tier).join(', ') });
		case 'not_started':
			return t('offer.not_started', { date: date(entry.from) });
		case 'ended':
			return t('offer.ended', { date: date(entry.to) });
		case 'receipt_full':
			return t('offer.receipt_full', { most: entry.most });
		case 'beaten_by':
			return sayBeaten(entry, writing);
		default:
			return t(`offer.${entry.code}`);
	}
}
