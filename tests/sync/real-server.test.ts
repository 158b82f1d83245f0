/** The same days as in the simulation, with the real server, the real database and real keys behind the network. */
import { afterEach, describe, expect, it } from 'vitest';
import { check, type Books } from '../../src/commands/simulation/check';
import { Day } from '../../src/commands/simulation/day';
import { World } from '../../src/commands/simulation/world';
import { saleCompleted } from '../../src/lib/contract/sync/bodies';
import { envelope } from '../../src/lib/contract/sync/event';
import { createEnrolmentCode } from '../../src/lib/server/tills/code';
import { loopback } from '../../src/lib/server/tills/loopback';
import { shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;
afterEach(() => shop.close());

/** Threads answer when they like; everybody waits for them, so that the simulated time stays whole. */
function heldSubtle(world: World): SubtleCrypto {
	return new Proxy(crypto.subtle, {
		get(target, name) {
			const member: unknown = Reflect.get(target, name);
			if (typeof member !== 'function') return member;
			return (...given: unknown[]) => world.hold(Reflect.apply(member, target, given) as Promise<unknown>);
		}
	});
}

async function playDay(seed: number): Promise<Day> {
	const world = new World(seed);
	const ports = { ...shop.ports, now: () => Math.floor(world.nowMs) };
	const answer = loopback({ db: shop.db, ports });
	const codes: string[] = [];
	for (const tillId of [shopIds.tillA, shopIds.tillB]) {
		const made = await createEnrolmentCode(shop.db, ports, { tillId, staffId: null });
		if (made.ok) codes.push(made.code.code);
	}
	const server = {
		answer: (path: string, body: string, headers: Headers) => answer(path, { method: 'POST', headers, body })
	};
	const day = new Day(world, server, {
		codes,
		operations: 40,
		storeId: shopIds.store,
		subtle: heldSubtle(world),
		befall(network) {
			if (!world.strikes('server', 0.03)) return;
			network.down = true;
			world.at(world.dice.between(1_000, 60_000), () => (network.down = false));
		}
	});
	await day.run();
	expect(world.problems).toEqual([]);
	return day;
}

async function readBooks(): Promise<Books> {
	type Row = { till_id: string; epoch: number; epoch_hash: string; gaps_allowed: boolean };
	const epochs = await shop.rows<Row>('SELECT till_id, epoch, epoch_hash, gaps_allowed FROM epochs');
	const events = await shop.rows<Books['journals'][number]['events'][number] & { till_id: string; epoch: number }>(
		'SELECT till_id, epoch, seq, branch, hash, text, result FROM journal_events'
	);
	const sales = await shop.rows<{ event_hash: string; text: string }>(
		'SELECT s.event_hash, e.text FROM sales s JOIN journal_events e USING (till_id, epoch, seq, branch)'
	);
	return {
		journals: epochs.map(({ till_id, epoch, epoch_hash, gaps_allowed }) => ({
			till: till_id,
			epoch,
			epochHash: epoch_hash,
			hasGaps: gaps_allowed,
			events: events.filter((event) => event.till_id === till_id && event.epoch === epoch)
		})),
		sales: sales.map(({ event_hash, text }) => {
			return { hash: event_hash, body: saleCompleted.parse(envelope.parse(JSON.parse(text)).body) };
		})
	};
}

describe('the real server', () => {
	for (const seed of [11, 12, 13, 14]) {
		it(`keeps every promise on day ${String(seed)}`, async () => {
			shop = await TestShop.open();
			const day = await playDay(seed);
			const destroyed = new Set(day.browsers.flatMap((browser) => [...browser.destroyed]));
			const books = await readBooks();
			expect(day.sales).toBeGreaterThan(5);
			expect(check(day.witnesses, destroyed, books)).toEqual([]);
			const lines = books.sales.reduce((sum, { body }) => sum + body.lines.length, 0);
			expect(await shop.count('sale_lines')).toBe(lines);
			expect(await shop.count('sales')).toBe(books.sales.length);
		}, 120_000);
	}
});
