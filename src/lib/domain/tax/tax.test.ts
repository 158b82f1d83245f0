import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterAt, lineTaxes, taxOf, taxTable, type TaxableLine, type TaxMode, type TaxRules } from './tax';

const rates = [
	{ id: 'standard', rateBp: 1900 },
	{ id: 'reduced', rateBp: 700 },
	{ id: 'zero', rateBp: 0 }
];
const rules = (pricesIncludeTax: boolean, taxMode: TaxMode = 'receipt'): TaxRules => ({
	pricesIncludeTax,
	taxMode,
	taxRates: rates
});
const line = (amountMinor: number, taxRateBp = 1900): TaxableLine => ({
	taxRateId: rates.find((rate) => rate.rateBp === taxRateBp)?.id ?? `r${String(taxRateBp)}`,
	taxRateBp,
	amountMinor
});

describe('taxOf', () => {
	it.each([
		[299, 400, 12],
		[11_900, 1900, 1900],
		[10_700, 700, 700],
		[1000, 1900, 160],
		[1000, 700, 65],
		[1000, 2000, 167],
		[1000, 810, 75],
		[1000, 550, 52],
		[99, 1900, 16],
		[297, 1900, 47]
	])('of %i with tax inside at %i basis points is %i', (gross, rateBp, tax) => {
		expect(taxOf(gross, rateBp, true)).toBe(tax);
		expect(taxOf(-gross, rateBp, true)).toBe(-tax);
	});
});

describe('taxTable', () => {
	it('computes once a receipt, or line by line where the shop wants it', () => {
		const three = [line(99), line(99), line(99)];
		expect(taxTable(three, rules(true, 'line'))[0]?.taxMinor).toBe(48);
		expect(taxTable(three, rules(true))[0]?.taxMinor).toBe(47);
		const ten = Array.from({ length: 10 }, () => line(33, 825));
		expect(taxTable(ten, rules(false, 'line'))[0]?.taxMinor).toBe(30);
		expect(taxTable(ten, rules(false))[0]?.taxMinor).toBe(27);
	});

	it('adds up the worked receipt of the specification', () => {
		expect(taxTable([line(1622), line(445, 700), line(80)], rules(true))).toEqual([
			{ rateId: 'standard', rateBp: 1900, letter: 'A', netMinor: 1430, taxMinor: 272, grossMinor: 1702 },
			{ rateId: 'reduced', rateBp: 700, letter: 'B', netMinor: 416, taxMinor: 29, grossMinor: 445 }
		]);
	});

	it('adds up the demo day', () => {
		const day = [line(818, 700), line(662, 700), line(858), line(40_790), line(969)];
		expect(taxTable(day, rules(true)).map((row) => [row.letter, row.netMinor, row.taxMinor, row.grossMinor])).toEqual([
			['A', 35_813, 6804, 42_617],
			['B', 1383, 97, 1480]
		]);
	});

	it('keeps the letters of the settings, whatever stands in the basket', () => {
		expect(taxTable([line(100, 0), line(100, 700)], rules(true)).map((row) => row.letter)).toEqual(['B', 'C']);
		const named = { ...rules(true), taxRates: [{ id: 'standard', rateBp: 1900, letter: 'N' }] };
		expect(taxTable([line(100)], named)[0]?.letter).toBe('N');
	});

	it('gives a rate that the settings no longer know the next free letter and a row of its own', () => {
		const old = { taxRateId: 'standard', taxRateBp: 1600, amountMinor: 116 };
		expect(taxTable([old, line(119)], rules(true)).map((row) => [row.letter, row.rateBp, row.taxMinor])).toEqual([
			['A', 1900, 19],
			['D', 1600, 16]
		]);
	});

	it('balances for any lines: net + tax = gross, and all amounts are in the table', () => {
		fc.assert(
			fc.property(anyLines(), fc.boolean(), anyMode(), (lines, inclusive, mode) => {
				const rows = taxTable(lines, rules(inclusive, mode));
				const amounts = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
				for (const row of rows) expect(row.netMinor + row.taxMinor).toBe(row.grossMinor);
				expect(rows.reduce((sum, row) => sum + (inclusive ? row.grossMinor : row.netMinor), 0)).toBe(amounts);
			})
		);
	});
});

describe('lineTaxes', () => {
	it('adds up to the tax table for any lines', () => {
		fc.assert(
			fc.property(anyLines(), fc.boolean(), anyMode(), (lines, inclusive, mode) => {
				const taxes = lineTaxes(lines, rules(inclusive, mode)).reduce((sum, tax) => sum + tax, 0);
				expect(taxes).toBe(taxTable(lines, rules(inclusive, mode)).reduce((sum, row) => sum + row.taxMinor, 0));
			})
		);
	});
});

describe('letterAt', () => {
	it('goes on after Z', () => {
		expect([0, 1, 25, 26, 27, 52].map(letterAt)).toEqual(['A', 'B', 'Z', 'AA', 'AB', 'BA']);
	});
});

function anyLines() {
	const one = fc.record({
		amount: fc.integer({ min: 0, max: 10_000_000 }),
		rateBp: fc.constantFrom(0, 700, 1900, 825)
	});
	return fc.array(one, { maxLength: 40 }).map((lines) => lines.map(({ amount, rateBp }) => line(amount, rateBp)));
}

function anyMode() {
	return fc.constantFrom<TaxMode>('receipt', 'line');
}
