import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WalletWalk } from '../../../../tests/support/wallet-walk';
import { anyLot, line, noon, place } from '../../../../tests/support/wallet';
import { availableMinor, balanceOf } from './balance';
import { coverBasket } from './decide-spend';
import type { LotConditions } from './conditions';
import type { NegativePolicy } from './take';

const amount = fc.integer({ min: 1, max: 2000 });
const days = fc.option(fc.integer({ min: 1, max: 5 }), { nil: null });
const lines = fc.array(
	fc.record({ soldMilli: fc.integer({ min: 1, max: 5000 }), soldMinor: fc.integer({ min: 0, max: 3000 }) }),
	{
		minLength: 1,
		maxLength: 4
	}
);
const options = fc.record({
	askedMinor: amount,
	awardMinor: fc.integer({ min: 0, max: 300 }),
	instantMinor: fc.integer({ min: 0, max: 200 }),
	basis: fc.boolean(),
	loseHold: fc.boolean(),
	days
});
const milli = fc.option(fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 4, maxLength: 4 }), { nil: null });

type Step = (walk: WalletWalk) => void;
const step: fc.Arbitrary<Step> = fc.oneof(
	fc.tuple(amount, days).map(
		([minor, last]): Step =>
			(walk) =>
				walk.give(minor, last)
	),
	fc.tuple(amount, amount).map(
		([asked, due]): Step =>
			(walk) =>
				void walk.hold(asked, due)
	),
	fc.nat(20).map(
		(index): Step =>
			(walk) =>
				walk.endHold(index, 'released')
	),
	fc.tuple(lines, options).map(
		([sold, how]): Step =>
			(walk) =>
				walk.sell(sold, how)
	),
	fc.tuple(fc.nat(20), milli).map(
		([index, back]): Step =>
			(walk) =>
				walk.giveBack(index, back)
	),
	fc.integer({ min: 1, max: 2 * 86_400_000 }).map(
		(ms): Step =>
			(walk) =>
				walk.pass(ms)
	),
	fc.constant<Step>((walk) => walk.expire())
);
const steps = fc.array(step, { maxLength: 40 });

function memberMinor(walk: WalletWalk): number {
	return walk.lots.reduce((sum, lot) => sum + lot.balanceMinor, 0);
}

describe('a random life of a wallet', () => {
	it.each<NegativePolicy>(['negative', 'clamp', 'refuse'])('neither makes nor loses value (%s)', (policy) => {
		fc.assert(
			fc.property(steps, (all) => {
				const walk = new WalletWalk(policy);
				for (const one of all) {
					one(walk);
					const programme = ['award_cost', 'spend', 'expiry', 'adjustment'].reduce(
						(sum, name) => sum + walk.account(name),
						0
					);
					expect(memberMinor(walk)).toBe(walk.account('member'));
					expect(memberMinor(walk) + programme).toBe(0);
					expect(walk.account('spend')).toBeGreaterThanOrEqual(0);
					expect(walk.account('expiry')).toBeGreaterThanOrEqual(0);
					for (const lot of walk.lots) expect(lot.heldMinor).toBeGreaterThanOrEqual(0);
					const { balanceMinor, spendableMinor, heldMinor } = balanceOf('EUR', walk.lots, walk.nowMs);
					expect(spendableMinor).toBeLessThanOrEqual(Math.max(balanceMinor - heldMinor, 0));
				}
			}),
			{ numRuns: 300 }
		);
	});

	it.each<NegativePolicy>(['negative', 'clamp'])(
		'is as if it had never bought anything once all is returned (%s)',
		(policy) => {
			fc.assert(
				fc.property(steps, (all) => {
					const walk = new WalletWalk(policy);
					for (const one of all) one(walk);
					walk.sales.forEach((_, index) => walk.giveBack(index, [5000, 5000, 5000, 5000]));
					expect(walk.account('spend')).toBe(0);
					expect(walk.account('award_cost') + walk.givenMinor + walk.forgivenMinor).toBe(0);
					expect(memberMinor(walk) + walk.account('expiry')).toBe(walk.givenMinor + walk.forgivenMinor);
				}),
				{ numRuns: 300 }
			);
		}
	);

	it('never holds more than is free, and expiry changes nothing that could be spent', () => {
		fc.assert(
			fc.property(steps, amount, amount, (all, asked, due) => {
				const walk = new WalletWalk();
				for (const one of all) one(walk);
				const available = availableMinor(walk.lots, walk.nowMs);
				const before = balanceOf('EUR', walk.lots, walk.nowMs);
				walk.expire();
				expect(balanceOf('EUR', walk.lots, walk.nowMs)).toEqual(before);
				const held = walk.hold(asked, due);
				expect(held?.grantedMinor ?? 0).toBeLessThanOrEqual(Math.min(asked, due, available));
				if (held) expect(walk.freeMinor()).toBeGreaterThanOrEqual(0);
			}),
			{ numRuns: 300 }
		);
	});
});

