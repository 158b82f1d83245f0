/** What the demo shop promises, so that a first basket shows what offers do. */
import type { AwardForm, Conditions, Effect, LineFilter, LotTerms, Offer } from '$lib/domain/offers/offer';
import { pointsCurrency } from '$lib/domain/offers/offer';

type Rule = Omit<Offer, 'id' | 'version'>;

const allLines: LineFilter = { include: [], exclude: [], promotions: 'taking_part' };
const member: Conditions['audience'] = { kind: 'member', tiers: [], segments: [] };

/** Spendable from the next purchase on, for a year. */
const freeForAYear: LotTerms = {
	expiry: { kind: 'after', count: 1, unit: 'year' },
	validAfterHours: 0,
	lines: { include: [], exclude: [], promotions: 'any' },
	storeIds: [],
	hours: []
};

function lines(terms: { families?: string[]; categories?: string[]; groupIds?: string[] }): LineFilter {
	const named = { productIds: [], groupIds: [], brands: [], families: [], categories: [], ...terms };
	return { include: [named], exclude: [], promotions: 'taking_part' };
}

function rule(name: string, title: string, effect: Effect, conditions: Partial<Conditions>, more: Partial<Rule> = {}) {
	return {
		name,
		title,
		validFrom: null,
		validTo: null,
		currency: 'EUR',
		priority: 0,
		group: null,
		stacking: 'stack',
		conditions: {
			lines: allLines,
			storeIds: [],
			hours: [],
			audience: { kind: 'anyone' },
			couponId: null,
			minimumQuantityMilli: 0,
			minimumAmountMinor: 0,
			...conditions
		},
		effect,
		target: null,
		limits: { perSale: { times: null, amountMinor: null }, perMember: null, budgetMinor: null },
		...more
	} satisfies Rule;
}

function award(give: AwardForm, currency = 'EUR', lot = freeForAYear): Effect {
	return { kind: 'award', currency, give, lot };
}

/** Comes with whatever is bought of Home. */
const demoCoupon = 'COFFEE20';

/** `groupIdOf` answers the id of a demo group by its key. */
export function demoOffers(groupIdOf: (key: string) => string): Rule[] {
	const coffee = lines({ groupIds: [groupIdOf('coffee')] });
	return [
		rule('Cashback', '3% back', award({ form: 'percent', percentBp: 300 }), { audience: member }),
		rule('Points', 'One point for 1.00', award({ form: 'percent', percentBp: 10_000 }, pointsCurrency), {
			audience: member
		}),
		rule(
			'Gold doubles coffee points',
			'Double points on coffee',
			award({ form: 'multiplier', factorBp: 20_000 }, pointsCurrency),
			{ audience: { kind: 'member', tiers: ['Gold'], segments: [] }, lines: coffee }
		),
		rule(
			'Big basket cashback',
			'1.00 back from 25.00',
			award({ form: 'fixed', amountMinor: 100 }, 'EUR', {
				...freeForAYear,
				expiry: { kind: 'after', count: 30, unit: 'day' }
			}),
			{ audience: member, minimumAmountMinor: 2500 },
			{
				limits: {
					perSale: { times: null, amountMinor: null },
					perMember: { period: 'day', times: 1, amountMinor: null },
					budgetMinor: null
				}
			}
		),
		rule(
			'Buns three for two',
			'3 for 2 buns',
			{ kind: 'discount', form: 'n_for_m', buy: 3, pay: 2 },
			{ lines: lines({ families: ['Buns'] }) },
			{ stacking: 'best_of', priority: 10 }
		),
		rule(
			'Tea hour',
			'20% off tea, weekdays 14–17',
			{ kind: 'discount', form: 'percent', percentBp: 2000 },
			{ lines: lines({ categories: ['tea'] }), hours: [{ days: [1, 2, 3, 4, 5], from: '14:00', to: '17:00' }] },
			{ stacking: 'best_of', priority: 5 }
		),
		rule(
			'Home from 40',
			'Home: 5.00 off from 40.00, 12.00 from 80.00',
			{
				kind: 'discount',
				form: 'threshold',
				steps: [
					{ fromMinor: 4000, off: { amountMinor: 500 } },
					{ fromMinor: 8000, off: { amountMinor: 1200 } }
				]
			},
			{ lines: lines({ groupIds: [groupIdOf('home')] }) },
			{ stacking: 'best_of', priority: 5 }
		),
		rule(
			'Coffee coupon',
			'20% off coffee',
			{ kind: 'discount', form: 'percent', percentBp: 2000 },
			{
				lines: coffee,
				couponId: demoCoupon
			}
		),
		rule(
			'Coupon with Home',
			'20% off your next coffee',
			{ kind: 'coupon', couponId: demoCoupon, count: 1 },
			{
				lines: lines({ groupIds: [groupIdOf('home')] })
			}
		)
	];
}
