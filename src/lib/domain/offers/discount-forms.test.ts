import { describe, expect, it } from 'vitest';
import { testLine } from '../../../../tests/support/any-basket';
import { ask, discount, filter, noLimits, outcome, testOffer } from '../../../../tests/support/any-offer';
import type { BasketLine } from '../basket/basket';
import type { BundlePart, DiscountForm, Limits, Offer } from './offer';

const pieces = (lineId: string, count: number, unitPriceMinor: number, given: Partial<BasketLine> = {}) =>
	testLine({ lineId, quantityMilli: count * 1000, unitPriceMinor, ...given });

function run(
	form: DiscountForm,
	lines: BasketLine[],
	given: Partial<Pick<Offer, 'target'>> & { limits?: Limits } = {}
) {
	return ask([testOffer({ effect: discount(form), ...given })], lines);
}

/** What comes off each line. */
function off(...args: Parameters<typeof run>): Record<string, number> {
	return Object.fromEntries(run(...args).discounts.map(({ lineId, amountMinor }) => [lineId, amountMinor]));
}

const twice: Limits = { ...noLimits, perSale: { times: 2, amountMinor: null } };

describe('percent', () => {
	it('is rounded once for all lines and shared by largest remainder', () => {
		const lines = [pieces('a', 1, 5), pieces('b', 1, 5), pieces('c', 1, 5)];
		expect(off({ form: 'percent', percentBp: 1000 }, lines)).toEqual({ a: 1, b: 1 });
		expect(off({ form: 'percent', percentBp: 1000 }, [pieces('a', 1, 1999), pieces('b', 1, 549)])).toEqual({
			a: 200,
			b: 55
		});
	});

	it('stops at the lowest price, and burdens no other line with the rest', () => {
		const lines = [pieces('a', 1, 8000, { minimumPriceMinor: 7500 }), pieces('b', 1, 1000)];
		expect(off({ form: 'percent', percentBp: 1000 }, lines)).toEqual({ a: 500, b: 100 });
		expect(outcome(run({ form: 'percent', percentBp: 1000 }, lines))).toMatchObject({
			amountMinor: 600,
			cutBy: 'lowest_price'
		});
	});

	it('says when the lowest price leaves nothing', () => {
		const lines = [pieces('a', 1, 8000, { minimumPriceMinor: 8000 })];
		expect(outcome(run({ form: 'percent', percentBp: 1000 }, lines))).toEqual({ code: 'at_lowest_price' });
	});

	it('gives nothing on what is given away', () => {
		expect(outcome(run({ form: 'percent', percentBp: 1000 }, [pieces('a', 1, 0)]))).toEqual({
			code: 'nothing_to_give'
		});
	});
});

describe('amount', () => {
	it('is shared by what the lines cost, as the specification splits it', () => {
		const lines = [pieces('a', 1, 1999), pieces('b', 1, 549), pieces('c', 1, 99)];
		expect(off({ form: 'amount', amountMinor: 500, per: 'sale' }, lines)).toEqual({ a: 377, b: 104, c: 19 });
	});

	it('is never more than the lines cost, nor than their lowest prices leave', () => {
		expect(off({ form: 'amount', amountMinor: 5000, per: 'sale' }, [pieces('a', 1, 300)])).toEqual({ a: 300 });
		const lines = [pieces('a', 1, 1000, { minimumPriceMinor: 900 }), pieces('b', 1, 1000)];
		expect(off({ form: 'amount', amountMinor: 500, per: 'sale' }, lines)).toEqual({ a: 100, b: 400 });
		const bound = [pieces('a', 1, 1000, { minimumPriceMinor: 1000 })];
		expect(outcome(run({ form: 'amount', amountMinor: 500, per: 'sale' }, bound))).toEqual({ code: 'at_lowest_price' });
		expect(outcome(run({ form: 'amount', amountMinor: 5000, per: 'sale' }, [pieces('a', 1, 300)]))).toMatchObject({
			cutBy: 'lowest_price'
		});
	});

	it('comes off each unit, of pieces and of weight', () => {
		const lines = [
			pieces('a', 3, 500),
			testLine({ lineId: 'b', unit: 'KGM', quantityMilli: 1250, unitPriceMinor: 800 })
		];
		expect(off({ form: 'amount', amountMinor: 100, per: 'unit' }, lines)).toEqual({ a: 300, b: 125 });
	});
});

