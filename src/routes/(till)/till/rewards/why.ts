/** What the sheet "Why?" lists: what took effect, and what else was looked at. */
import { sayNext, sayOffer } from '$lib/i18n/offer-words';
import { nearly, type OfferTrace } from '$lib/domain/offers/trace';
import { lineAwards } from '$lib/till/rewards/line-awards';
import type { Desk } from '../desk.svelte';
import { t } from '../words';
import { comingWith } from './coming';
import { answered } from './told';
import { writingOf } from './writing';

export type WhyRow = { key: string; title: string; detail: string; amount: string | null };

/** No news to anybody who stands in this store with these goods. */
const silent = new Set<OfferTrace['code']>(['no_matching_line', 'other_store', 'other_currency', 'discounts_stand']);

function lookedAt(desk: Desk, entries: readonly OfferTrace[]): WhyRow[] {
	const writing = writingOf(desk);
	return entries
		.filter(({ code }) => !silent.has(code) && !code.startsWith('gave_'))
		.map((entry) => ({
			key: entry.offerId,
			title: writing.title(entry.offerId),
			detail: sayOffer(entry, writing),
			amount: null
		}));
}

/** Offers that might have lowered the line's price and did not. What the sale earns stands with the sale. */
export function alsoAtLine(desk: Desk, lineId: string): WhyRow[] {
	return lookedAt(
		desk,
		desk.till.quote.trace.filter(({ offerId, lineIds }) => lineIds.includes(lineId) && !isAward(desk, offerId))
	);
}

/** What the line's offers said of what they took off, by offer. */
export function gaveAtLine(desk: Desk, offerId: string): string {
	const entry = desk.till.quote.trace.find((one) => one.offerId === offerId);
	return entry ? sayOffer(entry, writingOf(desk)) : '';
}

function isAward(desk: Desk, offerId: string): boolean {
	return desk.till.offers.offers.some(({ offer }) => offer.id === offerId && offer.effect.kind !== 'discount');
}

/** Offers that would give value for later, and did not; those that want a little more are named before. */
export function alsoForMember(desk: Desk): WhyRow[] {
	return lookedAt(
		desk,
		desk.till.quote.trace.filter(({ offerId, code }) => code !== 'needs_more' && isAward(desk, offerId))
	);
}

/** Every offer that would do more if a little came into the basket. */
export function nearRows(desk: Desk): WhyRow[] {
	const writing = writingOf(desk);
	return nearly(desk.till.quote.trace).map(({ offerId, next }) => ({
		key: offerId,
		title: writing.title(offerId),
		detail: sayNext(next, writing),
		amount: null
	}));
}

/** Every award with what it was computed from; what the rewards system said counts. */
export function awardRows(desk: Desk): WhyRow[] {
	const { show, till } = desk;
	const known = answered(desk);
	if (known) {
		return known.awards.map(({ offerId, label, currency, amountMinor }, index) => {
			const own = till.quote.awards.find((one) => one.offerId === offerId && one.amountMinor === amountMinor);
			const detail = own ? t('why.of', { amount: show.money(own.baseMinor) }) : t('why.byServer');
			return { key: `${offerId} ${String(index)}`, title: label, detail, amount: show.worth(amountMinor, currency) };
		});
	}
	return till.quote.awards
		.filter(({ possible }) => !possible)
		.map(({ offerId, title, currency, amountMinor, baseMinor }) => ({
			key: offerId,
			title,
			detail: t('why.of', { amount: show.money(baseMinor) }),
			amount: show.worth(amountMinor, currency)
		}));
}

/** What the sale hands out beside what it earns. */
export function withReceipt(desk: Desk): WhyRow[] {
	return comingWith(desk).map(({ offerId, title, words }) => ({ key: offerId, title, detail: words, amount: null }));
}

/** A line's share of what is earned, about where nobody is sure of it. */
export function awardsOnLine(desk: Desk, lineId: string): WhyRow[] {
	const { show, till } = desk;
	const writing = writingOf(desk);
	const baseMinor = till.quote.lines.find((one) => one.lineId === lineId)?.totalMinor ?? 0;
	return lineAwards(till.quote, lineId, answered(desk)?.awards ?? null).map((one) => {
		const amount = show.worth(one.amountMinor, one.currency);
		return {
			key: one.offerId,
			title: writing.title(one.offerId),
			detail: t('why.of', { amount: show.money(baseMinor) }),
			amount: one.isSure ? amount : t('why.about', { amount })
		};
	});
}
