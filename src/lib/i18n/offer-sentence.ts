/** An offer in a manager's words: when, then, where, until, together. */
import type { AwardForm, Conditions, LineFilter, LotExpiry, Offer } from '$lib/domain/offers/offer';

/** How amounts read, and what ids are called. */
export type OfferNames = {
	amount: (minor: number, currency: string) => string;
	percent: (basisPoints: number) => string;
	day: (at: string) => string;
	name: (id: string) => string;
};

export type OfferFact = { label: string; value: string };

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function listOf(words: readonly string[], last = 'or'): string {
	if (words.length < 2) return words[0] ?? '';
	return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

function linesText({ include, exclude }: LineFilter, { name }: OfferNames): string {
	const terms = (list: LineFilter['include']) =>
		listOf(
			list.map(({ productIds, groupIds, brands, families, categories }) =>
				[...[...productIds, ...groupIds].map(name), ...brands, ...families, ...categories].join(' ')
			)
		);
	const all = include.length === 0 ? 'anything' : terms(include);
	return exclude.length === 0 ? all : `${all}, not ${terms(exclude)}`;
}

function whoText({ audience }: Conditions): string {
	if (audience.kind === 'anyone') return 'Anyone';
	const of = [...audience.tiers, ...audience.segments];
	return of.length === 0 ? 'A member' : `A ${listOf(of)} member`;
}

function whenText(offer: Offer, names: OfferNames): string {
	const { lines, minimumAmountMinor, minimumQuantityMilli, couponId } = offer.conditions;
	const parts = [`${whoText(offer.conditions)} buys ${linesText(lines, names)}`];
	if (minimumQuantityMilli > 0) parts.push(`${String(minimumQuantityMilli / 1000)} or more`);
	if (minimumAmountMinor > 0) parts.push(`for ${names.amount(minimumAmountMinor, offer.currency)} or more`);
	if (couponId !== null) parts.push('with its coupon');
	return parts.join(', ');
}

function giveText(give: AwardForm, currency: string, { amount, percent }: OfferNames): string {
	switch (give.form) {
		case 'percent':
			return currency === 'PTS'
				? `${String(give.percentBp / 10_000)} points for 1.00`
				: `${percent(give.percentBp)} back`;
		case 'fixed':
			return `${amount(give.amountMinor, currency)} back`;
		case 'per_amount':
			return `${amount(give.giveMinor, currency)} for every ${amount(give.everyMinor, currency)}`;
		case 'per_quantity':
			return `${amount(give.giveMinor, currency)} for every ${String(give.everyMilli / 1000)}`;
		case 'multiplier':
			return `${String(give.factorBp / 10_000)} times what other offers give in ${currency}`;
	}
}

function thenText({ effect, currency }: Offer, names: OfferNames): string {
	const { amount, percent } = names;
	if (effect.kind === 'award') return giveText(effect.give, effect.currency, names);
	if (effect.kind === 'instant_spend') return `${giveText(effect.give, currency, names)}, spent at once`;
	if (effect.kind === 'coupon') return `${String(effect.count)} coupon`;
	if (effect.kind === 'voucher') return `A voucher of ${amount(effect.amountMinor, currency)}`;
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

function whereText({ storeIds, hours }: Conditions, { name }: OfferNames): string {
	const stores = storeIds.length === 0 ? 'All stores' : listOf(storeIds.map(name));
	const times = hours.map(({ days: on, from, to }) => `${on.map((day) => days[day - 1]).join(' ')} ${from}–${to}`);
	return times.length === 0 ? `${stores}, at any time` : `${stores}, ${times.join('; ')}`;
}

function untilText({ validFrom, validTo, limits, currency }: Offer, { amount, day }: OfferNames): string {
	const parts = [validTo === null ? 'No end' : `Until ${day(validTo)}`];
	if (validFrom !== null) parts.unshift(`From ${day(validFrom)}`);
	const { perSale, perMember, budgetMinor } = limits;
	if (perSale.times !== null) parts.push(`${String(perSale.times)} times a sale at most`);
	if (perSale.amountMinor !== null) parts.push(`${amount(perSale.amountMinor, currency)} a sale at most`);
	if (perMember && perMember.times !== null) parts.push(`${String(perMember.times)} a member and ${perMember.period}`);
	if (budgetMinor !== null) parts.push(`${amount(budgetMinor, currency)} in all`);
	return parts.join(', ');
}

function expiryText(expiry: LotExpiry): string {
	if (expiry.kind === 'never') return 'Never runs out';
	if (expiry.kind === 'on') return `Until ${expiry.date}`;
	return `For ${String(expiry.count)} ${expiry.unit}${expiry.count === 1 ? '' : 's'}`;
}

/** What the offer says, a fact a row. */
export function offerFacts(offer: Offer, names: OfferNames): OfferFact[] {
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
