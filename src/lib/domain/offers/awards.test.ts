import { describe, expect, it } from 'vitest';
import { euroTerms, testLine } from '../../../../tests/support/any-basket';
import {
	ask,
	award,
	discount,
	everyLine,
	filter,
	noLimits,
	outcome,
	quotedAtMs,
	testOffer
} from '../../../../tests/support/any-offer';
import { vouchersAtMost } from '../voucher/voucher';
import { issuesAt } from './issues';
import type { AwardForm, Offer } from './offer';

const line = (lineId: string, unitPriceMinor: number, given = {}) => testLine({ lineId, unitPriceMinor, ...given });
const earns = (give: AwardForm, currency: string, ...prices: number[]) =>
	ask(
		[testOffer({ effect: award(give, currency) })],
		prices.map((price, no) => line(`l${String(no)}`, price))
	);

describe('awards', () => {
	it('are a percentage of what the lines cost, rounded half-up once and split by largest remainder', () => {
		const { awards, lines } = earns({ form: 'percent', percentBp: 200 }, 'EUR', 680, 1545);
		expect(awards).toMatchObject([{ amountMinor: 45, baseMinor: 2225, possible: false }]);
		expect(lines.map((one) => one.awards.map(({ amountMinor }) => amountMinor))).toEqual([[14], [31]]);
	});

	it('give points for whole units of money: 21 for 21.47 at one for 1.00', () => {
		const amounts = (give: AwardForm, ...prices: number[]) =>
			earns(give, 'PTS', ...prices).awards.map(({ amountMinor }) => amountMinor);
		expect(amounts({ form: 'per_amount', everyMinor: 100, giveMinor: 1 }, 1622, 445, 80)).toEqual([21]);
		expect(amounts({ form: 'percent', percentBp: 10_000 }, 1622, 445, 80)).toEqual([21]);
		expect(amounts({ form: 'percent', percentBp: 10_000 }, 1650)).toEqual([17]);
	});

	it('know currencies without minor units', () => {
		const yen = { ...testOffer({ effect: award({ form: 'percent', percentBp: 100 }, 'PTS') }), currency: 'JPY' };
		const quoted = ask([yen], [line('a', 1500)], { terms: { ...euroTerms, currency: 'JPY' } });
		expect(quoted.awards).toMatchObject([{ amountMinor: 15 }]);
	});

	it('are fixed once a sale, or for every step', () => {
		expect(earns({ form: 'fixed', amountMinor: 50 }, 'EUR', 400, 400).awards).toMatchObject([{ amountMinor: 50 }]);
		expect(earns({ form: 'per_quantity', everyMilli: 2000, giveMinor: 10 }, 'PTS', 1, 1, 1, 1, 1).awards).toMatchObject(
			[{ amountMinor: 20 }]
		);
		expect(outcome(earns({ form: 'per_amount', everyMinor: 1000, giveMinor: 1 }, 'PTS', 790))).toEqual({
			code: 'needs_more',
			next: { needs: 'amount', moreMinor: 210, reachMinor: 1000 }
		});
		expect(outcome(earns({ form: 'per_quantity', everyMilli: 2000, giveMinor: 1 }, 'PTS', 790))).toMatchObject({
			next: { needs: 'quantity', moreMilli: 1000 }
		});
		expect(outcome(earns({ form: 'percent', percentBp: 100 }, 'EUR', 0))).toEqual({ code: 'nothing_to_give' });
	});

	it('count after every discount, also by hand', () => {
		const offers = [
			testOffer({ id: 'off', effect: discount({ form: 'percent', percentBp: 1000 }) }),
			testOffer({ effect: award({ form: 'percent', percentBp: 1000 }) })
		];
		const byHand = { kind: 'percent' as const, percentBp: 5000, reason: 'staff' as const };
		expect(ask(offers, [line('a', 1000, { discount: byHand })]).awards).toMatchObject([{ amountMinor: 45 }]);
	});

	it('are lifted by multipliers on the lines these are for', () => {
		const lines = [line('tea', 1000, { groupId: 'tea' }), line('soap', 1000, { groupId: 'soap' })];
		const offers: Offer[] = [
			testOffer({ id: 'base', effect: award({ form: 'percent', percentBp: 200 }) }),
			testOffer({ id: 'points', effect: award({ form: 'per_amount', everyMinor: 100, giveMinor: 1 }, 'PTS') }),
			testOffer({
				id: 'triple',
				conditions: { lines: filter({ groupIds: ['tea'] }) },
				effect: award({ form: 'multiplier', factorBp: 30_000 })
			}),
			testOffer({ id: 'double', priority: 9, effect: award({ form: 'multiplier', factorBp: 20_000 }, 'PTS') })
		];
		const { awards } = ask(offers, lines);
		expect(awards.map(({ offerId, amountMinor }) => [offerId, amountMinor])).toEqual([
			['base', 40],
			['points', 20],
			['double', 20],
			['triple', 40]
		]);
		expect(awards.find(({ offerId }) => offerId === 'triple')?.lines).toEqual([{ lineId: 'tea', amountMinor: 40 }]);
		expect(outcome(ask(offers.slice(2), lines), 'triple')).toEqual({ code: 'nothing_to_give' });
	});

	it('do not lift each other', () => {
		const twice = (id: string) => testOffer({ id, effect: award({ form: 'multiplier', factorBp: 20_000 }) });
		const base = testOffer({ id: 'base', effect: award({ form: 'fixed', amountMinor: 10 }) });
		expect(ask([base, twice('x'), twice('y')], [line('a', 100)]).awards.map(({ amountMinor }) => amountMinor)).toEqual([
			10, 10, 10
		]);
	});

	it('tell somebody without a card what a member would get', () => {
		const offers = [
			testOffer({ effect: award({ form: 'percent', percentBp: 200 }) }),
			testOffer({
				id: 'gold',
				conditions: { audience: { kind: 'member', tiers: ['gold'], segments: [] } },
				effect: award({ form: 'percent', percentBp: 500 })
			})
		];
		const quoted = ask(offers, [line('a', 1000)], { member: null });
		expect(quoted.awards).toEqual([]);
		expect(outcome(quoted)).toEqual({ code: 'needs_member', would: { currency: 'EUR', amountMinor: 20 } });
		expect(outcome(quoted, 'gold')).toEqual({ code: 'needs_member', would: null });
	});

	it('are cut to their limits and split what is left', () => {
		const limits = { ...noLimits, perSale: { times: null, amountMinor: 5 } };
		const { awards } = ask(
			[testOffer({ limits, effect: award({ form: 'percent', percentBp: 1000 }) })],
			[line('a', 300), line('b', 700)]
		);
		expect(awards).toMatchObject([{ amountMinor: 5, lines: [{ amountMinor: 2 }, { amountMinor: 3 }] }]);
	});

	it('are split by quantity where everything was free', () => {
		const lines = [line('a', 0, { quantityMilli: 3000 }), line('b', 0)];
		const { awards } = ask([testOffer({ effect: award({ form: 'fixed', amountMinor: 4 }) })], lines);
		expect(awards[0]?.lines).toEqual([
			{ lineId: 'a', amountMinor: 3 },
			{ lineId: 'b', amountMinor: 1 }
		]);
	});
});

