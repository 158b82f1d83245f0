/** The same days as in the simulation, with the real server, the real database and real keys behind the network. */
import { afterEach, describe, expect, it } from 'vitest';
import { check, type Books } from '../../src/commands/simulation/check';
import { checkDevice, checkLoss } from '../../src/commands/simulation/check-device';
import { Day } from '../../src/commands/simulation/day';
import { storyOf } from '../../src/commands/simulation/run-seed';
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

async function playDay(seed: number): Promise<{ day: Day; world: World }> {
	const world = new World(seed);
	const ports = { ...shop.ports, now: () => Math.floor(world.nowMs) };
	const answer = loopback({ db: shop.db, ports });
	const server = {
		answer(path: string, body: string, headers: Headers) {
			return answer(path, body === '' ? { headers } : { method: 'POST', headers, body });
		}
	};
	const day = new Day(world, server, {
		tills: 2,
		async newCode(till) {
			const tillId = till === 0 ? shopIds.tillA : shopIds.tillB;
			const made = await world.hold(createEnrolmentCode(shop.db, ports, { tillId, staffId: null }));
			if (!made.ok) throw new Error(made.code);
			return made.code.code;
		},
		operations: 40,
		storeId: shopIds.store,
		members: [],
		subtle: heldSubtle(world),
		befall(network) {
			if (!world.strikes('server', 0.03)) return;
			network.down = true;
			world.at(world.dice.between(1_000, 60_000), () => (network.down = false));
		}
	});
	await day.run();
	return { day, world };
}

type CaseRow = {
	till_id: string;
	epoch: number;
	detail: { eventHash: string; findings: { code: string; epoch?: number; fromSeq?: number; toSeq?: number }[] };
};

async function readBooks(): Promise<Books> {
	type Row = { till_id: string; code: string; epoch: number; epoch_hash: string; gaps_allowed: boolean };
	const epochs = await shop.rows<Row>(
		'SELECT till_id, code, epoch, epoch_hash, gaps_allowed FROM epochs JOIN tills ON tills.id = till_id'
	);
	const events = await shop.rows<Books['journals'][number]['events'][number] & { till_id: string; epoch: number }>(
		'SELECT till_id, epoch, seq, branch, hash, text, result FROM journal_events'
	);
	// In the order of booking: the first of a doubled sale has the sale's own id.
	const sales = await shop.rows<{ id: string; event_hash: string; text: string }>(
		`SELECT s.id, s.event_hash, e.text FROM sales s JOIN journal_events e USING (till_id, epoch, seq, branch)
		ORDER BY e.received_at, s.branch, s.epoch, s.seq`
	);
	const cases = await shop.rows<CaseRow>('SELECT till_id, epoch, detail FROM cases');
	return {
		journals: epochs.map(({ till_id, code, epoch, epoch_hash, gaps_allowed }) => ({
			till: till_id,
			tillCode: code,
			epoch,
			epochHash: epoch_hash,
			hasGaps: gaps_allowed,
			events: events.filter((event) => event.till_id === till_id && event.epoch === epoch)
		})),
		sales: sales.map(({ id, event_hash, text }) => {
			return { id, hash: event_hash, body: saleCompleted.parse(envelope.parse(JSON.parse(text)).body) };
		}),
		cases: cases.map(({ till_id: till, epoch, detail: { eventHash, findings } }) => ({
			hash: eventHash,
			codes: findings.map(({ code }) => code),
			missing: findings.flatMap(({ code, epoch: named, fromSeq = 0, toSeq = 0 }) => {
				return code === 'events_missing' ? { till, epoch: named ?? epoch, fromSeq, toSeq } : [];
			})
		}))
	};
}

describe('the real server', () => {
	// Among them lost keys, copied and put-back profiles, and tampered tills.
	for (const seed of [11, 18, 22, 25, 29, 40]) {
		it(`keeps every promise on day ${String(seed)}`, async () => {
			shop = await TestShop.open();
			const { day, world } = await playDay(seed);
			const books = await readBooks();
			const devices = day.browsers.flatMap((browser) => [
				...checkDevice(browser, books.journals),
				...checkLoss(browser, books)
			]);
			expect([...world.problems, ...check(storyOf(day), books), ...devices]).toEqual([]);
			expect(day.cashier.sales).toBeGreaterThan(5);
			const lines = books.sales.reduce((sum, { body }) => sum + body.lines.length, 0);
			expect(await shop.count('sale_lines')).toBe(lines);
			expect(await shop.count('sales')).toBe(books.sales.length);
		}, 120_000);
	}
});
