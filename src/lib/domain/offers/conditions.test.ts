import { describe, expect, it } from 'vitest';
import { testLine } from '../../../../tests/support/any-basket';
import {
	ask,
	award,
	discount,
	filter,
	noLimits,
	outcome,
	quotedAtMs,
	terms,
	testMember,
	testOffer
} from '../../../../tests/support/any-offer';
import type { BasketLine } from '../basket/basket';
import type { Conditions, LineFilter } from './offer';
import { nearly } from './trace';

const tenOff = discount({ form: 'percent', percentBp: 1000 });
const line = (given: Partial<BasketLine> = {}) => testLine({ unitPriceMinor: 1000, ...given });

/** Whether ten percent are given under this condition. */
function gives(conditions: Partial<Conditions>, lines = [line()], asked: Parameters<typeof ask>[2] = {}): object {
	return outcome(ask([testOffer({ conditions, effect: tenOff })], lines, asked));
}

const given = { code: 'gave_discount', amountMinor: 100 };

describe('which lines', () => {
	const means = (lines: LineFilter, facts: Partial<BasketLine>) => gives({ lines }, [line(facts)]);
	const none = { code: 'no_matching_line' };

	it('means every line when it names none', () => {
		expect(means(filter(), {})).toMatchObject(given);
	});

	it('goes by product, group, brand, family or category', () => {
		const cases = [
			[{ productIds: ['a'] }, { productId: 'a' }, { productId: 'b' }],
			[{ groupIds: ['a'] }, { groupId: 'a' }, { groupId: null }],
			[{ brands: ['Oak'] }, { brand: 'Oak' }, {}],
			[{ families: ['Tea'] }, { family: 'Tea' }, { family: null }],
			[{ categories: ['hot', 'cold'] }, { categories: ['new', 'cold'] }, { categories: [] }]
		] as const;
		for (const [names, yes, no] of cases) {
			const lines = filter(terms(JSON.parse(JSON.stringify(names)) as object));
			expect(means(lines, JSON.parse(JSON.stringify(yes)) as object)).toMatchObject(given);
			expect(means(lines, JSON.parse(JSON.stringify(no)) as object)).toEqual(none);
		}
	});

	it('asks for all names of one set, and for any of the sets', () => {
		const both = filter({ groupIds: ['tea'], brands: ['Oak'] });
		expect(means(both, { groupId: 'tea', brand: 'Oak' })).toMatchObject(given);
		expect(means(both, { groupId: 'tea', brand: 'Elm' })).toEqual(none);
		const either = filter({ groupIds: ['tea'] }, { brands: ['Oak'] });
		expect(means(either, { groupId: 'soap', brand: 'Oak' })).toMatchObject(given);
		expect(means(either, { groupId: 'tea', brand: 'Oak' })).toMatchObject(given);
		expect(means(either, { groupId: 'soap', brand: 'Elm' })).toEqual(none);
	});

	it('leaves out what is excluded', () => {
		const lines = { ...filter({ groupIds: ['tea'] }), exclude: [terms({ productIds: ['a'] })] };
		expect(means(lines, { groupId: 'tea', productId: 'b' })).toMatchObject(given);
		expect(means(lines, { groupId: 'tea', productId: 'a' })).toEqual(none);
	});

	it('leaves alone what takes no part in promotions, unless it says otherwise', () => {
		expect(means(filter(), { inPromotions: false })).toEqual(none);
		expect(means({ ...filter(), promotions: 'any' }, { inPromotions: false })).toMatchObject(given);
		expect(means({ ...filter(), promotions: 'not_taking_part' }, { inPromotions: false })).toMatchObject(given);
		expect(means({ ...filter(), promotions: 'not_taking_part' }, {})).toEqual(none);
	});

	it('takes an open item for what it costs, never for a product', () => {
		expect(means(filter(), { productId: null })).toMatchObject(given);
		expect(means(filter({ productIds: ['a'] }), { productId: null })).toEqual(none);
	});

	it('gives the effect to other lines than those that qualify, where it has a target', () => {
		const offer = testOffer({
			conditions: { lines: filter({ groupIds: ['coffee'] }) },
			target: filter({ groupIds: ['cake'] })
		});
		const coffee = line({ lineId: 'coffee', groupId: 'coffee' });
		const cake = line({ lineId: 'cake', groupId: 'cake', unitPriceMinor: 300 });
		expect(ask([offer], [coffee, cake]).discounts).toMatchObject([{ lineId: 'cake', amountMinor: 30 }]);
		expect(outcome(ask([offer], [coffee]))).toEqual({ code: 'nothing_to_give' });
		expect(outcome(ask([offer], [cake]))).toEqual({ code: 'no_matching_line' });
	});
});

