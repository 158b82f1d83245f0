import { describe, expect, it } from 'vitest';
import { findProductColumns } from './product-columns';
import { readProductRow } from './product-row';

function read(fields: Record<string, string>, exponent = 2) {
	const found = findProductColumns(Object.keys(fields));
	if (!found.ok) throw new Error(found.missing.join());
	return readProductRow({ line: 7, cells: Object.values(fields) }, found.columns, exponent);
}
const tea = { sku: 'a1', name: '  Green\ttea ', price: '2.50' };

describe('a product row', () => {
	it('needs no more than stock code, name and price', () => {
		expect(read(tea)).toEqual({
			ok: true,
			draft: {
				sku: 'A1',
				name: 'Green tea',
				priceMinor: 250,
				gtins: [],
				sellBy: 'piece',
				unit: 'H87',
				categories: [],
				status: 'active'
			}
		});
	});

	it('may say much more', () => {
		const row = { ...tea, ean: '96385074, 4006381333931', Warengruppe: 'Tee', MwSt: '7 %', brand: 'Leaf', type: 'Tea' };
		const more = { family: 'Hot', categories: 'Drinks|Organic', Verkaufsart: 'Gewicht', status: 'gesperrt' };
		expect(read({ ...row, ...more })).toMatchObject({
			draft: {
				gtins: ['00000096385074', '04006381333931'],
				groupName: 'Tee',
				taxRateCode: '7',
				brand: 'Leaf',
				type: 'Tea',
				family: 'Hot',
				categories: ['Drinks', 'Organic'],
				sellBy: 'weight',
				unit: 'KGM',
				status: 'blocked'
			}
		});
	});

	it('may say what no discount takes it below, and whether offers take it in', () => {
		const row = { ...tea, price: '4.00' };
		expect(read({ ...row, 'Minimum price': '3,20', promotions: 'nein' })).toMatchObject({
			draft: { minimumPriceMinor: 320, inPromotions: false }
		});
		expect(read({ ...row, Mindestpreis: '', 'in promotions': '' })).not.toHaveProperty('draft.inPromotions');
		expect(read({ ...row, Mindestpreis: '4.01' })).toMatchObject({ rejected: { field: 'minimumPrice' } });
		expect(read({ ...row, Mindestpreis: 'low' })).toMatchObject({ rejected: { code: 'minimum_price_wrong' } });
		expect(read({ ...row, promotions: 'perhaps' })).toMatchObject({ rejected: { code: 'promotions_unknown' } });
	});

	it('takes the GTIN for the stock code when there is none', () => {
		expect(read({ ean: '4006381333931', name: 'Pen', price: '1' })).toMatchObject({ draft: { sku: '04006381333931' } });
	});

	it.each([
		['2,50', 250],
		['18.0', 1800],
		['1.234,50', 123450],
		['€ 3,20', 320],
		['3.20 EUR', 320],
		['2.5500', 255]
	])('reads the price %s', (price, priceMinor) => {
		expect(read({ ...tea, price })).toMatchObject({ draft: { priceMinor } });
	});

	it.each([
		[{ sku: ' ' }, 'sku', 'sku_empty'],
		[{ sku: 'x'.repeat(65) }, 'sku', 'sku_too_long'],
		[{ name: '' }, 'name', 'name_empty'],
		[{ name: 'x'.repeat(201) }, 'name', 'name_too_long'],
		[{ price: '' }, 'price', 'price_empty'],
		[{ price: '0.0' }, 'price', 'price_zero'],
		[{ price: 'free' }, 'price', 'price_not_a_number'],
		[{ price: '-1' }, 'price', 'price_not_a_number'],
		[{ price: '1.000' }, 'price', 'price_too_many_decimals'],
		[{ price: '99999999999' }, 'price', 'price_too_large'],
		[{ ean: '4006381333932' }, 'gtin', 'gtin_check_digit'],
		[{ ean: '2100001000004' }, 'gtin', 'gtin_reserved'],
		[{ ean: '9810000000006', sellBy: 'weight' }, 'gtin', 'gtin_reserved'],
		[{ sellBy: 'dozen' }, 'sellBy', 'sell_by_unknown'],
		[{ unit: 'furlong' }, 'unit', 'unit_unknown'],
		[{ status: 'maybe' }, 'status', 'status_unknown'],
		[{ '': '', more: '' }, 'none', 'fine']
	])('with %j is refused at %s as %s', (change, field, code) => {
		const answer = read({ ...tea, ...change });
		if (code === 'fine') expect(answer.ok).toBe(true);
		else expect(answer).toMatchObject({ ok: false, rejected: { line: 7, field, code } });
	});

	it('may carry an in-store number when it is weighed', () => {
		expect(read({ ...tea, ean: '2100001000004', sellBy: 'weight' }).ok).toBe(true);
	});

	it('is refused when a comma without quotes moved its columns', () => {
		const found = findProductColumns(['sku', 'name', 'price']);
		if (!found.ok) throw new Error('columns');
		const cells = ['A1', 'Tea', ' green', '2.50'];
		expect(readProductRow({ line: 2, cells }, found.columns, 2)).toMatchObject({
			rejected: { code: 'too_many_columns' }
		});
	});

	it('may be shorter than the header', () => {
		const found = findProductColumns(['sku', 'name', 'price', 'brand']);
		if (!found.ok) throw new Error('columns');
		expect(readProductRow({ line: 2, cells: ['A1', 'Tea', '1'] }, found.columns, 2).ok).toBe(true);
		expect(readProductRow({ line: 2, cells: [] }, found.columns, 2)).toMatchObject({ rejected: { code: 'sku_empty' } });
	});
});
