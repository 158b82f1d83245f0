import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyBasket, anyTerms, euroTerms, testBasket, testLine } from '../../../../tests/support/any-basket';
import type { ManualDiscount } from './basket';
import { priceBasket } from './price';

const off = (amountMinor: number): ManualDiscount => ({ kind: 'amount', amountMinor, reason: 'goodwill' });
const percent = (percentBp: number): ManualDiscount => ({ kind: 'percent', percentBp, reason: 'staff' });
const standard = { taxRateId: 'standard', taxRateBp: 1900 };

describe('priceBasket', () => {
	it('prices the worked receipt of the specification', () => {
		const lines = [
			testLine({ lineId: 'a', unitPriceMinor: 1999, ...standard }),
			testLine({ lineId: 'b', unitPriceMinor: 549 }),
			testLine({ lineId: 'c', unitPriceMinor: 99, ...standard })
		];
		const priced = priceBasket(testBasket(lines, { discount: off(500) }), euroTerms);
		expect(priced.lines.map((line) => line.totalMinor)).toEqual([1622, 445, 80]);
		expect(priced.taxes.map((row) => [row.grossMinor, row.taxMinor, row.netMinor])).toEqual([
			[1702, 272, 1430],
			[445, 29, 416]
		]);
		expect(priced).toMatchObject({ itemsMinor: 2647, discountsMinor: 500, totalMinor: 2147, itemCount: 3 });
	});

	it('prices the demo day before its bonus', () => {
		const lines = [
			testLine({ unitPriceMinor: 420, quantityMilli: 2000 }),
			testLine({ unitPriceMinor: 340, quantityMilli: 3000, discount: off(340) }),
			testLine({ unitPriceMinor: 490, quantityMilli: 2000, discount: percent(1000), ...standard }),
			testLine({ unitPriceMinor: 44_900, discount: off(3000), ...standard }),
			testLine({ unitPriceMinor: 1990, discount: percent(5000), ...standard })
		];
		const priced = priceBasket(testBasket(lines), euroTerms);
		expect(priced.lines.map((line) => line.totalMinor)).toEqual([840, 680, 882, 41_900, 995]);
		expect(priced).toMatchObject({ itemsMinor: 49_730, discountsMinor: 4433, totalMinor: 45_297, itemCount: 9 });
	});

	it('gives the line discount first and the basket discount on what is left', () => {
		const lines = [testLine({ unitPriceMinor: 1000, discount: percent(5000) })];
		const priced = priceBasket(testBasket(lines, { discount: percent(1000) }), euroTerms);
		expect(priced.lines[0]?.discounts).toEqual([
			{ kind: 'line', source: 'manual:staff', label: 'Staff discount 50%', amountMinor: 500 },
			{ kind: 'basket', source: 'manual:staff', label: 'Staff discount 10%', amountMinor: 50 }
		]);
		expect(priced.totalMinor).toBe(450);
	});

	it('never goes below the least price; the other lines take what one cannot', () => {
		const lines = [
			testLine({ lineId: 'a', unitPriceMinor: 1000, minimumPriceMinor: 900, discount: percent(5000) }),
			testLine({ lineId: 'b', unitPriceMinor: 1000 })
		];
		const priced = priceBasket(testBasket(lines, { discount: off(500) }), euroTerms);
		expect(priced.lines.map((line) => line.totalMinor)).toEqual([900, 500]);
	});

	it('never goes below nothing and says what it really gave', () => {
		const lines = [testLine({ unitPriceMinor: 300, discount: off(5000) })];
		const priced = priceBasket(testBasket(lines, { discount: off(100) }), euroTerms);
		expect(priced).toMatchObject({ totalMinor: 0, discountsMinor: 300 });
		expect(priced.lines[0]?.discounts).toHaveLength(1);
	});

	it('puts tax on top where prices are net, and counts what is weighed as one item', () => {
		const lines = [testLine({ unitPriceMinor: 1000, quantityMilli: 250, unit: 'KGM', ...standard })];
		const priced = priceBasket(testBasket(lines), { ...euroTerms, pricesIncludeTax: false });
		expect(priced).toMatchObject({ itemsMinor: 250, taxMinor: 48, totalMinor: 298, itemCount: 1 });
	});

	it('costs nothing when empty', () => {
		expect(priceBasket(testBasket([]), euroTerms)).toMatchObject({ totalMinor: 0, taxes: [], itemCount: 0 });
	});

	it('has totals that equal the sum of their parts, for any basket', () => {
		fc.assert(
			fc.property(anyBasket(), anyTerms(), (basket, terms) => {
				const priced = priceBasket(basket, terms);
				const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
				for (const [index, line] of priced.lines.entries()) {
					const discounts = sum(line.discounts.map((discount) => discount.amountMinor));
					expect(line.grossMinor - discounts).toBe(line.totalMinor);
					expect(line.totalMinor).toBeGreaterThanOrEqual(0);
					const source = basket.lines[index];
					const least = ((source?.minimumPriceMinor ?? 0) * (source?.quantityMilli ?? 0)) / 1000;
					expect(line.totalMinor).toBeGreaterThanOrEqual(Math.min(line.grossMinor, Math.round(least) - 1));
				}
				const totals = sum(priced.lines.map((line) => line.totalMinor));
				expect(priced.itemsMinor - priced.discountsMinor).toBe(totals);
				expect(priced.totalMinor).toBe(terms.pricesIncludeTax ? totals : totals + priced.taxMinor);
			})
		);
	});
});