describe('instant spends', () => {
	const instant = (id: string, amountMinor: number, given: Partial<Offer> = {}) =>
		testOffer({
			id,
			effect: { kind: 'instant_spend', give: { form: 'fixed', amountMinor } },
			...given,
			conditions: { lines: everyLine }
		});

	it('pay for the purchase without lowering what its awards are computed from', () => {
		const cashback = testOffer({ id: 'cashback', effect: award({ form: 'percent', percentBp: 1000 }) });
		const quoted = ask([instant('gift', 250), cashback], [line('a', 1000)]);
		expect(quoted.instantSpends).toEqual([
			{ offerId: 'gift', title: 'Offer', amountMinor: 250, lines: [{ lineId: 'a', amountMinor: 250 }] }
		]);
		expect(quoted.priced.totalMinor).toBe(1000);
		expect(quoted.awards).toMatchObject([{ amountMinor: 100 }]);
	});

	it('together pay no more than is due, and keep the lowest price', () => {
		const quoted = ask([instant('a', 700), instant('b', 700)], [line('a', 1000)]);
		expect(quoted.instantSpends.map(({ amountMinor }) => amountMinor)).toEqual([700, 300]);
		expect(outcome(quoted, 'b')).toEqual({ code: 'gave_instant_spend', amountMinor: 300, cutBy: 'amount_due' });
		const bound = ask([instant('a', 700), instant('b', 700)], [line('a', 1000, { minimumPriceMinor: 400 })]);
		expect(bound.instantSpends.map(({ amountMinor }) => amountMinor)).toEqual([600]);
		expect(outcome(bound, 'b')).toEqual({ code: 'at_lowest_price' });
	});

	it('are for members', () => {
		expect(outcome(ask([instant('a', 700)], [line('a', 1000)], { member: null }), 'a')).toEqual({
			code: 'needs_member',
			would: null
		});
	});
});

