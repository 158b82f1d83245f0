import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importNotes } from '../../src/lib/domain/import/import-notes';
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

	it('says which tax rate it chose, and which of several names and prices', async () => {
		const text = 'sku;name;price;tax\nC1;Cup;1,00;\nC1;Mug;2,00;\nC2;Pan;9,00;19\nC3;Pot;9,00;\n';
		const report = await run(text, true);
		expect(report).toMatchObject({
			...{ created: 3, untaxed: 2, usualTax: 'Standard, 19%' },
			merged: { names: 1, prices: 1, byDate: false }
		});
		expect(importNotes(report)).toEqual([
			'The file names no tax rate for 2 products; new ones get Standard, 19%. Check that it fits.',
			'1 product under several names: the most frequent one counts.',
			'1 product with several prices: the one that stands last in the file counts.'
		]);
		expect(importNotes(await run(file, true))).toEqual([]);
	});

	it.each(['', '\n\n', ' ; \n'])('says that a file without a head is empty (%j)', async (text) => {
		const request = { fileName: 'x.csv', bytes: bytes(text), dryRun: true };
		const answer = await importProducts(test.db, systemPorts, request);
		expect(answer).toMatchObject({ ok: false, code: 'file_empty', reason: expect.stringContaining('empty') as string });
	});

	it('says which column is missing', async () => {
		const answer = await importProducts(test.db, systemPorts, {
			fileName: 'x.csv',
			bytes: bytes('a,b\n1,2\n'),
			dryRun: true
		});
		expect(answer).toMatchObject({ ok: false, code: 'missing_columns' });
		expect(answer).toMatchObject({ reason: expect.stringContaining('article number, name, price') as string });
	});
});