describe('returns of one sale', () => {
	const returns = fc.array(fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 4, maxLength: 4 }), {
		maxLength: 6
	});

	it('leave the same lots in any order, and nothing when they are complete', () => {
		fc.assert(
			fc.property(
				lines,
				options,
				fc.array(amount, { maxLength: 4 }),
				returns,
				fc.nat(),
				(sold, how, gifts, parts, turn) => {
					const after = (order: readonly number[][]) => {
						const walk = new WalletWalk();
						for (const gift of gifts) walk.give(gift, null);
						const before = new Map(walk.lots.map((lot) => [lot.id, lot.balanceMinor]));
						walk.sell(sold, how);
						for (const part of order) walk.giveBack(0, part);
						const partly = walk.lots.map((lot) => [lot.id, lot.balanceMinor]);
						walk.giveBack(0, turn % 2 ? null : [5000, 5000, 5000, 5000]);
						for (const lot of walk.lots) expect(lot.balanceMinor).toBe(before.get(lot.id) ?? 0);
						return partly;
					};
					const shift = parts.length === 0 ? 0 : turn % parts.length;
					expect(after([...parts.slice(shift), ...parts.slice(0, shift)])).toEqual(after(parts));
					expect(after([...parts].reverse())).toEqual(after(parts));
				}
			),
			{ numRuns: 300 }
		);
	});
});

describe('covering a basket', () => {
	const products = ['a', 'b', 'c', 'd'];
	const conditions = fc.option(fc.subarray(products, { minLength: 1 }), { nil: null }).map(
		(named): LotConditions | null =>
			named && {
				lines: {
					include: [{ productIds: named, groupIds: [], brands: [], families: [], categories: [] }],
					exclude: [],
					promotions: 'any'
				},
				storeIds: [],
				hours: []
			}
	);
	const payers = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), conditions), { maxLength: 6 });
	const totals = fc.tuple(...products.map(() => fc.integer({ min: 0, max: 60 })));

	/** The most any choice could give, by the cut: for each set of products, what payers outside of it could add. */
	function mostMinor(lots: readonly [number, LotConditions | null][], paid: readonly number[]): number {
		let least = Infinity;
		for (let set = 0; set < 16; set += 1) {
			const inSet = (product: string) => (set & (1 << products.indexOf(product))) > 0;
			const room = products.reduce((sum, product, index) => (inSet(product) ? sum + (paid[index] ?? 0) : sum), 0);
			const rest = lots.reduce((sum, [minor, its]) => {
				const named = its?.lines.include[0]?.productIds ?? products;
				return named.every(inSet) ? sum : sum + minor;
			}, 0);
			least = Math.min(least, room + rest);
		}
		return least;
	}

	it('finds the most there is, and never pays a line twice', () => {
		fc.assert(
			fc.property(payers, totals, fc.integer({ min: 1, max: 300 }), (given, paid, wanted) => {
				const lots = given.map(([balanceMinor, its], index) =>
					anyLot({ id: String(index), balanceMinor, conditions: its })
				);
				const basket = {
					currency: 'EUR',
					lines: products.map((product, index) => line(paid[index] ?? 0, product)),
					dueMinor: paid.reduce((sum, minor) => sum + minor, 0),
					granted: [],
					place: { ...place, atMs: noon }
				};
				const takes = coverBasket(lots, basket, wanted);
				const sum = takes.reduce((total, take) => total + take.amountMinor, 0);
				expect(sum).toBe(Math.min(wanted, mostMinor(given, paid)));
				for (const { lotId, amountMinor } of takes) {
					expect(amountMinor).toBeLessThanOrEqual(lots.find(({ id }) => id === lotId)?.balanceMinor ?? 0);
				}
			}),
			{ numRuns: 1000 }
		);
	});
});
