import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anySale } from '../../../../tests/support/any-sale';
import type { SaleSpend } from './sale';
import { spendShares, taxAfterSpends } from './taxable';

const line = (lineNo: number, totalMinor: number, taxRateBp = 1900) => {
	return { lineNo, totalMinor, taxRateId: String(taxRateBp), taxRateBp };
};
const spend = (amountMinor: number, lots?: SaleSpend['lots']): SaleSpend => {
	return { kind: 'additional', amountMinor, grantId: 'g', lots };
};
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const rules = { pricesIncludeTax: true, taxMode: 'receipt', taxRates: [] } as const;

describe('the shares of what is spent', () => {
	it('add up, stay within their lines, and what is tied lies where it may pay', () => {
		fc.assert(
			fc.property(anySale(), ({ lines, spends, spendTaxedAs }) => {
				fc.pre(spendTaxedAs !== 'payment');
				const shares = spendShares(lines, spends);
				expect(sum(shares)).toBe(sum(spends.map(({ amountMinor }) => amountMinor)));
				for (const [index, share] of shares.entries()) {
					expect(share).toBeGreaterThanOrEqual(0);
					expect(share).toBeLessThanOrEqual(lines[index]?.totalMinor ?? 0);
				}
				for (const { amountMinor, lineNos } of spends.flatMap(({ lots = [] }) => lots)) {
					if (lineNos.length === 0) continue;
					const there = sum(shares.filter((_, index) => lineNos.includes(index + 1)));
					expect(there).toBeGreaterThanOrEqual(amountMinor);
				}
			})
		);
	});

	it('lay a part for one line there, and the rest over what is left to pay of each', () => {
		const tied = spend(600, [
			{ lotId: 'bakery', amountMinor: 200, lineNos: [1] },
			{ lotId: 'any', amountMinor: 400, lineNos: [] }
		]);
		expect(spendShares([line(1, 400), line(2, 600)], [tied])).toEqual([300, 300]);
		expect(spendShares([line(1, 400), line(2, 600)], [spend(600)])).toEqual([240, 360]);
	});

	it('put a part whose lines are not there on the others', () => {
		expect(spendShares([line(1, 500)], [spend(100, [{ lotId: null, amountMinor: 100, lineNos: [7] }])])).toEqual([100]);
	});
});

describe('a spend and the tax table', () => {
	const lines = [line(1, 1000), line(2, 1000, 700)];

	it('as a discount lowers what is taxed', () => {
		const { taxes, dueMinor } = taxAfterSpends(lines, { spends: [spend(500)] }, rules);
		expect(taxes.map(({ grossMinor }) => grossMinor)).toEqual([750, 750]);
		expect(dueMinor).toBe(1500);
	});

	it('as a payment leaves the tax table and lowers what is due', () => {
		const paid = taxAfterSpends(lines, { spends: [spend(500)], spendTaxedAs: 'payment' }, rules);
		expect(paid.taxes.map(({ grossMinor }) => grossMinor)).toEqual([1000, 1000]);
		expect(paid).toMatchObject({ dueMinor: 1500, exceeds: false });
	});

	it('as a payment may cover the tax on top of the prices too, as a discount only the prices', () => {
		const onTop = { ...rules, pricesIncludeTax: false };
		const all = [spend(2260)];
		expect(taxAfterSpends(lines, { spends: all, spendTaxedAs: 'payment' }, onTop)).toMatchObject({
			dueMinor: 0,
			exceeds: false
		});
		expect(taxAfterSpends(lines, { spends: all }, onTop).exceeds).toBe(true);
		expect(taxAfterSpends(lines, { spends: [spend(2000)] }, onTop)).toMatchObject({ dueMinor: 0, exceeds: false });
	});
});
