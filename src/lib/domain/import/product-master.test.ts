import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deduceProducts } from './product-master';

const header = ['StockCode', 'Description', 'UnitPrice', 'InvoiceDate'];

function deduce(rows: readonly (readonly string[])[], columns = header) {
	const records = rows.map((cells, index) => ({ line: index + 2, cells }));
	const master = deduceProducts(columns, records, 2);
	if (!master.ok) throw new Error(master.reason);
	return master;
}

describe('the product master of a list of sales', () => {
	it('has the most frequent name and the latest price', () => {
		const { products, merged } = deduce([
			['22632', 'HAND WARMER RED RETROSPOT', '2.1', '2010-12-01 09:00:00'],
			['22632', 'HAND WARMER RED POLKA DOT', '1.85', '2010-12-03 09:00:00'],
			['22632', 'HAND WARMER RED RETROSPOT', '4.21', '2010-12-02 09:00:00']
		]);
		expect(merged).toEqual({ names: 1, prices: 1, byDate: true });
		expect(products).toMatchObject([
			{ sku: '22632', name: 'HAND WARMER RED RETROSPOT', priceMinor: 185, asOf: '2010-12-03 09:00:00' }
		]);
	});

	it('takes the later of two equally frequent names, and the later line without dates', () => {
		const { products } = deduce(
			[
				['A', 'Old', '1'],
				['A', 'New', '2']
			],
			['sku', 'name', 'price']
		);
		expect(products).toMatchObject([{ name: 'New', priceMinor: 200 }]);
	});

	it('folds stock codes that differ in case', () => {
		const { products } = deduce([
			['85123a', 'Heart', '5.06', '2010-12-01'],
			['85123A', 'Heart', '2.55', '2010-12-01']
		]);
		expect(products).toMatchObject([{ sku: '85123A', priceMinor: 255 }]);
	});

	it('leaves out lines without name or price, and says so', () => {
		const { products, rejected, rows } = deduce([
			['22139', '', '0.0', '2010-12-01'],
			['22139', 'TEA SET', '4.25', '2010-12-01'],
			['22139', 'amazon', '0.0', '2010-12-02'],
			['21134', '', '0.0', '2010-12-01']
		]);
		expect(products).toMatchObject([{ sku: '22139', name: 'TEA SET', priceMinor: 425 }]);
		expect(rejected.map(({ line, code }) => [line, code])).toEqual([
			[2, 'name_empty'],
			[4, 'price_zero'],
			[5, 'name_empty']
		]);
		expect(rows).toBe(4);
	});

	it('gives a GTIN to one product only', () => {
		const columns = ['sku', 'name', 'price', 'gtin'];
		const { products, rejected } = deduce(
			[
				['A', 'Pen', '1', '4006381333931'],
				['B', 'Pencil', '1', '4006381333931'],
				['A', 'Pen', '1', '96385074']
			],
			columns
		);
		expect(products).toMatchObject([{ sku: 'A', gtins: ['04006381333931', '00000096385074'] }]);
		expect(rejected).toMatchObject([{ line: 3, field: 'gtin', code: 'gtin_in_use' }]);
	});

	it('is refused without the columns it needs', () => {
		expect(deduceProducts(['a'], [], 2)).toMatchObject({ ok: false, code: 'missing_columns' });
	});

	it('accounts for every line, whatever stands in it', () => {
		const cell = fc.oneof(fc.constantFrom('', '0', '1.5', 'A', 'b', '2010-12-01'), fc.string({ unit: 'binary' }));
		fc.assert(
			fc.property(fc.array(fc.array(cell, { maxLength: 6 })), (rows) => {
				const { products, rejected } = deduce(rows);
				expect(new Set(products.map(({ sku }) => sku)).size).toBe(products.length);
				expect(products.length + rejected.length).toBeLessThanOrEqual(rows.length);
				expect(products.length > 0 || rejected.length === rows.length).toBe(true);
			})
		);
	});
});
