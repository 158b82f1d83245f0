import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNews } from '../../src/lib/server/today/live';
import { streamNews } from '../../src/lib/server/today/stream';
import { PositionWatch } from '../../src/lib/server/today/watch';
import { sell, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
let watch: PositionWatch;

beforeAll(async () => {
	shop = await TestShop.open();
	watch = new PositionWatch(shop.database.url);
	till = await shop.till();
});
afterAll(async () => {
	await watch.stop();
	await shop.close();
});

async function sellOne(): Promise<void> {
	await sell(till);
	await till.push();
	await sql`select number_changes(100)`.execute(shop.db);
}

/** Reads a stream until a text stands in it. */
async function readUntil(after: number, wanted: string, meanwhile: () => Promise<void>): Promise<string> {
	const reader = streamNews(shop.db, watch, { after, mayRead: () => Promise.resolve(true) }).getReader();
	const decoder = new TextDecoder();
	let text = '';
	const reading = (async () => {
		while (!text.includes(wanted)) {
			const { value, done } = await reader.read();
			if (done) return;
			text += decoder.decode(value, { stream: true });
		}
	})();
	await meanwhile();
	await reading;
	await reader.cancel();
	return text;
}

describe('sales in the manager’s window', () => {
	it('come as `sale` events with their row and their position', async () => {
		const { position } = await readNews(shop.db, 0);
		const text = await readUntil(position, 'event: sale', sellOne);
		const [, id, data] = /id: (\d+)\nevent: sale\ndata: (.*)\n/.exec(text) ?? [];
		expect(Number(id)).toBeGreaterThan(position);
		expect(JSON.parse(data ?? '{}')).toMatchObject({
			kind: 'sale',
			dueMinor: 1260,
			currency: 'EUR',
			itemCount: 3,
			tillName: 'Counter',
			staffName: 'Carl',
			firstLine: 'Product 1'
		});
	});

	it('are told to a reader that comes back with the id it had last, and not twice', async () => {
		const { position } = await readNews(shop.db, 0);
		await sellOne();
		await sellOne();
		const missed = await readUntil(position, 'event: sale', () => Promise.resolve());
		const ids = [...missed.matchAll(/id: (\d+)\nevent: sale/g)].map(([, id]) => Number(id));
		expect(ids).toHaveLength(2);
		const news = await readNews(shop.db, ids.at(-1) ?? 0);
		expect(news.sales).toEqual([]);
		expect((await readNews(shop.db, ids[0] ?? 0)).sales.map((one) => one.position)).toEqual([ids[1]]);
	});
});