describe('where and when', () => {
	it('holds in the stores it names', () => {
		expect(gives({ storeIds: ['store-1'] })).toMatchObject(given);
		expect(gives({ storeIds: ['store-2'] })).toEqual({ code: 'other_store' });
		expect(gives({ storeIds: ['store-2'] }, undefined, { context: { storeId: 'store-2' } })).toMatchObject(given);
	});

	it('holds in its hours on the wall of the store', () => {
		expect(gives({ hours: [{ days: [5], from: '14:00', to: '15:00' }] })).toMatchObject(given);
		expect(gives({ hours: [{ days: [4], from: '14:00', to: '15:00' }] })).toEqual({ code: 'outside_hours' });
		const hours = [{ days: [5], from: '13:00', to: '14:00' }];
		expect(gives({ hours }, undefined, { context: { zone: 'Europe/London' } })).toMatchObject(given);
	});

	it('holds from its first instant and no longer at its last', () => {
		const at = new Date(quotedAtMs).toISOString();
		const later = new Date(quotedAtMs + 1).toISOString();
		const when = (dates: object) => outcome(ask([testOffer({ effect: tenOff, ...dates })], [line()]));
		expect(when({ validFrom: at, validTo: later })).toMatchObject(given);
		expect(when({ validFrom: later })).toEqual({ code: 'not_started', from: later });
		expect(when({ validTo: at })).toEqual({ code: 'ended', to: at });
	});

	it('does nothing in a store with another currency', () => {
		expect(outcome(ask([testOffer({ currency: 'SEK' })], [line()]))).toEqual({ code: 'other_currency' });
		const foreign = testOffer({ effect: award({ form: 'fixed', amountMinor: 5 }, 'SEK') });
		expect(outcome(ask([foreign], [line()]))).toEqual({ code: 'other_currency' });
	});
});

describe('for whom', () => {
	const gold = { audience: { kind: 'member' as const, tiers: ['gold'], segments: [] } };
	const regulars = { audience: { kind: 'member' as const, tiers: [], segments: ['regulars', 'staff'] } };
	const anyMember = { audience: { kind: 'member' as const, tiers: [], segments: [] } };

	it('is for anyone, for members, or for some of them', () => {
		expect(gives({}, undefined, { member: null })).toMatchObject(given);
		expect(gives(anyMember, undefined, { member: null })).toEqual({ code: 'needs_member', would: null });
		expect(gives(anyMember)).toMatchObject(given);
		expect(gives(gold)).toMatchObject(given);
		expect(gives(regulars)).toMatchObject(given);
	});

	it('says what the member is not', () => {
		const member = { ...testMember, tier: 'silver', segments: ['new'] };
		expect(gives(gold, undefined, { member })).toEqual({ code: 'not_for_this_tier', tier: 'silver', tiers: ['gold'] });
		expect(gives(regulars, undefined, { member })).toEqual({ code: 'not_in_segment', segments: ['regulars', 'staff'] });
	});

	it('needs the coupon it names', () => {
		expect(gives({ couponId: 'k' })).toEqual({ code: 'needs_coupon', couponId: 'k' });
		const coupons = [{ couponId: 'k', usable: true }];
		expect(gives({ couponId: 'k' }, undefined, { context: { coupons } })).toMatchObject(given);
	});
});

describe('how much', () => {
	it('says what is missing of the minimum amount, after the discounts before it', () => {
		const half = testOffer({ id: 'half', priority: 9, effect: discount({ form: 'percent', percentBp: 5000 }) });
		const from20 = testOffer({ conditions: { minimumAmountMinor: 2000 } });
		expect(outcome(ask([from20], [line({ unitPriceMinor: 1790 })]))).toEqual({
			code: 'needs_more',
			next: { needs: 'amount', moreMinor: 210, reachMinor: 2000 }
		});
		expect(outcome(ask([from20], [line({ unitPriceMinor: 2000 })]))).toMatchObject({ code: 'gave_discount' });
		expect(outcome(ask([from20, half], [line({ unitPriceMinor: 3000 })]))).toMatchObject({
			next: { moreMinor: 500 }
		});
	});

	it('says what is missing of the minimum quantity', () => {
		const minimumQuantityMilli = 3000;
		expect(gives({ minimumQuantityMilli }, [line({ quantityMilli: 2000 })])).toEqual({
			code: 'needs_more',
			next: { needs: 'quantity', moreMilli: 1000, reachMilli: 3000 }
		});
		expect(gives({ minimumQuantityMilli }, [line({ quantityMilli: 3000 })])).toMatchObject({ code: 'gave_discount' });
		const weighed = line({ unit: 'KGM', quantityMilli: 1250 });
		expect(gives({ minimumQuantityMilli: 1500 }, [weighed])).toMatchObject({ next: { moreMilli: 250 } });
	});

	it('counts only the lines it is about', () => {
		const lines = filter({ groupIds: ['tea'] });
		const basket = [line({ lineId: 'a', groupId: 'tea' }), line({ lineId: 'b', groupId: 'soap' })];
		expect(gives({ lines, minimumAmountMinor: 1500 }, basket)).toMatchObject({ next: { moreMinor: 500 } });
	});
});

