import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { pullAnswer, snapshotAnswer, type Change } from '../../src/lib/contract/sync/pull';
import { answerPull, answerSnapshot } from '../../src/lib/server/changes/answer';
import { forgetOldChanges } from '../../src/lib/server/changes/retention';
import { startSequencer, type Sequencer } from '../../src/lib/server/changes/sequencer';
import { createClient } from '../../src/lib/server/db/client';
import { reportStolen, retireDevice } from '../../src/lib/server/tills/device-end';
import { testId } from '../support/any-basket';
import { query } from '../support/postgres';
import { shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
let sequencer: Sequencer;
const faults: Error[] = [];
const newSequencer = () =>
	startSequencer({
		connect: () => createClient(shop.database.url, 'sequencer'),
		onFault: (error) => faults.push(error)
	});

beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	sequencer = newSequencer();
	await settled();
});
afterAll(async () => {
	await sequencer.stop();
	await shop.close();
});

const get = (path: string, token = till.token) =>
	new Request(`http://till.test${path}`, { headers: { authorization: `Bearer ${token}` } });

async function pull(since: number) {
	const response = await answerPull(shop.app, get(`/api/sync/pull?since=${String(since)}`));
	const body: unknown = await response.json();
	return pullAnswer.parse(body);
}

async function page(after: string | null) {
	const search = after === null ? '' : `?after=${after}`;
	const response = await answerSnapshot(shop.app, get(`/api/sync/snapshot${search}`));
	return snapshotAnswer.parse(await response.json());
}

