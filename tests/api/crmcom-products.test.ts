/** products/synchronise and products/list: row by row, at most a thousand, safe to repeat. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ForeignTill } from '../support/foreign-till';

let till: ForeignTill;
beforeAll(async () => {
	till = await ForeignTill.open();
	await till.shop.rows(`UPDATE products SET kind = 'Comestibles' WHERE sku = 'P1'`);
});
afterAll(() => till.close());

type Row = Record<string, unknown>;
const synchronise = async (products_set: unknown, given: Row = {}) => {
	const answer = await till.call('products/synchronise', { products_set, ...given });
	return {
		...answer,
		processed: (answer.data.processed_products_set ?? []) as Row[],
		unprocessed: (answer.data.unprocessed_products_set ?? []) as Row[]
	};
};

describe('synchronising', () => {
	it('creates, updates and leaves alone, and says which', async () => {
		const rows = [
			{
				code: 'BROWNIE',
				description: 'Brownie',
				alternative_code: '4006381333931',
				type_identifier: { name: 'comestibles' },
				brand_identifier: { name: 'Yummy' },
				family_identifier: { name: 'Chocolates' },
				categories_set: [{ name: 'Brownie' }, { name: 'Dairy' }]
			},
			{ code: 'P1', brand_identifier: { name: 'House' } },
			{ code: 'X-9', description: 'X', type_identifier: { name: 'NoSuchType' } },
			{ code: 'X-10' },
			{ description: 'no code' },
			'nonsense'
		];
		const first = await synchronise(rows, { synchronisation_definition_identifier: { alternative_code: 'DEFAULT' } });
		expect(first.processed.map((row) => [row.request_code, row.action])).toEqual([
			['BROWNIE', 'CREATED'],
			['P1', 'UPDATED']
		]);
		expect(first.unprocessed).toMatchObject([
			{ request_code: 'X-9', error_code: 'COM.CRM.EXCEPTION.PRODUCTS.PRODUCTTYPENOTFOUNDEXCEPTION' },
			{ request_code: 'X-10', error_code: 'COM.CRM.EXCEPTION.COMMON.MANDATORYPARAMETERMISSINGEXCEPTION' },
			{ request_code: null, error_description: 'code is missing' },
			{ request_code: null }
		]);
		const again = await synchronise(rows);
		expect(again.processed.map((row) => row.action)).toEqual(['UNCHANGED', 'UNCHANGED']);
		expect(again.processed[0]?.id).toBe(first.processed[0]?.id);
		const listed = await till.call('products/list', { alternative_code: '4006381333931' });
		expect(listed.rows).toMatchObject([
			{
				id: first.processed[0]?.id,
				code: 'BROWNIE',
				description: 'Brownie',
				product_type: { name: 'Comestibles' },
				brand: { name: 'Yummy' },
				family: { name: 'Chocolates' },
				categories_set: [{ name: 'Brownie' }, { name: 'Dairy' }]
			}
		]);
		// Our own tills have no price to sell it for yet.
		expect(await till.shop.count('products', "sku = 'BROWNIE' AND status = 'blocked' AND price_minor IS NULL")).toBe(1);
	});

	it('takes the last of two rows with one code, and no code from another product', async () => {
		const { processed } = await synchronise([
			{ code: 'TWICE', description: 'First' },
			{ code: 'twice', description: 'Last', alternative_code: '4006381333931' }
		]);
		expect(processed[0]).toMatchObject({ request_code: 'TWICE', id: processed[1]?.id });
		expect(processed[0]?.message).toMatch(/last row counts/);
		expect(processed[1]?.message).toMatch(/another product/);
		expect((await till.call('products/list', { code: 'TWICE' })).rows).toMatchObject([{ description: 'Last' }]);
	});

	it('takes a thousand and no more', async () => {
		const rows = Array.from({ length: 1001 }, (_, n) => ({
			code: `BULK-${String(n)}`,
			description: `Bulk ${String(n)}`
		}));
		expect((await synchronise(rows)).code).toBe('PRODUCTS.TOOMANYPRODUCTSEXCEPTION');
		expect(await till.shop.count('products', "sku LIKE 'BULK-%'")).toBe(0);
		expect((await synchronise(rows.slice(0, 1000))).processed).toHaveLength(1000);
		const page = await till.call('products/list', { search_value: 'bulk-', number_of_results: 500, offset: 750 });
		expect(page.rows).toHaveLength(250);
	});

	it('knows one definition', async () => {
		const other = { synchronisation_definition_identifier: { name: 'NIGHTLY' } };
		expect((await synchronise([], other)).code).toBe('PRODUCTS.SYNCHRONISATIONDEFINITIONNOTFOUNDEXCEPTION');
		expect((await synchronise(null)).code).toBe('COMMON.MANDATORYPARAMETERMISSINGEXCEPTION');
	});

	it('lets later purchases name the product', async () => {
		const { data } = await till.purchase();
		expect(data.products_set).toMatchObject([{}, { product: { code: 'BROWNIE' }, intended_product_value: null }]);
	});
});
