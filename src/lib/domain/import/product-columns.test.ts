import { describe, expect, it } from 'vitest';
import { findProductColumns } from './product-columns';

describe('columns of a product file', () => {
	it('are known in English', () => {
		const found = findProductColumns(['InvoiceNo', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'UnitPrice']);
		expect(found).toMatchObject({ ok: true, columns: { ignored: ['InvoiceNo', 'Quantity'], width: 6 } });
		expect(found.ok && [...found.columns.places]).toEqual([
			['sku', 1],
			['name', 2],
			['soldAt', 4],
			['price', 5]
		]);
	});

	it('are known in German, whatever the case and punctuation', () => {
		const found = findProductColumns([
			'Artikel-Nr.',
			'BEZEICHNUNG',
			'VK-Preis',
			'MwSt.',
			'Waren­gruppe',
			'Einheit',
			'EAN'
		]);
		expect(found.ok && [...found.columns.places.keys()]).toEqual([
			'sku',
			'name',
			'price',
			'taxRate',
			'group',
			'unit',
			'gtin'
		]);
	});

	it('may miss the stock code when there is a GTIN', () => {
		expect(findProductColumns(['ean', 'name', 'price']).ok).toBe(true);
	});

	it('count once, the first of a kind', () => {
		const found = findProductColumns(['sku', 'name', 'title', 'price']);
		expect(found.ok && found.columns.places.get('name')).toBe(1);
		expect(found.ok && found.columns.ignored).toEqual(['title']);
	});

	it('are told when they are missing', () => {
		expect(findProductColumns(['foo', 'name'])).toEqual({
			ok: false,
			code: 'missing_columns',
			missing: ['sku', 'price']
		});
		expect(findProductColumns([])).toMatchObject({ missing: ['sku', 'name', 'price'] });
	});
});
