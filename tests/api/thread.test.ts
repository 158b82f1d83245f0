import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sell, TestShop } from '../support/test-shop';

let shop: TestShop;
beforeAll(async () => {
	shop = await TestShop.open();
});
afterAll(() => shop.close());

describe('from the till to the books', () => {
	it('enrols, opens a session, pushes a sale and finds it in the books, once', async () => {
		const till = await shop.till();
		await sell(till);
		const first = await till.push();
		expect(first.answers).toEqual([
			{ seq: 1, result: 'applied' },
			{ seq: 2, result: 'applied' }
		]);
		expect(first.order).toEqual({ kind: 'none' });
		expect(first.watermark.head).toEqual({ epoch: 1, seq: 2, hash: till.headHash });
		const again = await till.push();
		expect(again.answers.map(({ result }) => result)).toEqual(['duplicate', 'duplicate']);

		const [sale] = await shop.rows(`SELECT receipt_number, due_minor, line_count, item_count, event_hash FROM sales`);
		expect(sale).toEqual({
			receipt_number: 'S01T01-1-000001',
			due_minor: 1260,
			line_count: 2,
			item_count: 3,
			event_hash: till.headHash
		});
		expect(await shop.count('sales')).toBe(1);
		expect(await shop.count('sale_lines')).toBe(2);
		expect(await shop.count('sale_taxes')).toBe(1);
		expect(await shop.count('sale_tenders')).toBe(1);
		expect(await shop.rows('SELECT sum(quantity_milli)::int AS moved FROM stock_movements')).toEqual([
			{ moved: -3000 }
		]);
		expect(await shop.rows('SELECT sold_milli FROM products ORDER BY sku')).toEqual([
			{ sold_milli: 2000 },
			{ sold_milli: 1000 },
			{ sold_milli: 0 }
		]);
		expect(await shop.count('cases')).toBe(0);
	});
});