describe('limits', () => {
	const limited = (limits: object, asked: Parameters<typeof ask>[2] = {}) =>
		outcome(ask([testOffer({ effect: tenOff, limits: { ...noLimits, ...limits } })], [line()], asked));
	const used = (times: number, amountMinor: number, countersAsOfMs = quotedAtMs) => ({
		member: { ...testMember, counters: { offer: { times, amountMinor } }, countersAsOfMs }
	});
	const onceADay = { perMember: { period: 'day' as const, times: 1, amountMinor: null } };

	it('cuts to the amount a sale may have', () => {
		expect(limited({ perSale: { times: null, amountMinor: 30 } })).toMatchObject({
			amountMinor: 30,
			cutBy: 'sale_limit'
		});
	});

	it('gives once a period and again in the next', () => {
		expect(limited(onceADay)).toMatchObject(given);
		expect(limited(onceADay, used(1, 100))).toEqual({ code: 'member_limit_reached' });
		expect(limited(onceADay, used(1, 100, quotedAtMs - 86_400_000))).toMatchObject(given);
		const onceAWeek = { perMember: { period: 'week' as const, times: 1, amountMinor: null } };
		expect(limited(onceAWeek, used(1, 100, quotedAtMs - 86_400_000))).toEqual({ code: 'member_limit_reached' });
	});

	it('gives a member what is left of the amount', () => {
		const upTo = { perMember: { period: 'month' as const, times: null, amountMinor: 150 } };
		expect(limited(upTo, used(3, 90))).toMatchObject({ amountMinor: 60, cutBy: 'member_limit' });
		expect(limited(upTo, used(3, 150))).toEqual({ code: 'member_limit_reached' });
		expect(limited(upTo, { member: null })).toEqual({ code: 'needs_member', would: null });
	});

	it('asks nobody to buy more for what they cannot get any more', () => {
		const conditions = { minimumAmountMinor: 2000, minimumQuantityMilli: 3000 };
		const quoted = (limits: object, asked: object) =>
			ask([testOffer({ effect: tenOff, conditions, limits: { ...noLimits, ...limits } })], [line()], asked);
		const had = quoted(onceADay, used(1, 100));
		expect(outcome(had)).toEqual({ code: 'member_limit_reached' });
		expect(nearly(had.trace)).toEqual([]);
		expect(nearly(quoted(onceADay, used(0, 0)).trace)).toMatchObject([{ next: { needs: 'amount', moreMinor: 1000 } }]);
		const spent = quoted({ budgetMinor: 1000 }, { context: { budgets: { offer: 1000 } } });
		expect(outcome(spent)).toEqual({ code: 'budget_used_up' });
		expect(nearly(spent.trace)).toEqual([]);
	});

	it('names no higher step where the limit cuts the lower one already', () => {
		const steps = [
			{ fromMinor: 500, off: { amountMinor: 50 } },
			{ fromMinor: 5000, off: { amountMinor: 500 } }
		];
		const stepped = (amountMinor: number) => {
			const limits = { ...noLimits, perSale: { times: null, amountMinor } };
			return ask([testOffer({ effect: discount({ form: 'threshold', steps }), limits })], [line()]);
		};
		expect(nearly(stepped(30).trace)).toEqual([]);
		expect(nearly(stepped(100).trace)).toHaveLength(1);
	});

	it('gives what is left of the budget and then nothing', () => {
		const budget = { budgetMinor: 1000 };
		expect(limited(budget, { context: { budgets: { offer: 960 } } })).toMatchObject({
			amountMinor: 40,
			cutBy: 'budget'
		});
		expect(limited(budget, { context: { budgets: { offer: 1000 } } })).toEqual({ code: 'budget_used_up' });
		expect(limited(budget)).toMatchObject(given);
	});
});

describe('what is not known here', () => {
	const blind = { tier: false, segments: false, counters: false, budgets: false };
	const gold = { audience: { kind: 'member' as const, tiers: ['gold'], segments: ['regulars'] } };

	it('gives no discount, and says what it would have to know', () => {
		const context = { known: blind };
		const needs = (unknown: string[]) => ({ code: 'needs_connection', unknown, would: null });
		expect(gives(gold, undefined, { context })).toEqual(needs(['tier', 'segments']));
		const limits = { ...noLimits, perMember: { period: 'day' as const, times: 1, amountMinor: null }, budgetMinor: 5 };
		const limited = ask([testOffer({ limits })], [line()], { context });
		expect(outcome(limited)).toEqual(needs(['counters', 'budget']));
		expect(limited.discounts).toEqual([]);
		const coupons = [{ couponId: 'k', usable: false }];
		expect(gives({ couponId: 'k' }, undefined, { context: { coupons } })).toEqual(needs(['coupon']));
	});

	it('names an award only as possible', () => {
		const offer = testOffer({ conditions: gold, effect: award({ form: 'percent', percentBp: 200 }) });
		const quoted = ask([offer], [line()], { context: { known: blind } });
		expect(quoted.awards).toMatchObject([{ amountMinor: 20, possible: true, insteadOf: null }]);
		expect(outcome(quoted)).toEqual({
			code: 'needs_connection',
			unknown: ['tier', 'segments'],
			would: { currency: 'EUR', amountMinor: 20 }
		});
	});

	it('still says what is missing in the basket first', () => {
		expect(gives({ ...gold, minimumAmountMinor: 5000 }, undefined, { context: { known: blind } })).toMatchObject({
			code: 'needs_more'
		});
	});
});
