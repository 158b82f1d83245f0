import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addOpenItem, newBasket } from '../../src/lib/domain/basket/lines';
import { createClient, createDb, createPool } from '../../src/lib/server/db/client';
import { startEmbedded, type EmbeddedPostgres } from '../../src/lib/server/db/embedded';
import { migrate } from '../../src/lib/server/db/migrate';
import { makeBackup } from '../../src/lib/server/platform/backup';
import { restoreBackup } from '../../src/lib/server/platform/restore';
import { loopback, type Loopback } from '../../src/lib/server/tills/loopback';
import { HeadlessTill, type SellingTerms } from '../../src/lib/till/headless';
import { memoryPorts, SetClock } from '../../src/lib/till/memory-ports';
import { query, type TestDatabase } from '../support/postgres';
import { shopIds, TestShop } from '../support/test-shop';

const terms: SellingTerms = {
	store: { storeId: shopIds.store, zone: 'Europe/Berlin', cashStepMinor: 1 },
	price: { currency: 'EUR', pricesIncludeTax: true, taxMode: 'receipt', taxRates: [{ id: 'reduced', rateBp: 700 }] }
};
const seller = { staffId: shopIds.cashier, staffName: 'Carl' };

/** A server of its own, as `npm start` runs it, in a folder that is backed up and put back. */
class Server {
	private constructor(
		readonly embedded: EmbeddedPostgres,
		readonly database: TestDatabase
	) {}

	static async start(folder: string): Promise<Server> {
		const embedded = await startEmbedded(folder);
		const owner = createClient(embedded.ownerUrl, 'tillit tests');
		await owner.connect();
		await migrate(owner);
		await owner.end();
		const pool = createPool(embedded.appUrl);
		const { appUrl: url, ownerUrl } = embedded;
		return new Server(embedded, { url, ownerUrl, pool, db: createDb(pool), destroy: () => pool.end() });
	}

	async backUp(target: string): Promise<void> {
		const admin = createClient(this.embedded.superuserUrl, 'tillit tests');
		await admin.connect();
		await makeBackup(admin, this.embedded.pgFolder, target, new Date());
		await admin.end();
	}

	async stop(): Promise<void> {
		await this.database.destroy();
		await this.embedded.stop();
	}
}

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'tillit-restore-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function sell(till: HeadlessTill, times: number): Promise<void> {
	for (let n = 0; n < times; n++) {
		const nowMs = till.journal.ports.clock.now();
		const item = { name: 'Sandwich', priceMinor: 450 + n, taxRateId: 'reduced' };
		const basket = addOpenItem(newBasket(till.newId(), nowMs), item, { lineId: till.newId(), nowMs, taxRateBp: 700 });
		if (!basket.ok) throw new Error(basket.code);
		const rung = await till.ringUp({ basket: basket.basket, pay: 'cash', terms, seller });
		if (!rung.ok) throw new Error(rung.code);
	}
}

it('back up, sell, restore, reconnect: nothing is missing, nothing is there twice', { timeout: 180_000 }, async () => {
	const [data, backups] = [join(folder, 'data'), join(folder, 'backups')];
	let server = await Server.start(data);
	const shop = await TestShop.open(server.database);
	let answer: Loopback = loopback(shop.app);
	const ports = memoryPorts({
		clock: new SetClock(shop.ports.now()),
		random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
		subtle: crypto.subtle,
		fetch: (path, init) => answer(path, init)
	});
	const enrolled = await HeadlessTill.enrol(ports, { code: await shop.code(), deviceName: 'Headless' });
	if (!enrolled.ok) throw new Error(JSON.stringify(enrolled));
	const { till } = enrolled;

	await sell(till, 5);
	expect(await till.send()).toMatchObject({ ok: true });
	await server.backUp(backups);
	await sell(till, 7);
	expect(await till.send()).toMatchObject({ ok: true });
	await server.stop();

	await restoreBackup(data, backups, new Date());
	server = await Server.start(data);
	answer = loopback({ db: server.database.db, ports: shop.ports });
	expect(await query(server.embedded.ownerUrl, 'SELECT count(*) AS n FROM sales')).toEqual([{ n: 5 }]);
	await sell(till, 1);
	expect(await till.send()).toMatchObject({ ok: true });

	const [books] = await query(
		server.embedded.ownerUrl,
		`SELECT count(*) AS sales, count(DISTINCT receipt_number) AS numbers, max(receipt_number) AS newest,
			(SELECT count(*) FROM journal_events) AS events, (SELECT max(seq) FROM journal_events) AS head,
			(SELECT count(*) FROM cases) AS cases
		FROM sales`
	);
	expect(books).toEqual({ sales: 13, numbers: 13, newest: 'S01T01-1-000013', events: 15, head: 15, cases: 0 });
	await server.stop();
});