/** Until every committed change has its position. */
async function settled(): Promise<number> {
	for (let tries = 0; tries < 200; tries++) {
		if ((await shop.count('changes', 'pos IS NULL')) === 0) break;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	const [row] = await shop.rows<{ pos: number }>('SELECT pos FROM change_head');
	return row?.pos ?? 0;
}

const keysOf = (changes: readonly Change[], kind: Change['kind']) =>
	changes.filter((change) => change.kind === kind).map(({ key }) => key);

describe('pulling', () => {
	it('brings what changed, each thing once and as it is now', async () => {
		const since = await settled();
		const [first, second] = shopIds.products;
		await shop.rows(`UPDATE products SET price_minor = 430 WHERE id = '${first}'`);
		await shop.rows(`UPDATE products SET price_minor = 450 WHERE id = '${first}'`);
		await shop.rows(`UPDATE products SET status = 'blocked' WHERE id = '${second}'`);
		await shop.rows(`UPDATE staff SET active = false WHERE id = '${shopIds.cashier}'`);
		await shop.rows(`INSERT INTO product_codes VALUES ('4006381333931', '${first}')`);
		await settled();
		const { changes, more } = await pull(since);
		expect(more).toBe(false);
		expect(keysOf(changes, 'product').sort()).toEqual([first, second].sort());
		const product = changes.find(({ key }) => key === first)?.data;
		expect(product).toMatchObject({ priceMinor: 450, codes: ['4006381333931'] });
		expect(changes.find(({ key }) => key === second)?.data).toBeNull();
		expect(changes.find(({ kind }) => kind === 'staff')).toEqual({ kind: 'staff', key: shopIds.cashier, data: null });
		await shop.rows(`UPDATE staff SET active = true WHERE id = '${shopIds.cashier}'`);
		await shop.rows(`UPDATE products SET status = 'active'`);
	});

	it('tells nothing of other stores, of members and of cards', async () => {
		const since = await settled();
		await shop.rows(`INSERT INTO stores (id, code, name, address, tax_number, zone, locale, currency)
			VALUES ('${testId(300)}', 'S02', 'Canary Store', 'x', 'x', 'Europe/Paris', 'fr-FR', 'EUR');
			INSERT INTO members (id, name) VALUES ('${testId(301)}', 'Ada');
			INSERT INTO cards (number, hmac, member_id) VALUES ('9600123', decode(repeat('cd', 32), 'hex'), '${testId(301)}')`);
		await settled();
		const answer = await pull(since);
		expect(keysOf(answer.changes, 'settings')).toEqual([]);
		expect(JSON.stringify(answer)).not.toMatch(/9600123|Canary|Ada|cdcdcd/);
	});

	it('gives a till PIN verifiers that no other till can use', async () => {
		const other = await shop.till(shopIds.tillB);
		const mine = (await page(null)).changes.filter(({ kind }) => kind === 'staff');
		const response = await answerSnapshot(shop.app, get('/api/sync/snapshot', other.token));
		const theirs = snapshotAnswer.parse(await response.json()).changes.filter(({ kind }) => kind === 'staff');
		expect(mine).toHaveLength(2);
		expect(mine.map(({ data }) => data)).not.toEqual(theirs.map(({ data }) => data));
		expect(JSON.stringify(mine)).not.toContain(Buffer.alloc(32, 2).toString('base64url'));
	});

	it('refuses a position from before a restore, and parameters that are none', async () => {
		const head = await settled();
		const ahead = await answerPull(shop.app, get(`/api/sync/pull?since=${String(head + 1)}`));
		expect(ahead.status).toBe(410);
		expect(await ahead.json()).toMatchObject({ code: 'cursor_ahead' });
		for (const since of ['', '-1', 'x', '1e3', '9'.repeat(40)]) {
			expect((await answerPull(shop.app, get(`/api/sync/pull?since=${since}`))).status).toBe(400);
		}
		for (const after of ['x', 'p.1', 'c.zz', '%00']) {
			expect((await answerSnapshot(shop.app, get(`/api/sync/snapshot?after=${after}`))).status).toBe(400);
		}
	});

	it('is for active devices only', async () => {
		const old = await shop.till(shopIds.tillB);
		const actor = { kind: 'system' } as const;
		await retireDevice(shop.db, shop.ports, old.enrolled.deviceId, actor);
		const retired = await answerPull(shop.app, get('/api/sync/pull?since=0', old.token));
		expect(await retired.json()).toMatchObject({ status: 403, code: 'device_retired' });
		await reportStolen(shop.db, shop.ports, old.enrolled.deviceId, actor);
		const stolen = await answerSnapshot(shop.app, get('/api/sync/snapshot', old.token));
		expect(await stolen.json()).toMatchObject({ status: 403, code: 'device_stolen' });
		expect((await answerPull(shop.app, get('/api/sync/pull?since=0', 'A'.repeat(43)))).status).toBe(401);
	});
});

describe('the first load', () => {
	it('lets a till sell after one page, favourites first, and brings everything in the end', async () => {
		await shop.rows(`INSERT INTO products (id, sku, name, price_minor, tax_rate_id, favourite, sold_milli)
			SELECT gen_random_uuid(), 'N' || n, 'Many ' || n, 100, 'standard', n = 5999, n FROM generate_series(1, 6000) AS n`);
		const seen = new Set<string>();
		let answer = await page(null);
		expect(new Set(answer.changes.map(({ kind }) => kind))).toEqual(
			new Set(['settings', 'tax_rate', 'group', 'staff', 'product'])
		);
		const first = answer.changes.filter((change) => change.kind === 'product');
		expect(first).toHaveLength(500);
		expect(first[0]?.data).toMatchObject({ sku: 'N5999' });
		expect(first[1]?.data).toMatchObject({ sku: 'N6000' });
		const { cursor, totalProducts } = answer;
		for (let pages = 0; ; pages++) {
			for (const key of keysOf(answer.changes, 'product')) seen.add(key);
			// What sells meanwhile changes its rank; it must not slip through.
			await shop.rows(`UPDATE products SET sold_milli = sold_milli + 100000 WHERE sku LIKE 'N1%'`);
			if (answer.after === null) break;
			expect(pages).toBeLessThan(10);
			answer = await page(answer.after);
		}
		expect(seen.size).toBe(totalProducts);
		await settled();
		let next = await pull(cursor);
		while (next.more) next = await pull(next.cursor);
		expect(next.cursor).toBe(await settled());
	});
});

describe('the sequencer', () => {
	it('misses nothing and waits for nobody, with many writers and one long transaction', async () => {
		const start = await settled();
		const long = createClient(shop.database.ownerUrl, 'long');
		await long.connect();
		await long.query('BEGIN');
		await long.query(`INSERT INTO changes (kind, key) VALUES ('group', 'long')`);
		const seen: number[] = [];
		let cursor = start;
		let writing = true;
		const reader = (async () => {
			for (let last = false; !last;) {
				last = !writing;
				const rows = await shop.rows<{ id: number; pos: number }>(
					`SELECT id, pos FROM changes WHERE pos > ${String(cursor)} ORDER BY pos`
				);
				for (const { id, pos } of rows) {
					expect(pos).toBe(cursor + 1);
					cursor = pos;
					seen.push(id);
				}
			}
		})();
		await Promise.all(
			Array.from({ length: 6 }, async (_unused, writer) => {
				for (let n = 0; n < 40; n++) {
					await shop.db.transaction().execute(async (tx) => {
						await tx
							.insertInto('changes')
							.values({ kind: 'group', key: `w${String(writer)}-${String(n)}` })
							.execute();
						if (n % 7 === writer) await new Promise((resolve) => setTimeout(resolve, 15));
					});
				}
			})
		);
		await settled();
		writing = false;
		await reader;
		expect(seen).toHaveLength(240);
		expect(new Set(seen).size).toBe(240);
		await long.query('COMMIT');
		await long.end();
		const end = await settled();
		expect(end).toBe(start + 241);
		expect((await shop.rows(`SELECT pos FROM changes WHERE key = 'long'`))[0]).toEqual({ pos: end });
	});

	it('is led by one process; another takes over when that one ends', async () => {
		const second = newSequencer();
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect([sequencer.isLeader(), second.isLeader()]).toEqual([true, false]);
		const [own] = await shop.rows<{ name: string }>('SELECT current_database() AS name');
		await query(
			inject('postgresUrl'),
			`SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database
			WHERE locktype = 'advisory' AND granted AND datname = '${String(own?.name)}'`
		);
		await shop.rows(`INSERT INTO changes (kind, key) VALUES ('group', 'after')`);
		await settled();
		expect(await shop.count('changes', 'pos IS NULL')).toBe(0);
		expect(faults.length).toBeGreaterThan(0);
		expect([sequencer.isLeader(), second.isLeader()].filter(Boolean)).toHaveLength(1);
		await second.stop();
	});
});

describe('settings', () => {
	it('say how spends are taxed, and a change of that reaches every till', async () => {
		const before = await settled();
		await shop.rows(`UPDATE reward_settings SET spend_taxed_as = 'payment'`);
		await settled();
		const { changes } = await pull(before);
		expect(changes).toMatchObject([{ kind: 'settings', data: { rewards: { spendTaxedAs: 'payment' } } }]);
	});

	it('say who keeps the members’ value, and a change of that reaches every till', async () => {
		const before = await settled();
		await shop.rows(`UPDATE reward_settings SET backend = 'crmcom'`);
		await settled();
		const { changes } = await pull(before);
		expect(changes).toMatchObject([{ kind: 'settings', data: { rewards: { backend: 'crmcom' } } }]);
		await shop.rows(`UPDATE reward_settings SET backend = 'builtin'`);
	});

	it('reach the till again when it or the merchant is renamed', async () => {
		const before = await settled();
		await shop.rows(`UPDATE tills SET name = 'Terrace' WHERE id = '${shopIds.tillA}'`);
		await settled();
		const renamed = await pull(before);
		expect(renamed.changes).toMatchObject([{ kind: 'settings', data: { tillName: 'Terrace' } }]);
		await shop.rows(`UPDATE installation SET merchant_name = 'New Merchant'`);
		await settled();
		const { changes } = await pull(renamed.cursor);
		expect(changes).toMatchObject([{ kind: 'settings', data: { merchantName: 'New Merchant' } }]);
	});

	it('carry what scanned texts mean', async () => {
		const { changes } = await page(null);
		const settings = changes.find((change) => change.kind === 'settings')?.data;
		expect(settings?.scanRules?.embedded.length).toBeGreaterThan(0);
	});
});

describe('old changes', () => {
	const month = 31 * 24 * 3_600_000;

	it('stay for thirty days', async () => {
		await settled();
		const kept = await shop.count('changes');
		expect(await forgetOldChanges(shop.db, Date.now())).toBe(0);
		expect(await shop.count('changes')).toBe(kept);
	});

	it('go after that, and a reader that is behind is told to load everything', async () => {
		const head = await settled();
		expect(await forgetOldChanges(shop.db, Date.now() + month)).toBeGreaterThan(0);
		expect((await pull(head)).changes).toEqual([]);
		const refused = await answerPull(shop.app, get(`/api/sync/pull?since=${String(head - 1)}`));
		expect(refused.status).toBe(410);
		expect(await refused.json()).toMatchObject({ code: 'cursor_gone' });
		await shop.rows(`UPDATE groups SET name = 'Breads' WHERE id = '${shopIds.group}'`);
		await settled();
		expect(keysOf((await pull(head)).changes, 'group')).toEqual([shopIds.group]);
	});
});
