/** What an offer begins with while somebody writes it. Fresh objects each time: an editor changes them in place. */
import {
	pointsCurrency,
	type AwardForm,
	type Effect,
	type LineFilter,
	type LineTerms,
	type LotTerms,
	type Offer
} from './offer';

/** An offer as it is written and stored; its id and version come with the saving. */
export type OfferRule = Omit<Offer, 'id' | 'version'>;

export function blankTerms(named: Partial<LineTerms> = {}): LineTerms {
	return { productIds: [], groupIds: [], brands: [], families: [], categories: [], ...named };
}

/** Every line; `taking_part` leaves out what is kept from promotions. */
export function blankFilter(promotions: LineFilter['promotions'] = 'taking_part'): LineFilter {
	return { include: [], exclude: [], promotions };
}

/** Spendable at once, on anything, for a year. */
export function blankLot(): LotTerms {
	return {
		expiry: { kind: 'after', count: 1, unit: 'year' },
		validAfterHours: 0,
		lines: blankFilter('any'),
		storeIds: [],
		hours: []
	};
}

/** The effects an editor can choose, by one word each. `multiplier` lifts what other offers give. */
export const effectChoices = [
	'percent_off',
	'amount_off',
	'fixed_price',
	'n_for_m',
	'cheapest',
	'bundle',
	'threshold',
	'cashback',
	'points',
	'multiplier',
	'instant',
	'coupon',
	'voucher'
] as const;
export type EffectChoice = (typeof effectChoices)[number];

export function effectChoiceOf(effect: Effect): EffectChoice {
	switch (effect.kind) {
		case 'coupon':
		case 'voucher':
			return effect.kind;
		case 'instant_spend':
			return 'instant';
		case 'award':
			if (effect.give.form === 'multiplier') return 'multiplier';
			return effect.currency === pointsCurrency ? 'points' : 'cashback';
		case 'discount':
			if (effect.form === 'percent') return 'percent_off';
			return effect.form === 'amount' ? 'amount_off' : effect.form;
	}
}

/** An effect of the chosen kind with figures to begin with. `currency`: the offer's. */
export function blankEffect(choice: EffectChoice, currency: string): Effect {
	switch (choice) {
		case 'percent_off':
			return { kind: 'discount', form: 'percent', percentBp: 1000 };
		case 'amount_off':
			return { kind: 'discount', form: 'amount', amountMinor: 100, per: 'sale' };
		case 'fixed_price':
			return { kind: 'discount', form: 'fixed_price', priceMinor: 100 };
		case 'n_for_m':
			return { kind: 'discount', form: 'n_for_m', buy: 3, pay: 2 };
		case 'cheapest':
			return { kind: 'discount', form: 'cheapest', every: 2, percentBp: 5000 };
		case 'bundle': {
			const part = (name: string) => ({ name, lines: blankFilter(), pieces: 1, percentBp: 0 });
			return { kind: 'discount', form: 'bundle', parts: [part('Part 1'), part('Part 2')], priceMinor: 500 };
		}
		case 'threshold':
			return { kind: 'discount', form: 'threshold', steps: [{ fromMinor: 2000, off: { amountMinor: 200 } }] };
		case 'cashback':
			return { kind: 'award', currency, give: { form: 'percent', percentBp: 300 }, lot: blankLot() };
		case 'points':
			return { kind: 'award', currency: pointsCurrency, give: { form: 'percent', percentBp: 10_000 }, lot: blankLot() };
		case 'multiplier':
			return {
				kind: 'award',
				currency: pointsCurrency,
				give: { form: 'multiplier', factorBp: 20_000 },
				lot: blankLot()
			};
		case 'instant':
			return { kind: 'instant_spend', give: { form: 'percent', percentBp: 300 } };
		case 'coupon':
			return { kind: 'coupon', couponId: 'NEXT-TIME', count: 1 };
		case 'voucher':
			return {
				kind: 'voucher',
				voucherId: 'voucher',
				amountMinor: 500,
				expiry: { kind: 'after', count: 90, unit: 'day' }
			};
	}
}

/** How an award is reckoned, with figures to begin with. */
export function blankGive(form: Exclude<AwardForm['form'], 'multiplier'>): Exclude<AwardForm, { form: 'multiplier' }> {
	switch (form) {
		case 'percent':
			return { form, percentBp: 300 };
		case 'fixed':
			return { form, amountMinor: 100 };
		case 'per_amount':
			return { form, everyMinor: 1000, giveMinor: 50 };
		case 'per_quantity':
			return { form, everyMilli: 1000, giveMinor: 10 };
	}
}

/** An offer to begin with: 10 % off everything for everybody, competing with the others. */
export function blankRule(currency: string): OfferRule {
	return {
		name: '',
		title: '',
		validFrom: null,
		validTo: null,
		currency,
		priority: 0,
		group: null,
		stacking: 'best_of',
		conditions: {
			lines: blankFilter(),
			storeIds: [],
			hours: [],
			audience: { kind: 'anyone' },
			couponId: null,
			minimumQuantityMilli: 0,
			minimumAmountMinor: 0
		},
		effect: blankEffect('percent_off', currency),
		target: null,
		limits: { perSale: { times: null, amountMinor: null }, perMember: null, budgetMinor: null }
	};
}

/** Whether only members can get it: value for later needs a wallet, and a limit for a member needs a member. */
export function isForMembersOnly({ conditions, effect, limits }: OfferRule): boolean {
	return (
		conditions.audience.kind === 'member' ||
		limits.perMember !== null ||
		effect.kind === 'award' ||
		effect.kind === 'instant_spend'
	);
}
