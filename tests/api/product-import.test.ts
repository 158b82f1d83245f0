import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importProducts } from '../../src/lib/server/products/import';
import { systemPorts } from '../../src/lib/server/ports';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

let test: TestDatabase;
const bytes = (text: string) => new TextEncoder().encode(text);
const file =
	'sku;name;price;ean;group\nA1;Brownie;3,40;4006381333931;Bakery\nA2;Croissant;;;Bakery\nA3;Latte;4,90;;Coffee\n';

beforeAll(async () => {
	test = await createTestDatabase();
	await test.db
		.insertInto('tax_rates')
		.values({ id: 'standard', name: 'Standard', letter: 'A', rate_bp: 1900 })
		.execute();
});
afterAll(() => test.destroy());

async function run(text: string, dryRun = false) {
	const answer = await importProducts(test.db, systemPorts, { fileName: 'products.csv', bytes: bytes(text), dryRun });
	if (!answer.ok) throw new Error(answer.reason);
	return answer.report;
}
const products = () => test.db.selectFrom('products').select(['sku', 'name', 'price_minor']).orderBy('sku').execute();
const changes = async () => (await test.db.selectFrom('changes').select('id').execute()).length;

describe('importing products', () => {
	it('counts in a dry run and changes nothing', async () => {
		expect(await run(file, true)).toMatchObject({ created: 2, updated: 0, unchanged: 0 });
		expect(await products()).toEqual([]);
	});

	it('takes the good lines and names the line and reason of a bad one', async () => {
		const report = await run(file);
		expect(report).toMatchObject({ created: 2, linesRead: 3 });
		expect(report.rejected).toMatchObject([{ line: 3, field: 'price' }]);
		expect(await products()).toMatchObject([
			{ sku: 'A1', price_minor: 340 },
			{ sku: 'A3', price_minor: 490 }
		]);
	});

	it('changes nothing the second time', async () => {
		const before = await changes();
		expect(await run(file)).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
		expect(await changes()).toBe(before);
	});

	it('changes only what the file says differently', async () => {
		expect(await run(file.replace('4,90', '5,20'))).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
	});

	it('refuses a code that belongs to another product and takes the product without it', async () => {
		const report = await run('sku;name;price;ean\nB1;Pen;1,00;4006381333931\n');
		expect(report).toMatchObject({ created: 1 });
		expect(report.rejected).toMatchObject([{ code: 'gtin_in_use' }]);
	});

	it('says which column is missing', async () => {
		const answer = await importProducts(test.db, systemPorts, {
			fileName: 'x.csv',
			bytes: bytes('a,b\n1,2\n'),
			dryRun: true
		});
		expect(answer).toMatchObject({ ok: false, code: 'missing_columns' });
	});
});
