/** Worked examples of the specifications, to the cent. */
import { describe, expect, it } from 'vitest';
import { euroTerms, testBasket, testLine } from '../../../../tests/support/any-basket';
import {
	ask,
	award,
	discount,
	everyLine,
	filter,
	inputOf,
	outcome,
	testMember,
	testOffer
} from '../../../../tests/support/any-offer';
import { bodyOf, closingOf } from '../../../../tests/support/any-sale';
import { closeSale } from '../receipt/close-sale';
import { compileOffers } from './compile';
import type { Conditions, DiscountForm, Offer } from './offer';
import { quote, quoteAwards } from './quote';
import { nearly } from './trace';

const off = (id: string, form: DiscountForm, conditions: Partial<Conditions> = {}, given: Partial<Offer> = {}) =>
	testOffer({ id, title: id, effect: discount(form), ...given, conditions });
const members = { audience: { kind: 'member' as const, tiers: [], segments: [] } };
const gold = { audience: { kind: 'member' as const, tiers: ['gold'], segments: [] } };
const product = (id: string) => filter({ productIds: [id] });
const group = (id: string) => filter({ groupIds: [id] });

/** Sale 2-000187 of the demo day, with the offers that make it. */
const standard = { taxRateId: 'standard', taxRateBp: 1900 };
const demoLines = [
	testLine({
		lineId: 'croissant',
		productId: 'croissant',
		groupId: 'bakery',
		unitPriceMinor: 420,
		quantityMilli: 2000
	}),
	testLine({
		lineId: 'brownie',
		productId: 'brownie',
		groupId: 'bakery',
		unitPriceMinor: 340,
		quantityMilli: 3000,
		minimumPriceMinor: 210
	}),
	testLine({
		lineId: 'latte',
		productId: 'latte',
		groupId: 'coffee',
		unitPriceMinor: 490,
		quantityMilli: 2000,
		...standard
	}),
	testLine({ lineId: 'phone', productId: 'phone', groupId: 'phones', unitPriceMinor: 44_900, ...standard }),
	testLine({ lineId: 'case', productId: 'case', groupId: 'phones', unitPriceMinor: 1990, ...standard })
];
const demoOffers = [
	off(
		'3 for 2',
		{ form: 'n_for_m', buy: 3, pay: 2 },
		{ lines: product('brownie') },
		{ group: 'Bakery', stacking: 'best_of', priority: 10 }
	),
	off(
		'morning',
		{ form: 'percent', percentBp: 1500 },
		{ lines: group('bakery') },
		{ group: 'Bakery', stacking: 'best_of', priority: 9 }
	),
	off(
		'from 20',
		{ form: 'amount', amountMinor: 200, per: 'sale' },
		{ lines: group('bakery'), minimumAmountMinor: 2000 }
	),
	off('gold coffee', { form: 'percent', percentBp: 1000 }, { lines: group('coffee'), ...gold }),
	off('trade-in', { form: 'amount', amountMinor: 3000, per: 'unit' }, { lines: product('phone') }),
	off('half-price case', { form: 'percent', percentBp: 5000 }, { lines: product('case'), couponId: 'CASE' }),
	testOffer({ id: 'gold cashback', conditions: gold, effect: award({ form: 'percent', percentBp: 200 }) })
];
const demoContext = { coupons: [{ couponId: 'CASE', usable: true }] };