describe('fixed price', () => {
	it('makes each unit cost this much, and never more than before', () => {
		const lines = [pieces('a', 2, 500), pieces('b', 1, 200)];
		expect(off({ form: 'fixed_price', priceMinor: 300 }, lines)).toEqual({ a: 400 });
		expect(outcome(run({ form: 'fixed_price', priceMinor: 500 }, lines))).toEqual({ code: 'nothing_to_give' });
		expect(off({ form: 'fixed_price', priceMinor: 0 }, lines)).toEqual({ a: 1000, b: 200 });
	});
});

describe('n for m', () => {
	const threeForTwo: DiscountForm = { form: 'n_for_m', buy: 3, pay: 2 };

	it('makes the cheapest of every full set free, the dearest sets first', () => {
		expect(off(threeForTwo, [pieces('brownie', 3, 340)])).toEqual({ brownie: 340 });
		const mixed = [pieces('c', 1, 500), pieces('a', 2, 900), pieces('b', 3, 700)];
		expect(off(threeForTwo, mixed)).toEqual({ b: 700, c: 500 });
		expect(off({ form: 'n_for_m', buy: 5, pay: 3 }, [pieces('a', 12, 100)])).toEqual({ a: 400 });
	});

	it('hints at a piece that would be free, and at none that would have to be paid', () => {
		const next = (count: number) => outcome(run(threeForTwo, [pieces('a', count, 340)]));
		expect(next(2)).toEqual({ code: 'needs_more', next: { needs: 'quantity', moreMilli: 1000, reachMilli: 3000 } });
		expect(next(1)).toMatchObject({ next: { moreMilli: 2000 } });
		expect(next(3)).toMatchObject({ times: 1, next: null });
		expect(next(4)).toMatchObject({ times: 1, next: null });
		expect(next(5)).toMatchObject({ times: 1, next: { moreMilli: 1000, reachMilli: 6000 } });
	});

	it('repeats no more often than the sale may, for the dearest sets', () => {
		const lines = [pieces('a', 3, 900), pieces('b', 3, 700), pieces('c', 3, 500)];
		expect(off(threeForTwo, lines, { limits: twice })).toEqual({ a: 900, b: 700 });
		expect(outcome(run(threeForTwo, lines, { limits: twice }))).toMatchObject({ times: 2, next: null });
	});

	it('counts what is sold by the piece, and nothing that is weighed', () => {
		const lines = [
			pieces('a', 2, 300),
			testLine({ lineId: 'b', unit: 'KGM', quantityMilli: 3000, unitPriceMinor: 800 })
		];
		expect(outcome(run(threeForTwo, lines))).toMatchObject({ code: 'needs_more' });
	});

	it('keeps the lowest price of a line on average', () => {
		expect(off(threeForTwo, [pieces('a', 3, 340, { minimumPriceMinor: 250 })])).toEqual({ a: 270 });
	});

	it('counts a hundred thousand pieces without laying them out', () => {
		expect(off(threeForTwo, [pieces('a', 99_999, 100)])).toEqual({ a: 3_333_300 });
	});
});

describe('the cheapest', () => {
	it('is free or cheaper for every so many, the cheapest of all first', () => {
		const lines = [pieces('a', 2, 900), pieces('b', 3, 700), pieces('c', 1, 500)];
		expect(off({ form: 'cheapest', every: 3, percentBp: 10_000 }, lines)).toEqual({ c: 500, b: 700 });
		expect(off({ form: 'cheapest', every: 2, percentBp: 5000 }, lines)).toEqual({ c: 250, b: 700 });
		expect(off({ form: 'cheapest', every: 2, percentBp: 5000 }, lines, { limits: twice })).toEqual({ c: 250, b: 350 });
	});

	it('hints at the last missing piece', () => {
		const next = (count: number) =>
			outcome(run({ form: 'cheapest', every: 3, percentBp: 5000 }, [pieces('a', count, 300)]));
		expect(next(2)).toMatchObject({ code: 'needs_more', next: { moreMilli: 1000 } });
		expect(next(4)).toMatchObject({ next: null });
		expect(next(5)).toMatchObject({ next: { moreMilli: 1000 } });
	});
});

