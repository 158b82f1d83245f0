/** The same days as in the simulation, with the real server, the real database and real keys behind the network. */
import { afterEach, describe, expect, it } from 'vitest';
import { check, type Books } from '../../src/commands/simulation/check';
import { checkDevice, checkLoss } from '../../src/commands/simulation/check-device';
import { checkWallet, type WalletBooks } from '../../src/commands/simulation/check-wallet';
import { Day } from '../../src/commands/simulation/day';
import type { Booked, LedgerRow } from '../../src/commands/simulation/ledger-state';
import { storyOf } from '../../src/commands/simulation/run-seed';
import { World } from '../../src/commands/simulation/world';
import { saleCompleted } from '../../src/lib/contract/sync/bodies';
import { envelope } from '../../src/lib/contract/sync/event';
import type { Posting } from '../../src/lib/domain/wallet/posting';
import { demoOffers } from '../../src/lib/server/demo/offers';
import { saveOffer } from '../../src/lib/server/offers/offers';
import type { Ports } from '../../src/lib/server/ports';
import { answerAbort, answerOpen, answerSpend } from '../../src/lib/server/rewards/answer';
import { withRewards } from '../../src/lib/server/rewards/rewards';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { createEnrolmentCode } from '../../src/lib/server/tills/code';
import { loopback } from '../../src/lib/server/tills/loopback';
import { testId } from '../support/any-basket';
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
	const rewards = withRewards({ db: shop.db, ports });
	const server = {
		answer(path: string, body: string, headers: Headers) {
			const step = steps[path];
			if (step) return step(rewards, new Request(`http://till.test${path}`, { method: 'POST', headers, body }));
			return answer(path, body === '' ? { headers } : { method: 'POST', headers, body });
		}
	};
	const members = world.hasMembers ? await openWallets(ports) : [];
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
		members,
		subtle: heldSubtle(world),
		befall(network) {
			if (members.length > 0 && world.dice.chance(0.1)) void world.hold(wallet.expire(shop.db, ports));
			if (!world.strikes('server', 0.03)) return;
			network.down = true;
			world.at(world.dice.between(1_000, 60_000), () => (network.down = false));
		}
	});
	await day.run();
	// Holds of tills that died end after their time.
	await wallet.expire(shop.db, { ...ports, now: () => Math.floor(world.nowMs) + 3_600_000 });
	return { day, world };
}

const steps: Record<string, typeof answerOpen> = {
	'/api/till/rewards/open': answerOpen,
	'/api/till/rewards/spend': answerSpend,
	'/api/till/rewards/abort': answerAbort
};

/** Three members with something to spend, an offer to earn by, and holds that last two minutes. */
async function openWallets(ports: Ports): Promise<string[]> {
	const members = [testId(500), testId(501), testId(502)];
	const rows = members.map((id) => `('${id}', 'Somebody')`);
	await shop.rows(
		`INSERT INTO members (id, name) VALUES ${rows.join(', ')}; UPDATE reward_settings SET hold_minutes = 2`
	);
	for (const rule of demoOffers(() => shopIds.group)) {
		await saveOffer(shop.db, ports, null, { rule, state: 'active' }, shopIds.manager);
	}
	for (const [index, memberId] of members.entries()) {
		const amountMinor = 1_000 * (index + 1);
		const rest = { currency: 'EUR', label: 'Gift', reason: 'test', expiresAtMs: null, policy: 'refuse' } as const;
		const actor = { kind: 'staff', id: shopIds.manager } as const;
		const gift = { key: `gift:${memberId}`, memberId, amountMinor, actor, ...rest };
		await shop.db.transaction().execute((trx) => wallet.adjust(trx, ports, gift));
	}
	return members;
}

type Entry = Posting & { key: string; memberId: string; saleId: string | null; originalSaleId: string | null };

/** The ledger as it stands in the database. */
async function readWallets(): Promise<WalletBooks> {
	const entries = await shop.rows<Entry>(
		`SELECT t.key, t.member_id AS "memberId", t.sale_id AS "saleId", t.original_sale_id AS "originalSaleId",
			e.account, e.lot_id AS "lotId", e.currency, e.amount_minor AS "amountMinor"
		FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id ORDER BY t.booked_at, t.id, e.entry_no`
	);
	const holds = await shop.rows<Extract<LedgerRow, { kind: 'held' }>>(
		`SELECT 'held' AS kind, id AS "holdId", member_id AS "memberId", sale_id AS "saleId", amount_minor AS "amountMinor" FROM holds`
	);
	const ends = await shop.rows<Extract<LedgerRow, { kind: 'ended' }>>(
		`SELECT 'ended' AS kind, e.hold_id AS "holdId", e.outcome, e.captured_minor AS "capturedMinor", t.key
		FROM hold_ends e LEFT JOIN ledger_transactions t ON t.id = e.transaction_id`
	);
	const booked = new Map<string, Booked>();
	for (const { key, memberId, saleId, originalSaleId, ...entry } of entries) {
		const before = booked.get(key)?.entries ?? [];
		const row = { kind: 'booked', key, content: '', memberId, saleId, originalSaleId } as const;
		booked.set(key, { ...row, entries: [...before, entry] });
	}
	return {
		log: [...holds, ...booked.values(), ...ends],
		isOrdered: false,
		balances: await shop.rows<WalletBooks['balances'][number]>(
			`SELECT member_id AS "memberId", currency, balance_minor AS "balanceMinor", held_minor AS "heldMinor" FROM wallet_balances`
		),
		cases: []
	};
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
	// Among them lost keys, copied and put-back profiles, tampered tills, and members at all but the first.
	for (const seed of [11, 18, 22, 25, 29, 40, 41, 44]) {
		it(`keeps every promise on day ${String(seed)}`, async () => {
			shop = await TestShop.open();
			const { day, world } = await playDay(seed);
			const books = await readBooks();
			const devices = day.browsers.flatMap((browser) => [
				...checkDevice(browser, books.journals),
				...checkLoss(browser, books)
			]);
			const wallets = checkWallet(await readWallets(), books.sales, day.cashier.counter.heard);
			expect([...world.problems, ...check(storyOf(day), books), ...devices, ...wallets]).toEqual([]);
			expect(await wallet.drift(shop.db)).toEqual([]);
			expect(day.cashier.sales).toBeGreaterThan(5);
			if (world.hasMembers) expect(day.cashier.counter.heard.length).toBeGreaterThan(0);
			const lines = books.sales.reduce((sum, { body }) => sum + body.lines.length, 0);
			expect(await shop.count('sale_lines')).toBe(lines);
			expect(await shop.count('sales')).toBe(books.sales.length);
		}, 120_000);
	}
});