describe('the demo day', () => {
	const quoted = ask(demoOffers, demoLines, { context: demoContext });

	it('costs what the screen shows', () => {
		expect(quoted.lines.map(({ totalMinor }) => totalMinor)).toEqual([840, 680, 882, 41_900, 995]);
		expect(quoted.priced).toMatchObject({ itemsMinor: 49_730, discountsMinor: 4433, totalMinor: 45_297 });
	});

	it('answers "Why?" for the brownies', () => {
		expect(outcome(quoted, '3 for 2')).toEqual({
			code: 'gave_discount',
			amountMinor: 340,
			times: 1,
			cutBy: null,
			next: null
		});
		expect(outcome(quoted, 'morning')).toEqual({
			code: 'beaten_by',
			winnerId: '3 for 2',
			currency: 'EUR',
			worthMinor: 279,
			winnerMinor: 340,
			lines: [
				{ lineId: 'croissant', amountMinor: 126 },
				{ lineId: 'brownie', amountMinor: 153 }
			]
		});
		expect(nearly(quoted.trace)).toEqual([
			{ offerId: 'from 20', next: { needs: 'amount', moreMinor: 480, reachMinor: 2000 } }
		]);
		const earned = quoted.lines.find(({ lineId }) => lineId === 'brownie')?.awards;
		expect(earned).toEqual([{ offerId: 'gold cashback', currency: 'EUR', amountMinor: 13, possible: false }]);
		expect(quoted.awards).toMatchObject([{ amountMinor: 906, baseMinor: 45_297 }]);
	});

	it('tells a stranger nothing of the gold tier', () => {
		const stranger = ask(demoOffers, demoLines.slice(1, 3), { member: null });
		expect(outcome(stranger, 'gold coffee')).toEqual({ code: 'needs_member', would: null });
		expect(outcome(stranger, 'half-price case')).toEqual({ code: 'no_matching_line' });
	});

	it('becomes a sale that balances, names its offers and the version of the rules', () => {
		const basket = testBasket(demoLines);
		const { discounts, priced, rulesVersion } = quoted;
		const tenders = [{ kind: 'card' as const, amountMinor: 45_297, reference: null }];
		const offers = { discounts, rulesVersion };
		const body = bodyOf(closeSale(closingOf(basket, euroTerms, { priced, offers, tenders })));
		expect(body).toMatchObject({
			rulesVersion: 1,
			totals: { itemsMinor: 49_730, discountsMinor: 4433, dueMinor: 45_297 }
		});
		expect(body.lines[1]?.discounts).toEqual([
			{ kind: 'offer', source: '3 for 2', label: '3 for 2', amountMinor: 340 }
		]);
	});

	it('is refused when the offers are not those that were shown', () => {
		const basket = testBasket(demoLines);
		const tenders = [{ kind: 'card' as const, amountMinor: 45_297, reference: null }];
		const close = (given: object) =>
			closeSale(closingOf(basket, euroTerms, { priced: quoted.priced, tenders, ...given }));
		expect(close({})).toEqual({ ok: false, code: 'price_changed' });
		const renamed = quoted.discounts.map((one) => ({ ...one, offerId: 'other' }));
		expect(close({ offers: { discounts: renamed, rulesVersion: 1 } })).toEqual({ ok: false, code: 'price_changed' });
	});
});