describe('bundle', () => {
	const part = (name: string, count: number, percentBp = 0): BundlePart => {
		return { name, lines: filter({ groupIds: [name] }), pieces: count, percentBp };
	};
	const of = (group: string, lineId: string, count: number, price: number) =>
		pieces(lineId, count, price, { groupId: group });
	const breakfast: DiscountForm = { form: 'bundle', parts: [part('coffee', 1), part('cake', 2)], priceMinor: 1000 };

	it('costs its price, shared by what its pieces cost', () => {
		const lines = [of('coffee', 'a', 1, 400), of('cake', 'b', 2, 400)];
		expect(off(breakfast, lines)).toEqual({ a: 67, b: 133 });
		expect(outcome(run(breakfast, lines))).toMatchObject({ amountMinor: 200, times: 1, next: null });
	});

	it('takes the dearest pieces and stops where a set saves nothing', () => {
		const lines = [of('coffee', 'a', 3, 400), of('cake', 'b', 2, 450), of('cake', 'c', 4, 250)];
		expect(outcome(run(breakfast, lines))).toMatchObject({ amountMinor: 300, times: 1 });
	});

	it('names the part that is missing', () => {
		expect(outcome(run(breakfast, [of('coffee', 'a', 1, 400), of('cake', 'b', 1, 400)]))).toEqual({
			code: 'needs_more',
			next: { needs: 'part', part: 1, name: 'cake', morePieces: 1 }
		});
		const second = [of('coffee', 'a', 2, 400), of('cake', 'b', 2, 400)];
		expect(outcome(run(breakfast, second))).toMatchObject({ times: 1, next: { part: 1, morePieces: 2 } });
		expect(outcome(run(breakfast, [of('soap', 'a', 1, 400)]))).toEqual({ code: 'no_matching_line' });
	});

	it('gives each part its own percentage: buy one, get the other for half', () => {
		const form: DiscountForm = { form: 'bundle', parts: [part('coffee', 1), part('cake', 1, 5000)], priceMinor: null };
		const lines = [of('coffee', 'a', 2, 400), of('cake', 'b', 3, 301)];
		expect(off(form, lines)).toEqual({ b: 301 });
	});

	it('uses a piece in one part only', () => {
		const form: DiscountForm = {
			form: 'bundle',
			parts: [part('cake', 1), { name: 'any', lines: filter(), pieces: 1, percentBp: 0 }],
			priceMinor: 500
		};
		expect(outcome(run(form, [of('cake', 'a', 1, 400)]))).toMatchObject({
			code: 'needs_more',
			next: { part: 1, morePieces: 1 }
		});
		expect(off(form, [of('cake', 'a', 2, 400)])).toEqual({ a: 300 });
	});

	it('repeats no more often than the sale may', () => {
		const lines = [of('coffee', 'a', 9, 400), of('cake', 'b', 18, 400)];
		expect(outcome(run(breakfast, lines, { limits: twice }))).toMatchObject({ times: 2, amountMinor: 400 });
		expect(outcome(run(breakfast, lines))).toMatchObject({ times: 9, amountMinor: 1800 });
	});
});

describe('threshold', () => {
	const form: DiscountForm = {
		form: 'threshold',
		steps: [
			{ fromMinor: 10_000, off: { percentBp: 1000 } },
			{ fromMinor: 5000, off: { amountMinor: 300 } }
		]
	};

	it('gives the highest step that is reached and names the next', () => {
		expect(outcome(run(form, [pieces('a', 1, 4790)]))).toEqual({
			code: 'needs_more',
			next: { needs: 'amount', moreMinor: 210, reachMinor: 5000 }
		});
		expect(outcome(run(form, [pieces('a', 1, 5000)]))).toMatchObject({
			amountMinor: 300,
			next: { needs: 'amount', moreMinor: 5000, reachMinor: 10_000 }
		});
		expect(outcome(run(form, [pieces('a', 1, 12_345)]))).toMatchObject({ amountMinor: 1235, next: null });
	});
});
