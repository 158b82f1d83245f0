import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { euroTerms, testBasket, testId, testLine } from '../../../../tests/support/any-basket';
import { anySale, bodyOf, closingOf } from '../../../../tests/support/any-sale';
import { saleCompleted } from '../../contract/sync/bodies';
import type { ManualDiscount } from '../basket/basket';
import { checkSale } from './balance';
import { closeSale } from './close-sale';
import { closeReturn } from './return-sale';

const off = (amountMinor: number): ManualDiscount => ({ kind: 'amount', amountMinor, reason: 'other' });
const standard = { taxRateId: 'standard', taxRateBp: 1900 };

/** Sale 2-000187 of the demo day; its offers stand as discounts by hand. */
const demoBasket = testBasket([
	testLine({ lineId: 'l1', unitPriceMinor: 420, quantityMilli: 2000 }),
	testLine({ lineId: 'l2', name: 'Brownie', unitPriceMinor: 340, quantityMilli: 3000, discount: off(340) }),
	testLine({
		lineId: 'l3',
		name: 'Iced Caramel Latte',
		unitPriceMinor: 490,
		quantityMilli: 2000,
		discount: off(98),
		...standard
	}),
	testLine({ lineId: 'l4', name: 'Galaxy Note 9', unitPriceMinor: 44_900, discount: off(3000), ...standard }),
	testLine({ lineId: 'l5', name: 'Note 9 Case, Clear', unitPriceMinor: 1990, discount: off(995), ...standard })
]);
const cash = (givenMinor: number) => ({ kind: 'cash' as const, givenMinor });
const card = (amountMinor: number) => ({ kind: 'card' as const, amountMinor, reference: null });