/** specs/loymax-protocol.md §1: goods 1001 at 100.00, 1002 at 250.00, 1003 at 80.00 with lowest price 75.00. */
describe('the Loymax fixture', () => {
	const goods = (productId: string, price: number, count = 1, given = {}) =>
		testLine({ lineId: productId, productId, unitPriceMinor: price, quantityMilli: count * 1000, ...given });
	const s1 = [goods('1001', 10_000, 2), goods('1002', 25_000)];
	const offers = [
		off(
			'O1',
			{ form: 'percent', percentBp: 1000 },
			{ ...members, lines: { ...filter({ productIds: ['1001', '1003'] }), promotions: 'any' } },
			{ priority: 9 }
		),
		testOffer({ id: 'O3', conditions: members, effect: award({ form: 'percent', percentBp: 500 }) }),
		off('O4', { form: 'percent', percentBp: 500 }),
		testOffer({
			id: 'O5',
			effect: { kind: 'coupon', couponId: 'NEXT10', count: 1 },
			conditions: { lines: { ...everyLine, promotions: 'any' }, minimumAmountMinor: 40_000 }
		}),
		off(
			'CPN50',
			{ form: 'amount', amountMinor: 5000, per: 'sale' },
			{ couponId: 'CPN50', minimumAmountMinor: 30_000, lines: { ...everyLine, promotions: 'any' } }
		)
	];
	const plain = (lines: typeof s1) => lines.map((line) => ({ ...line, inPromotions: false }));

	it('row 19: 20.00 off with a card, 430.00 to pay', () => {
		expect(ask(offers, plain(s1)).priced).toMatchObject({ discountsMinor: 2000, totalMinor: 43_000 });
	});

	it('row 6: none without one', () => {
		expect(ask(offers, plain(s1), { member: null }).priced.totalMinor).toBe(45_000);
	});

	it('row 15: 5.00 off, not 8.00, where the lowest price stands in the way', () => {
		const quoted = ask(offers, plain([goods('1003', 8000, 1, { minimumPriceMinor: 7500 })]));
		expect(quoted.priced.totalMinor).toBe(7500);
		expect(outcome(quoted, 'O1')).toMatchObject({ amountMinor: 500, cutBy: 'lowest_price' });
	});

	it('row 14: the line with the flag gets another 5 %', () => {
		const [milk, coffee] = s1;
		const quoted = ask(offers, [...plain(milk ? [milk] : []), ...(coffee ? [coffee] : [])]);
		expect(quoted.discounts.filter(({ offerId }) => offerId === 'O4')).toMatchObject([
			{ lineId: '1002', amountMinor: 1250 }
		]);
	});

	it('rows 7 and 11: 50.00 off with the coupon, and a coupon for next time', () => {
		const coupons = [{ couponId: 'CPN50', usable: true }];
		expect(ask(offers, plain(s1), { context: { coupons } }).priced.totalMinor).toBe(38_000);
		expect(ask(offers, plain(s1)).issues).toMatchObject([{ couponId: 'NEXT10' }]);
	});

	it('§2.7: 5 % of the money part, 16.50, is 6.91 and 9.59', () => {
		const anyLine = { ...everyLine, promotions: 'any' as const };
		const o3 = testOffer({
			id: 'O3',
			conditions: { ...members, lines: anyLine },
			effect: award({ form: 'percent', percentBp: 500 })
		});
		const paid = [18_000 - 4186, 25_000 - 5814];
		const { awards } = quoteAwards(compileOffers([o3]), inputOf(s1), paid);
		expect(awards).toMatchObject([{ amountMinor: 1650, lines: [{ amountMinor: 691 }, { amountMinor: 959 }] }]);
	});

	it('row 25: sent later from an unconnected till, 22.50 on what was charged', () => {
		const o3 = testOffer({ id: 'O3', conditions: members, effect: award({ form: 'percent', percentBp: 500 }) });
		const quoted = quoteAwards(
			compileOffers([...offers.filter(({ id }) => id !== 'O3'), o3]),
			inputOf(s1),
			[20_000, 25_000]
		);
		expect(quoted.awards).toMatchObject([{ amountMinor: 2250 }]);
		expect(outcome(quoted, 'O1')).toEqual({ code: 'discounts_stand' });
	});
});

describe('the CRM.COM example', () => {
	it('earns 0.48 and takes 0.50 at once of 9.50', () => {
		const lines = [
			testLine({ lineId: 'latte', productId: 'LATTE-ICED-CAR', unitPriceMinor: 350, quantityMilli: 2000 }),
			testLine({ lineId: 'brownie', productId: 'BROWNIE', unitPriceMinor: 250 })
		];
		const offers = [
			testOffer({ id: 'cashback', conditions: members, effect: award({ form: 'percent', percentBp: 500 }) }),
			testOffer({
				id: 'happy',
				conditions: members,
				effect: { kind: 'instant_spend', give: { form: 'fixed', amountMinor: 50 } }
			})
		];
		const quoted = quote(compileOffers(offers), inputOf(lines, { member: testMember }));
		expect(quoted.awards).toMatchObject([{ amountMinor: 48, lines: [{ amountMinor: 35 }, { amountMinor: 13 }] }]);
		expect(quoted.instantSpends).toMatchObject([{ amountMinor: 50 }]);
	});
});

describe('versions', () => {
	it('are the highest of the set, with a mark that differs when any offer does', () => {
		const set = (...versions: number[]) =>
			compileOffers(versions.map((version, no) => testOffer({ id: `o${String(no)}`, version })));
		expect(set(3, 41, 7).rulesVersion).toBe(41);
		expect(set().rulesVersion).toBe(0);
		expect(set(3, 41).rulesMark).not.toBe(set(4, 41).rulesMark);
		expect(set(41).rulesMark).not.toBe(set(41, 3).rulesMark);
	});

	it('let the newer of two records of one offer count', () => {
		const old = off('a', { form: 'percent', percentBp: 1000 });
		const newer = { ...off('a', { form: 'percent', percentBp: 2000 }), version: 2 };
		for (const offers of [
			[old, newer],
			[newer, old]
		]) {
			expect(ask(offers, [testLine({ unitPriceMinor: 1000 })]).priced.discountsMinor).toBe(200);
		}
	});
});
