/** An offer in a manager's words: when, then, where, until, together. */
import type { OfferRule } from '$lib/domain/offers/draft';
import type { AwardForm, Conditions, LineFilter, LineTerms, LotExpiry, WeeklyHours } from '$lib/domain/offers/offer';

/** How amounts read, and what ids are called. */
export type OfferNames = {
	amount: (minor: number, currency: string) => string;
	percent: (basisPoints: number) => string;
	day: (at: string) => string;
	name: (id: string) => string;
};

export type OfferFact = { label: string; value: string };

export const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

export function listOf(words: readonly string[], last = 'or'): string {
	if (words.length < 2) return words[0] ?? '';
	return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

/** The words of terms that all have to fit: "Bakery of Harbour". */
export function termsText(
	{ productIds, groupIds, brands, families, categories }: LineTerms,
	{ name }: OfferNames
): string {
	const kinds = [productIds.map(name), groupIds.map(name), families, categories, brands];
	return kinds.flatMap((words) => (words.length > 0 ? [listOf(words)] : [])).join(' of ');
}

/** The goods a filter means: "Bakery, not Brownie". */
export function linesText({ include, exclude, promotions }: LineFilter, names: OfferNames): string {
	const terms = (list: LineTerms[]) => listOf(list.map((one) => termsText(one, names)));
	const all = include.length === 0 ? 'anything' : terms(include);
	const kept = promotions === 'not_taking_part' ? `${all} kept from promotions` : all;
	return exclude.length === 0 ? kept : `${kept}, not ${terms(exclude)}`;
}

export function whoText({ audience }: Pick<Conditions, 'audience'>): string {
	if (audience.kind === 'anyone') return 'Anyone';
	const { tiers, segments } = audience;
	const who = tiers.length === 0 ? 'A member' : `A ${listOf(tiers)} member`;
	return segments.length === 0 ? who : `${who} in ${listOf(segments)}`;
}

function whenText(offer: OfferRule, names: OfferNames): string {
	const { lines, minimumAmountMinor, minimumQuantityMilli, couponId } = offer.conditions;
	const parts = [`${whoText(offer.conditions)} buys ${linesText(lines, names)}`];
	if (minimumQuantityMilli > 0) parts.push(`${String(minimumQuantityMilli / 1000)} or more`);
	if (minimumAmountMinor > 0) parts.push(`for ${names.amount(minimumAmountMinor, offer.currency)} or more`);
	if (couponId !== null) parts.push(`with coupon ${couponId}`);
	return parts.join(', ');
}

export function giveText(give: AwardForm, currency: string, { amount, percent }: OfferNames): string {
	switch (give.form) {
		case 'percent':
			return currency === 'PTS'
				? `${amount(give.percentBp / 10_000, currency)} for 1.00`
				: `${percent(give.percentBp)} back`;
		case 'fixed':
			return `${amount(give.amountMinor, currency)} back`;
		case 'per_amount':
			return `${amount(give.giveMinor, currency)} for every ${amount(give.everyMinor, currency)}`;
		case 'per_quantity':
			return `${amount(give.giveMinor, currency)} for every ${String(give.everyMilli / 1000)}`;
		case 'multiplier':
			return `${String(give.factorBp / 10_000)} times ${currency === 'PTS' ? 'the points' : 'the cashback'} other offers give`;
	}
}

export const voucherText = (amountMinor: number, currency: string, { amount }: OfferNames): string =>
	`A voucher of ${amount(amountMinor, currency)}`;

/** What it gives: "3 for 2, the cheapest free". */
export function effectText({ effect, currency }: Pick<OfferRule, 'effect' | 'currency'>, names: OfferNames): string {
	const { amount, percent } = names;
	if (effect.kind === 'award') return giveText(effect.give, effect.currency, names);
	if (effect.kind === 'instant_spend') return `${giveText(effect.give, currency, names)}, spent at once`;
	if (effect.kind === 'coupon') return `Coupon ${effect.couponId} with the receipt`;
	if (effect.kind === 'voucher') {
		const lasting = lastingText(effect.expiry ?? { kind: 'never' });
		return `${voucherText(effect.amountMinor, currency, names)} with the receipt, ${lasting}`;
	}
	switch (effect.form) {
		case 'percent':
			return `${percent(effect.percentBp)} off`;
		case 'amount':
			return `${amount(effect.amountMinor, currency)} off ${effect.per === 'unit' ? 'each' : 'together'}`;
		case 'fixed_price':
			return `Each for ${amount(effect.priceMinor, currency)}`;
		case 'n_for_m':
			return `${String(effect.buy)} for ${String(effect.pay)}, the cheapest free`;
		case 'cheapest':
			return `The cheapest of each ${String(effect.every)} has ${percent(effect.percentBp)} off`;
		case 'bundle':
			return effect.priceMinor === null
				? `A set of ${effect.parts.map(({ name }) => name).join(' + ')}, each part cheaper`
				: `A set of ${effect.parts.map(({ name }) => name).join(' + ')} for ${amount(effect.priceMinor, currency)}`;
		case 'threshold':
			return effect.steps
				.map(({ fromMinor, off }) => {
					const less = 'percentBp' in off ? percent(off.percentBp) : amount(off.amountMinor, currency);
					return `${less} off from ${amount(fromMinor, currency)}`;
				})
				.join(', ');
	}
}

function thenText(offer: OfferRule, names: OfferNames): string {
	const given = effectText(offer, names);
	return offer.target === null ? given : `${given}, on ${linesText(offer.target, names)}`;
}

export function daysText(days: readonly number[]): string {
	const sorted = [...days].sort((a, b) => a - b);
	const [first = 1] = sorted;
	const isRun = sorted.length > 2 && sorted.every((day, place) => day === first + place);
	if (sorted.length === 7) return 'Every day';
	if (isRun) return `${dayNames[first - 1] ?? ''}–${dayNames[first + sorted.length - 2] ?? ''}`;
	return sorted.map((day) => dayNames[day - 1] ?? '').join(' ');
}

export function hoursText({ days, from, to }: WeeklyHours): string {
	return from === '00:00' && to === '24:00' ? daysText(days) : `${daysText(days)} ${from}–${to}`;
}

export function storesText(storeIds: readonly string[], { name }: OfferNames): string {
	return storeIds.length === 0 ? 'All stores' : listOf(storeIds.map(name), 'and');
}

function whereText({ storeIds, hours }: Conditions, names: OfferNames): string {
	const times = hours.map(hoursText);
	const stores = storesText(storeIds, names);
	return times.length === 0 ? `${stores}, at any time` : `${stores}, ${times.join('; ')}`;
}

/** The last day: an offer that ends at midnight does not hold on the day that begins. */
export function lastDay(validTo: string, { day }: OfferNames): string {
	return day(new Date(Date.parse(validTo) - 1).toISOString());
}

const periodWords = { day: 'a day', week: 'a week', month: 'a month', year: 'a year', ever: 'in all' } as const;

/** "once a day", "5.00 a month" */
export function memberLimitText(
	{ period, times, amountMinor }: NonNullable<OfferRule['limits']['perMember']>,
	currency: string,
	{ amount }: OfferNames
): string {
	const often = times === null ? [] : [times === 1 ? 'once' : `${String(times)} times`];
	const much = amountMinor === null ? [] : [amount(amountMinor, currency)];
	return `${[...often, ...much].join(' and ') || '…'} ${periodWords[period]}`;
}

function untilText({ validFrom, validTo, limits, currency, effect }: OfferRule, names: OfferNames): string {
	const { amount, day } = names;
	const parts = [validTo === null ? 'No end' : `Until ${lastDay(validTo, names)}`];
	if (validFrom !== null) parts.unshift(`From ${day(validFrom)}`);
	const { perSale, perMember, budgetMinor } = limits;
	const paidIn = effect.kind === 'award' ? effect.currency : currency;
	if (perSale.times !== null) parts.push(`${String(perSale.times)} times a sale at most`);
	if (perSale.amountMinor !== null) parts.push(`${amount(perSale.amountMinor, paidIn)} a sale at most`);
	if (perMember) parts.push(`a member ${memberLimitText(perMember, paidIn, names)}`);
	if (budgetMinor !== null) parts.push(`${amount(budgetMinor, paidIn)} in all`);
	return parts.join(', ');
}

/** "for 90 days"; what is not typed yet stands as dots. */
export function lastingText(expiry: LotExpiry): string {
	if (expiry.kind === 'never') return 'without an end';
	if (expiry.kind === 'on') return `until ${expiry.date || '…'}`;
	const { count, unit } = expiry;
	return `for ${Number.isFinite(count) ? String(count) : '…'} ${unit}${count === 1 ? '' : 's'}`;
}

export function expiryText(expiry: LotExpiry): string {
	if (expiry.kind === 'never') return 'Never runs out';
	if (expiry.kind === 'on') return `Until ${expiry.date}`;
	return `For ${String(expiry.count)} ${expiry.unit}${expiry.count === 1 ? '' : 's'}`;
}

/** What the offer says, a fact a row. */
export function offerFacts(offer: OfferRule, names: OfferNames): OfferFact[] {
	const { effect, stacking, group, conditions } = offer;
	const together =
		stacking === 'stack'
			? 'On top of others'
			: `The best of ${group === null ? 'the offers that compete' : group} counts`;
	return [
		{ label: 'When', value: whenText(offer, names) },
		{ label: 'Then', value: thenText(offer, names) },
		...(effect.kind === 'award' ? [{ label: 'To spend', value: expiryText(effect.lot.expiry) }] : []),
		{ label: 'Where', value: whereText(conditions, names) },
		{ label: 'Until', value: untilText(offer, names) },
		{ label: 'Together', value: together }
	];
}