describe('closeSale', () => {
	it('closes the demo day to the cent', () => {
		const body = bodyOf(
			closeSale(
				closingOf(demoBasket, euroTerms, {
					spends: [{ kind: 'instant', amountMinor: 1200, grantId: 'bonus' }],
					tenders: [card(40_000), cash(5000)]
				})
			)
		);
		expect(body.totals).toEqual({
			itemsMinor: 49_730,
			discountsMinor: 4433,
			taxMinor: 6901,
			dueMinor: 44_097,
			roundingMinor: 0,
			paidMinor: 44_097,
			changeMinor: 903
		});
		expect(body.taxes.map((row) => [row.letter, row.netMinor, row.taxMinor, row.grossMinor])).toEqual([
			['A', 35_813, 6804, 42_617],
			['B', 1383, 97, 1480]
		]);
	});

	it('keeps the codes that were shown and those that come with the receipt, and a return has neither', () => {
		const basket = { ...testBasket([testLine({ unitPriceMinor: 500 })]), coupons: ['SPRING10'] };
		const issue = { offerId: 'o', title: '10% next time', couponId: 'NEXT10', count: 1 };
		const voucher = {
			kind: 'voucher' as const,
			offerId: 'v',
			title: 'V',
			voucherId: 'v',
			amountMinor: 500,
			expiry: null
		};
		const code = { voucherId: demoBasket.id, codeHash: 'h'.repeat(43), mark: 'F24S', expiresAt: null };
		const offers = { discounts: [], issues: [{ kind: 'coupon' as const, ...issue }, voucher], rulesVersion: 3 };
		const sale = bodyOf(closeSale(closingOf(basket, euroTerms, { offers, vouchers: [code], tenders: [card(500)] })));
		expect(sale.coupons).toEqual(['SPRING10']);
		expect(sale.couponsGiven).toEqual([{ couponId: 'NEXT10', title: '10% next time', count: 1 }]);
		expect(sale.vouchersGiven).toEqual([{ offerId: 'v', title: 'V', amountMinor: 500, ...code }]);
		expect(saleCompleted.safeParse(sale).success).toBe(true);
		const none = bodyOf(closeSale(closingOf({ ...basket, coupons: [] }, euroTerms, { tenders: [card(500)] })));
		expect(Object.keys(none)).not.toContain('coupons');
		expect(Object.keys(none)).not.toContain('couponsGiven');
		expect(Object.keys(none)).not.toContain('vouchersGiven');
		expect(Object.keys(none)).not.toContain('nearMiss');
	});

	it('puts the rounding of cash on the tender side and leaves the tax alone', () => {
		const basket = testBasket([testLine({ unitPriceMinor: 3076 })]);
		const store = { storeId: demoBasket.id, zone: 'Europe/Tallinn', cashStepMinor: 5 };
		const body = bodyOf(closeSale(closingOf(basket, euroTerms, { store, tenders: [cash(3075)] })));
		expect(body.totals).toMatchObject({ dueMinor: 3076, roundingMinor: -1, paidMinor: 3075 });
		expect(body.taxes[0]?.grossMinor).toBe(3076);
	});

	it('refuses as data', () => {
		const code = (...given: Parameters<typeof closingOf>) => {
			const closed = closeSale(closingOf(...given));
			return closed.ok ? 'closed' : closed.code;
		};
		expect(code(testBasket([]), euroTerms)).toBe('basket_empty');
		expect(code(demoBasket, euroTerms, { tenders: [cash(100)] })).toBe('not_paid');
		expect(code(demoBasket, euroTerms, { tenders: [card(45_298)] })).toBe('tender_refused');
		const stale = closingOf(testBasket([testLine()]), euroTerms).priced;
		expect(code(demoBasket, euroTerms, { priced: stale, tenders: [card(45_297)] })).toBe('price_changed');
		const noted = { ...demoBasket, note: 'for Anna' };
		expect(code(noted, euroTerms, { tenders: [card(45_297)] })).toBe('private_hash_wrong');
		const spends = [{ kind: 'instant' as const, amountMinor: 50_000, grantId: 'g' }];
		expect(code(demoBasket, euroTerms, { spends })).toBe('spends_exceed_total');
		const dear = testBasket([testLine({ unitPriceMinor: 1_000_000_000 })]);
		expect(code(dear, { ...euroTerms, pricesIncludeTax: false })).toBe('amount_out_of_range');
	});

	it('names who allowed a discount, and a return of it does not', () => {
		const boss = testId(42);
		const basket = testBasket([
			testLine({ lineId: 'l1', unitPriceMinor: 1000, discount: { ...off(900), approvedBy: boss } }),
			testLine({ lineId: 'l2', unitPriceMinor: 1000, discount: off(10) })
		]);
		const body = bodyOf(closeSale(closingOf(basket, euroTerms, { tenders: [card(1090)] })));
		expect(saleCompleted.parse(body).approvedBy).toBe(boss);
		expect(body.lines[0]?.discounts[0]).not.toHaveProperty('approvedBy');
		const returned = closeReturn({
			...{ original: body, returned: new Map(), wanted: new Map([[1, 1000]]), cashStepMinor: 1 },
			...{ ids: { saleId: testId(801), basketId: testId(802) }, receiptNumber: 'S01T02-1-000188' },
			...{
				openedAt: body.openedAt,
				businessDate: body.businessDate,
				store: { storeId: body.storeId, zone: body.zone }
			},
			...{ receiptTokenHash: body.receiptTokenHash, privateHash: null, tenders: [card(-100)] }
		});
		expect(returned).toMatchObject({ ok: true, body: { kind: 'return', approvedBy: undefined } });
	});

	it('keeps every free text and the name of the member out of the body', () => {
		const secret = 'Anna Example';
		const discount: ManualDiscount = { kind: 'percent', percentBp: 1000, reason: 'other', text: secret };
		const basket = testBasket([testLine({ note: secret, discount })], {
			note: secret,
			discount,
			member: { memberId: null, cardHmac: 'B'.repeat(43), cardLast4: '4F2Z', name: secret }
		});
		const priced = closingOf(basket, euroTerms).priced;
		const body = bodyOf(
			closeSale(closingOf(basket, euroTerms, { privateHash: 'C'.repeat(43), tenders: [card(priced.totalMinor)] }))
		);
		expect(JSON.stringify(body)).not.toContain('Anna');
		expect(JSON.stringify(body)).not.toContain('4F2Z');
	});

	it('makes bodies that balance and that the wire accepts unchanged, for any basket', () => {
		fc.assert(
			fc.property(anySale(), (body) => {
				expect(checkSale(body)).toEqual({ ok: true });
				const sent: unknown = JSON.parse(JSON.stringify(body));
				expect(saleCompleted.parse(sent)).toEqual(body);
			})
		);
	});
});
