/** Offers that many shops make, ready to be changed: a newcomer's first one takes less than a minute. */
import { amountText } from '$lib/domain/money/amount-text';
import { currencyExponent } from '$lib/domain/money/money';
import { blankEffect, blankRule, type OfferRule } from '$lib/domain/offers/draft';

export type OfferTemplate = {
	key: string;
	/** What the manager reads on its card. */
	name: string;
	hint: string;
	rule: (currency: string) => OfferRule;
};

const member = { kind: 'member' as const, tiers: [], segments: [] };

/** `title`: what customers read. */
function ruleOf(currency: string, name: string, title: string, change: Partial<OfferRule>): OfferRule {
	return { ...blankRule(currency), name, title, ...change };
}

export const offerTemplates: readonly OfferTemplate[] = [
	{
		key: 'cashback',
		name: '3% cashback',
		hint: 'Members get 3% of what they pay back, to spend for a year.',
		rule: (currency) =>
			ruleOf(currency, 'Cashback', '3% back', {
				effect: blankEffect('cashback', currency),
				stacking: 'stack',
				conditions: { ...blankRule(currency).conditions, audience: member }
			})
	},
	{
		key: 'three-for-two',
		name: '3 for 2',
		hint: 'Of every three pieces the cheapest is free.',
		rule: (currency) =>
			ruleOf(currency, 'Three for two', '3 for 2', { effect: blankEffect('n_for_m', currency), priority: 10 })
	},
	{
		key: 'happy-hour',
		name: 'Happy hour',
		hint: '20% off on weekdays from 16:00 to 18:00.',
		rule: (currency) =>
			ruleOf(currency, 'Happy hour', 'Happy hour: 20% off', {
				effect: { kind: 'discount', form: 'percent', percentBp: 2000 },
				conditions: {
					...blankRule(currency).conditions,
					hours: [{ days: [1, 2, 3, 4, 5], from: '16:00', to: '18:00' }]
				}
			})
	},
	{
		key: 'threshold',
		name: 'Money off from an amount',
		hint: 'The more is bought, the more comes off: 5 from 40, 12 from 80.',
		rule: (currency) => {
			const exponent = currencyExponent(currency);
			const whole = (amount: number) => amount * 10 ** exponent;
			const title = `${amountText(whole(5), exponent)} off from ${amountText(whole(40), exponent)}`;
			const steps = [
				{ fromMinor: whole(40), off: { amountMinor: whole(5) } },
				{ fromMinor: whole(80), off: { amountMinor: whole(12) } }
			];
			return ruleOf(currency, 'Money off from an amount', title, {
				effect: { kind: 'discount', form: 'threshold', steps }
			});
		}
	},
	{
		key: 'points',
		name: 'Points',
		hint: 'Members get one point for every 1.00.',
		rule: (currency) =>
			ruleOf(currency, 'Points', 'One point for 1.00', {
				effect: blankEffect('points', currency),
				stacking: 'stack',
				conditions: { ...blankRule(currency).conditions, audience: member }
			})
	},
	{
		key: 'blank',
		name: 'Something else',
		hint: 'Begin with 10% off everything and change it.',
		rule: (currency) => blankRule(currency)
	}
];

export function findTemplate(key: string | null): OfferTemplate | null {
	return offerTemplates.find((one) => one.key === key) ?? null;
}
