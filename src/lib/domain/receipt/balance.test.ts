import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { euroTerms, testBasket, testLine } from '../../../../tests/support/any-basket';
import { anySale, paidBody } from '../../../../tests/support/any-sale';
import { priceTimesQuantity } from '../money/quantity';
import { checkSale } from './balance';
import type { SaleBody } from './sale';

const payment = { cashStepMinor: 1, cardPart: 0.3, overMinor: 5, spentPart: 0 };
const sale = paidBody(testBasket([testLine({ quantityMilli: 2000 })]), euroTerms, payment);

type Spot = { path: (string | number)[]; value: number };

/** Every number of the body, with the way to it. */
function numbersOf(value: unknown, path: (string | number)[] = []): Spot[] {
	if (typeof value === 'number') return [{ path, value }];
	if (typeof value !== 'object' || value === null) return [];
	// Which lines a spend may pay for is no amount: where it changes no tax, nothing is wrong.
	if (path.at(-1) === 'lineNos') return [];
	return Object.entries(value).flatMap(([key, part]) =>
		numbersOf(part, [...path, Array.isArray(value) ? Number(key) : key])
	);
}

function withNumber(body: SaleBody, path: readonly (string | number)[], value: number): SaleBody {
	const copy = structuredClone(body);
	let node: unknown = copy;
	for (const key of path.slice(0, -1)) node = Reflect.get(Object(node), key);
	Reflect.set(Object(node), path.at(-1) ?? '', value);
	return copy;
}

/** A milligram more or a cent a kilogram may vanish in the rounding of the line: no amount changes then. */
function vanishes(before: SaleBody, after: SaleBody): boolean {
	return before.lines.every((line, index) => {
		const other = after.lines[index];
		if (!other) return false;
		const touched = other.unitPriceMinor !== line.unitPriceMinor || other.quantityMilli !== line.quantityMilli;
		return touched && other.quantityMilli > 0 && other.unitPriceMinor >= 0
			? priceTimesQuantity(other.unitPriceMinor, other.quantityMilli) === line.grossMinor
			: !touched && JSON.stringify(other) === JSON.stringify(line);
	});
}

describe('checkSale', () => {
	it('catches any single number that was changed', () => {
		const delta = fc.integer({ min: -1000, max: 1000 }).filter((value) => value !== 0);
		fc.assert(
			fc.property(anySale(), fc.nat(), delta, (body, pick, by) => {
				const spots = numbersOf(body);
				const spot = spots[pick % spots.length];
				if (!spot) return;
				const changed = withNumber(body, spot.path, spot.value + by);
				const onlyMeasure = spot.path.at(-1) === 'unitPriceMinor' || spot.path.at(-1) === 'quantityMilli';
				fc.pre(!(onlyMeasure && vanishes(body, changed)));
				expect(checkSale(changed).ok, spot.path.join('.')).toBe(false);
			}),
			{ numRuns: 500 }
		);
	});

	it('says what is wrong and by how much', () => {
		expect(checkSale(withNumber(sale, ['totals', 'dueMinor'], 841))).toEqual({
			ok: false,
			code: 'due_wrong',
			at: 'totals',
			expected: 840,
			found: 841
		});
		expect(checkSale(withNumber(sale, ['lines', 0, 'grossMinor'], 839))).toMatchObject({
			code: 'line_gross_wrong',
			at: 'lines.0'
		});
	});

	it('refuses a sale that names an original, a missing tax row and a fraction of a cent', () => {
		expect(checkSale({ ...sale, originalReceiptNumber: sale.receiptNumber })).toMatchObject({ code: 'original_wrong' });
		expect(checkSale({ ...sale, taxes: [] })).toMatchObject({ code: 'tax_rows_wrong' });
		expect(checkSale(withNumber(sale, ['totals', 'taxMinor'], 0.5))).toMatchObject({ code: 'amount_not_whole' });
	});

	it('refuses rounding without cash, and cards beyond the due', () => {
		const tenders: SaleBody['tenders'] = [{ kind: 'card', amountMinor: 835, reference: null }];
		const totals = { ...sale.totals, paidMinor: 835, roundingMinor: -5, changeMinor: 0 };
		expect(checkSale({ ...sale, tenders, totals })).toMatchObject({ code: 'rounding_wrong' });
		const over: SaleBody['tenders'] = [{ kind: 'card', amountMinor: 841, reference: null }];
		const overTotals = { ...sale.totals, paidMinor: 841, roundingMinor: 1, changeMinor: 0 };
		expect(checkSale({ ...sale, tenders: over, totals: overTotals })).toMatchObject({ code: 'card_exceeds_due' });
	});

	it('never throws on what the wire lets through, however wrong', () => {
		const amount = fc.integer({ min: -1e9, max: 1e9 });
		fc.assert(
			fc.property(anySale(), fc.nat(), amount, fc.nat(), amount, (body, a, to, b, other) => {
				const spots = numbersOf(body);
				const first = spots[a % spots.length];
				const second = spots[b % spots.length];
				if (!first || !second) return;
				const changed = withNumber(withNumber(body, first.path, to), second.path, other);
				const rates = [...changed.lines.map((line) => line.taxRateBp), ...changed.taxes.map((row) => row.rateBp)];
				fc.pre(rates.every((rate) => rate >= 0 && rate <= 10_000));
				expect(typeof checkSale(changed).ok).toBe('boolean');
			})
		);
	});
});