describe('coupons and vouchers', () => {
	it('are handed out to anyone who meets the conditions', () => {
		const offers = [
			testOffer({ id: 'c', title: '10 % next time', effect: { kind: 'coupon', couponId: 'NEXT10', count: 2 } }),
			testOffer({
				id: 'v',
				effect: { kind: 'voucher', voucherId: 'gift', amountMinor: 500 },
				conditions: { minimumAmountMinor: 2000 }
			})
		];
		const quoted = ask(offers, [line('a', 1900)], { member: null });
		expect(quoted.issues).toEqual([
			{ kind: 'coupon', offerId: 'c', title: '10 % next time', couponId: 'NEXT10', count: 2 }
		]);
		expect(outcome(quoted, 'v')).toMatchObject({ code: 'needs_more' });
		expect(ask(offers, [line('a', 2000)]).issues).toHaveLength(2);
	});

	it('are not handed out once their last day is over', () => {
		const until = (date: string) => {
			const effect = { kind: 'voucher' as const, voucherId: 'gift', amountMinor: 500 };
			return testOffer({ id: 'v', effect: { ...effect, expiry: { kind: 'on', date } } });
		};
		const day = new Date(quotedAtMs).toISOString().slice(0, 10);
		expect(ask([until(day)], [line('a', 1)]).issues).toHaveLength(1);
		const late = ask([until('2020-12-31')], [line('a', 1)]);
		expect(late.issues).toEqual([]);
		expect(outcome(late, 'v')).toEqual({ code: 'ended', to: '2020-12-31T23:00:00.000Z' });
	});

	it('are not handed out when their last day ended between quote and payment', () => {
		const zone = 'Europe/Berlin';
		const on = { kind: 'voucher' as const, offerId: 'v', title: 'V', voucherId: 'gift', amountMinor: 500 };
		const ending = { ...on, expiry: { kind: 'on' as const, date: '2026-11-20' } };
		const lasting = { ...on, expiry: { kind: 'after' as const, count: 1, unit: 'day' as const } };
		const coupon = { kind: 'coupon' as const, offerId: 'c', title: 'C', couponId: 'NEXT10', count: 1 };
		const issues = [ending, lasting, coupon, { ...on, expiry: null }];
		expect(issuesAt(issues, Date.parse('2026-11-20T22:59:59Z'), zone)).toEqual(issues);
		expect(issuesAt(issues, Date.parse('2026-11-20T23:00:00Z'), zone)).toEqual(issues.slice(1));
	});

	it('are promised no more than one receipt has room for', () => {
		const offers = Array.from({ length: vouchersAtMost + 1 }, (_, index) => {
			const id = `v${String(index).padStart(2, '0')}`;
			return testOffer({ id, effect: { kind: 'voucher', voucherId: 'gift', amountMinor: 500 } });
		});
		const quoted = ask(
			[...offers, testOffer({ id: 'z', effect: { kind: 'coupon', couponId: 'N', count: 1 } })],
			[line('a', 1)]
		);
		expect(quoted.issues.filter(({ kind }) => kind === 'voucher')).toHaveLength(vouchersAtMost);
		expect(quoted.issues.at(-1)).toMatchObject({ kind: 'coupon' });
		expect(outcome(quoted, 'v20')).toEqual({ code: 'receipt_full', most: 20 });
	});

	it('compete by their amount', () => {
		const voucher = (id: string, amountMinor: number) =>
			testOffer({ id, stacking: 'best_of', effect: { kind: 'voucher', voucherId: 'gift', amountMinor } });
		expect(ask([voucher('a', 300), voucher('b', 500)], [line('a', 1)]).issues).toMatchObject([{ offerId: 'b' }]);
	});
});
