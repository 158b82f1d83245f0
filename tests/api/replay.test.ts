import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInvoices } from '../../src/commands/replay/invoices';
import { reconcile } from '../../src/commands/replay/reconcile';
import { Replay } from '../../src/commands/replay/ring-up';
import { readCsv } from '../../src/lib/server/products/csv';
import { readBooked, readShop, replayCode } from '../../src/lib/server/replay/books';
import { loopback } from '../../src/lib/server/tills/loopback';
import { HeadlessTill } from '../../src/lib/till/headless';
import { memoryPorts, SetClock } from '../../src/lib/till/memory-ports';
import { shopIds, TestShop } from '../support/test-shop';

const many = Array.from({ length: 205 }, (_, n) => `5,X${String(n)},THING,1,2010-12-01 10:00:00,0.10,,`).join('\n');
const text = `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1,p1,BUN,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
1,71053,,2,2010-12-01 08:26:00,0.0,17850.0,United Kingdom
C2,P1,BUN,-2,2010-12-01 09:00:00,2.55,17850.0,United Kingdom
C3,P1,BUN,-5,2010-12-01 09:10:00,2.55,17850.0,United Kingdom
4,P2,ODD,-1,2010-12-01 09:20:00,1.00,,
${many}
`;

let shop: TestShop;
beforeAll(async () => {
	shop = await TestShop.open();
});
afterAll(() => shop.close());

async function run() {
	const known = await readShop(shop.db, null);
	const file = readInvoices(readCsv(text), 'Europe/Berlin', 2);
	if ('missing' in file) throw new Error(file.missing.join());
	const clock = new SetClock(file.invoices[0]?.atMs ?? 0);
	const ports = { ...shop.ports, now: () => clock.now() };
	const replay = new Replay({
		shop: known,
		terms: {
			store: { storeId: shopIds.store, zone: 'Europe/Berlin', cashStepMinor: 1 },
			price: {
				currency: 'EUR',
				pricesIncludeTax: true,
				taxMode: 'receipt',
				taxRates: known.taxRates.map(({ id, rate_bp, letter }) => ({ id, rateBp: rate_bp, letter }))
			}
		},
		clock,
		booked: (saleIds) => readBooked(shop.db, saleIds),
		till: async () => (till ??= await enrol())
	});
	let till: HeadlessTill | null = null;
	const enrol = async () => {
		const random = { bytes: ports.randomBytes };
		const fetch = loopback({ db: shop.db, ports });
		const world = memoryPorts({ clock, random, subtle: crypto.subtle, fetch });
		const enrolled = await HeadlessTill.enrol(world, {
			code: await replayCode(shop.db, ports, known.store),
			deviceName: 'R'
		});
		if (!enrolled.ok) throw new Error(JSON.stringify(enrolled));
		return enrolled.till;
	};
	await replay.run(file.invoices);
	const booked = await readBooked(
		shop.db,
		replay.done.flatMap(({ saleIds }) => saleIds)
	);
	return { file, replay, result: reconcile(replay.done, booked) };
}

describe('replay of a retail day', () => {
	it('rings up what it can, says what it left out, and agrees to the cent; twice is once', async () => {
		const first = await run();
		expect(first.replay.counts).toMatchObject({ rungUp: 4, already: 0, zeroPrice: 1, noName: 1 });
		expect(first.replay.leftOut).toMatchObject([{ line: 5, reason: 'its sale is not in this file' }]);
		expect(first.file.leftOut).toMatchObject([{ line: 6, invoice: '4', amountMinor: -100n }]);
		expect(first.result).toMatchObject({ sales: 4, missing: 0, differing: [] });
		expect(first.result.sums).toMatchObject({ fileMinor: 3070n, salesMinor: 3070n, journalMinor: 3070n });
		const again = await run();
		expect(again.replay.counts).toMatchObject({ rungUp: 0, already: 4 });
		expect(again.result).toEqual(first.result);
		expect(await shop.count('sales')).toBe(4);
		expect(await shop.count('devices')).toBe(1);
		expect(await shop.count('cases')).toBe(0);
	});
});
