import { describe, expect, it } from 'vitest';
import { testBasket, testLine } from '../../../../tests/support/any-basket';
import {
	ask,
	award,
	discount,
	everyLine,
	filter,
	outcome,
	testMember,
	testOffer
} from '../../../../tests/support/any-offer';
import { offersPerLineAtMost } from './discounts';
import type { Offer } from './offer';

const line = testLine({ lineId: 'a', unitPriceMinor: 1000 });
const percent = (id: string, percentBp: number, given: Partial<Offer> = {}) =>
	testOffer({
		id,
		title: id,
		effect: discount({ form: 'percent', percentBp }),
		stacking: 'best_of',
		...given,
		conditions: {}
	});

describe('stacking', () => {
	it('lets only the best of a group apply and tells by how much the others were beaten', () => {
		const quoted = ask([percent('ten', 1000), percent('twenty', 2000)], [line]);
		expect(quoted.discounts).toEqual([{ lineId: 'a', offerId: 'twenty', label: 'twenty', amountMinor: 200 }]);
		expect(outcome(quoted, 'ten')).toEqual({
			code: 'beaten_by',
			winnerId: 'twenty',
			currency: 'EUR',
			worthMinor: 100,
			winnerMinor: 200,
			lines: [{ lineId: 'a', amountMinor: 100 }]
		});
	});

	it('leaves a line alone that the cashier took discounts off; it still earns', () => {
		const plain = testLine({ lineId: 'b', unitPriceMinor: 1000 });
		const offers = [
			percent('ten', 1000),
			testOffer({ id: 'back', effect: award({ form: 'percent', percentBp: 1000 }) })
		];
		const quoted = ask(offers, [{ ...line, withoutOffers: true }, plain]);
		expect(quoted.discounts).toMatchObject([{ lineId: 'b', amountMinor: 100 }]);
		expect(quoted.awards).toMatchObject([{ amountMinor: 190 }]);
		const alone = ask(offers, [{ ...line, withoutOffers: true }]);
		expect(outcome(alone, 'ten')).toEqual({ code: 'taken_off' });
		const bound = { ...line, minimumPriceMinor: line.unitPriceMinor };
		expect(outcome(ask(offers, [{ ...bound, withoutOffers: true }]), 'ten')).toEqual({ code: 'at_lowest_price' });
	});

	it('takes the one of higher priority, then the first by id, of two that give the same', () => {
		expect(ask([percent('a', 1000), percent('b', 1000)], [line]).discounts).toMatchObject([{ offerId: 'a' }]);
		const quoted = ask([percent('a', 1000), percent('b', 1000, { priority: 1 })], [line]);
		expect(quoted.discounts).toMatchObject([{ offerId: 'b' }]);
	});

	it('lets groups and what stacks work on what those before left', () => {
		const offers = [
			percent('tier', 1000, { group: 'Tier', priority: 1 }),
			percent('bakery', 5000, { group: 'Bakery', priority: 5 }),
			percent('extra', 1000, { stacking: 'stack', priority: 3 })
		];
		expect(ask(offers, [line]).discounts.map(({ offerId, amountMinor }) => [offerId, amountMinor])).toEqual([
			['bakery', 500],
			['extra', 50],
			['tier', 45]
		]);
	});

	it('holds the contest where the first that could apply stands', () => {
		const first = percent('first', 500, { priority: 9 });
		const stack = percent('stack', 5000, { stacking: 'stack', priority: 5 });
		const best = percent('best', 1000, { priority: 1 });
		expect(ask([first, stack, best], [line]).discounts.map(({ offerId }) => offerId)).toEqual(['best', 'stack']);
		const idle = { ...first, validTo: '2026-01-01T00:00:00.000Z' };
		expect(ask([idle, stack, best], [line]).discounts.map(({ offerId }) => offerId)).toEqual(['stack', 'best']);
	});

	it('never mixes points, cashback and discounts in one contest', () => {
		const offers = [
			percent('off', 1000),
			testOffer({ id: 'cash', stacking: 'best_of', effect: award({ form: 'percent', percentBp: 200 }) }),
			testOffer({ id: 'points', stacking: 'best_of', effect: award({ form: 'fixed', amountMinor: 5 }, 'PTS') })
		];
		const quoted = ask(offers, [line]);
		expect(quoted.discounts).toHaveLength(1);
		expect(quoted.awards.map(({ offerId }) => offerId)).toEqual(['cash', 'points']);
	});

	it('comes before what the cashier gives by hand, which keeps the lowest price too', () => {
		const byHand = { kind: 'percent' as const, percentBp: 5000, reason: 'staff' as const };
		const basket = testBasket([{ ...line, discount: byHand, minimumPriceMinor: 300 }], {
			discount: { kind: 'amount', amountMinor: 500, reason: 'goodwill' }
		});
		const { priced } = ask([percent('ten', 1000)], [], { basket });
		expect(priced.lines[0]?.discounts.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
			['offer', 100],
			['line', 450],
			['basket', 150]
		]);
	});

	it('leaves room for the cashier among the discounts a line may carry', () => {
		const many = Array.from({ length: 25 }, (_, no) => percent(`o${String(no + 10)}`, 100, { stacking: 'stack' }));
		const quoted = ask(many, [line, { ...line, lineId: 'b' }]);
		expect(quoted.priced.lines[0]?.discounts).toHaveLength(offersPerLineAtMost);
		expect(outcome(quoted, 'o34')).toEqual({ code: 'at_lowest_price' });
	});
});

describe('a possible award beside a certain one of its group', () => {
	const certain = testOffer({ id: 'certain', stacking: 'best_of', effect: award({ form: 'percent', percentBp: 100 }) });
	const doubtful = (percentBp: number) =>
		testOffer({
			id: 'doubtful',
			stacking: 'best_of',
			conditions: { lines: everyLine, audience: { kind: 'member', tiers: ['gold'], segments: [] } },
			effect: award({ form: 'percent', percentBp })
		});
	const context = { known: { tier: false, segments: true, counters: true, budgets: true } };

	it('is named with the one whose place it would take', () => {
		const { awards } = ask([certain, doubtful(300)], [line], { context, member: { ...testMember, tier: null } });
		expect(awards).toMatchObject([
			{ offerId: 'certain', amountMinor: 10, possible: false, insteadOf: null },
			{ offerId: 'doubtful', amountMinor: 30, possible: true, insteadOf: 'certain' }
		]);
	});

	it('is beaten when it gives no more', () => {
		const quoted = ask([certain, doubtful(100)], [line], { context });
		expect(quoted.awards).toHaveLength(1);
		expect(outcome(quoted, 'doubtful')).toMatchObject({ code: 'beaten_by', winnerId: 'certain' });
	});
});

it('answers nothing for an empty basket', () => {
	const quoted = ask(
		[percent('ten', 1000), testOffer({ id: 'x', conditions: { lines: filter({ groupIds: ['g'] }) } })],
		[]
	);
	expect(quoted).toMatchObject({ discounts: [], awards: [], lines: [], priced: { totalMinor: 0 } });
	expect(quoted.trace.map(({ code }) => code)).toEqual(['no_matching_line', 'no_matching_line']);
});
