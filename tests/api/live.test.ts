import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNews } from '../../src/lib/server/today/live';
import { streamNews } from '../../src/lib/server/today/stream';
import { PositionWatch } from '../../src/lib/server/today/watch';
import { sql } from 'kysely';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

let test: TestDatabase;
let watch: PositionWatch;
const tillId = '0199a000-0000-7000-8000-0000000000a1';
const storeId = '0199a000-0000-7000-8000-0000000000b1';

beforeAll(async () => {
	test = await createTestDatabase();
	watch = new PositionWatch(test.url);
	const place = { address: '', tax_number: '', zone: 'Europe/Berlin', locale: 'en-IE', currency: 'EUR' };
	await test.db
		.insertInto('stores')
		.values({ id: storeId, code: 'S01', name: 'Shop', ...place })
		.execute();
	await test.db.insertInto('tills').values({ id: tillId, store_id: storeId, code: 'S01T01', name: 'Till 1' }).execute();
	await number();
});
afterAll(async () => {
	await watch.stop();
	await test.destroy();
});

const number = () => sql`select number_changes(100)`.execute(test.db);

async function openCase(seq: number) {
	const id = `0199a000-0000-7000-8000-00000000c${String(seq).padStart(3, '0')}`;
	await test.db.insertInto('cases').values({ id, kind: 'fork', till_id: tillId, detail: '{}' }).execute();
	await number();
}

describe('the manager’s news', () => {
	it('go on after the position a reader names, each once', async () => {
		const { position } = await readNews(test.db, 0);
		await openCase(1);
		const news = await readNews(test.db, position);
		expect(news).toMatchObject({ tables: true, position: position + 1 });
		expect(await readNews(test.db, news.position)).toMatchObject({ tables: false, sales: [], position: news.position });
	});

	it('tell a reader that is ahead of a restored database to read everything again', async () => {
		expect(await readNews(test.db, 1_000_000)).toMatchObject({ tables: true, more: false });
	});

	it('stream as server-sent events with the position as id', async () => {
		const { position } = await readNews(test.db, 0);
		const reader = streamNews(test.db, watch, { after: position, mayRead: () => Promise.resolve(true) }).getReader();
		const decoder = new TextDecoder();
		let text = '';
		const reading = (async () => {
			while (!text.includes('event: tables')) {
				const { value, done } = await reader.read();
				if (done) return;
				text += decoder.decode(value, { stream: true });
			}
		})();
		await new Promise((resolve) => setTimeout(resolve, 300));
		await openCase(2);
		await reading;
		await reader.cancel();
		expect(text).toContain(`id: ${String(position + 1)}\nevent: tables\n`);
	});
});
