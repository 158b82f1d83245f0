/** Many clients on few wallets, on a real PostgreSQL: nothing is overdrawn, nothing ends twice, nothing waits for ever. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WalletRig } from '../support/wallet-rig';
import { balances, expire, release } from '../../src/lib/server/wallet/wallet';
import type { Held } from '../../src/lib/server/wallet/hold';

/** A small generator with a seed, so that a failing run can be repeated (`RACE_SEED`). */
const seed = Number(process.env.RACE_SEED ?? Date.now() % 1_000_000);
function seeded(start: number): (below: number) => number {
	let state = start % 2_147_483_647 || 1;
	return (below) => {
		state = (state * 48_271) % 2_147_483_647;
		return state % below;
	};
}

let rig: WalletRig;
beforeAll(async () => {
	rig = await WalletRig.open();
	console.log(`RACE_SEED=${String(seed)}`);
});
afterEach(async () => {
	expect(await rig.drift()).toEqual([]);
});
afterAll(() => rig.close());

const deadlocks = async () => {
	const [row] = await rig.rows<{ deadlocks: number }>(
		'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()'
	);
	return row?.deadlocks;
};

function clients<T>(count: number, work: (client: number) => Promise<T>): Promise<T[]> {
	return Promise.all(Array.from({ length: count }, (_, client) => work(client)));
}

function spendOf({ grantId, kind, currency, amountMinor }: Held) {
	return { grantId, kind, currency, amountMinor };
}

describe('online spends of many tills', () => {
	it('never overdraw a wallet, at any moment', async () => {
		const members = await Promise.all([rig.member(), rig.member(), rig.member()]);
		for (const member of members) await rig.give(member, rig.lot(700), rig.lot(300));
		let running = true;
		let lowest = 0;
		const watching = (async () => {
			while (running) {
				const [row] = await rig.rows<{ least: number | null }>(
					'SELECT least(min(balance_minor), min(balance_minor - held_minor)) AS least FROM wallet_balances'
				);
				lowest = Math.min(lowest, row?.least ?? 0);
			}
		})();
		const captured = await clients(12, async (client) => {
			const random = seeded(seed + client);
			let sum = 0;
			for (let turn = 0; turn < 15; turn += 1) {
				const member = members[random(members.length)] ?? '';
				const sale = rig.sale(member, 50 + random(400));
				const held = await rig.hold(sale, 1 + random(300));
				if (!held.ok) {
					expect(held.code).toBe('nothing_to_spend');
					continue;
				}
				if (random(3) === 0) {
					await rig.run((trx) => release(trx, rig.ports, sale.saleId));
					continue;
				}
				const awards = random(2) ? [rig.lot(1 + random(20))] : [];
				const [done] = await rig.book(
					rig.purchase(member, { saleId: sale.saleId, spends: [spendOf(held.held)], awards })
				);
				if (!done?.ok) throw new Error('a purchase was refused');
				expect(done.captures).toMatchObject([{ found: 'standing', beyondMinor: 0, overdrawnMinor: 0 }]);
				sum += held.held.amountMinor - awards.reduce((given, lot) => given + lot.amountMinor, 0);
			}
			return sum;
		});
		running = false;
		await watching;
		expect(lowest).toBe(0);
		const left = await Promise.all(members.map((member) => rig.balanceMinor(member)));
		expect(left.reduce((sum, minor) => sum + minor, 0) + captured.reduce((sum, minor) => sum + minor, 0)).toBe(3000);
	}, 120_000);

	it('grant together what is there when all ask at once', async () => {
		const member = await rig.member();
		await rig.give(member, rig.lot(1000));
		const answers = await clients(10, () => rig.hold(rig.sale(member, 500), 150));
		const granted = answers.map((answer) => (answer.ok ? answer.held.amountMinor : 0)).sort((a, b) => b - a);
		expect(granted).toEqual([150, 150, 150, 150, 150, 150, 100, 0, 0, 0]);
	});
});

describe('a hold', () => {
	it('ends once, whoever comes first: capture, release or expiry', async () => {
		for (let round = 0; round < 12; round += 1) {
			const member = await rig.member();
			await rig.give(member, rig.lot(500));
			const sale = rig.sale(member, 500, { expiresAtMs: rig.ports.now() });
			const held = await rig.hold(sale, 500);
			if (!held.ok) throw new Error(held.code);
			const purchase = rig.purchase(member, { saleId: sale.saleId, spends: [spendOf(held.held)] });
			const [booked, again, released] = await Promise.all([
				rig.book(purchase),
				rig.book(purchase),
				rig.run((trx) => release(trx, rig.ports, sale.saleId)),
				expire(rig.db, rig.ports)
			]);
			const ends = await rig.rows<{ outcome: string }>(
				`SELECT outcome FROM hold_ends WHERE hold_id = '${held.held.grantId}'`
			);
			expect(ends).toHaveLength(1);
			const [first, second] = [booked[0], again[0]];
			if (!first?.ok || !second?.ok) throw new Error('a purchase was refused');
			expect([first.replayed, second.replayed].sort()).toEqual([false, true]);
			expect(second.captures).toEqual(first.captures);
			expect(first.captures[0]?.found).toBe(ends[0]?.outcome === 'captured' ? 'standing' : ends[0]?.outcome);
			expect(released.length).toBe(ends[0]?.outcome === 'released' ? 1 : 0);
			expect(await rig.balanceMinor(member)).toBe(0);
		}
	}, 60_000);

	it('used by two sales is taken twice, and the second says so', async () => {
		const member = await rig.member();
		await rig.give(member, rig.lot(500));
		const held = await rig.hold(rig.sale(member, 300), 300);
		if (!held.ok) throw new Error(held.code);
		const spends = [spendOf(held.held)];
		const answers = await clients(2, () => rig.book(rig.purchase(member, { spends })));
		const found = answers.flat().flatMap((answer) => (answer.ok ? answer.captures : []));
		expect(found.map((capture) => capture.found).sort()).toEqual(['captured', 'standing']);
		expect(found.reduce((sum, capture) => sum + capture.overdrawnMinor, 0)).toBe(100);
		expect((await balances(rig.db, [member], rig.ports.now())).get(member)).toMatchObject([{ balanceMinor: -100 }]);
	});
});

describe('batches of many members', () => {
	it('in any order never wait for each other in a circle, and replays change nothing', async () => {
		const members = await Promise.all(Array.from({ length: 12 }, () => rig.member()));
		const before = await deadlocks();
		const batches = await clients(8, async (client) => {
			const random = seeded(seed + 1000 + client);
			const made = Array.from({ length: 5 }, () =>
				Array.from({ length: 15 }, () =>
					rig.purchase(members[random(members.length)] ?? '', {
						awards: [rig.lot(1 + random(9)), rig.lot(3, { currency: 'PTS' })]
					})
				)
			);
			for (const batch of made) await rig.book(...batch);
			return made;
		});
		const counts = () => rig.rows('SELECT count(*) AS n, sum(balance_minor) AS sum FROM lot_balances');
		const first = await counts();
		await clients(8, async (client) => {
			for (const batch of batches[(client + 3) % 8] ?? []) {
				const answers = await rig.book(...[...batch].reverse());
				expect(answers.every((answer) => answer.ok && answer.replayed)).toBe(true);
			}
		});
		expect(await counts()).toEqual(first);
		expect(await deadlocks()).toBe(before);
	}, 120_000);

	it('booked by several servers at once are booked once', async () => {
		const member = await rig.member();
		const purchases = Array.from({ length: 20 }, () => rig.purchase(member, { awards: [rig.lot(10)] }));
		const answers = await clients(6, () => rig.book(...purchases));
		expect(answers.flat().filter((answer) => answer.ok && !answer.replayed)).toHaveLength(20);
		expect(await rig.balanceMinor(member)).toBe(200);
	});
});

describe('returns of one sale at several tills at once', () => {
	it('sum to the whole exactly', async () => {
		for (let round = 0; round < 5; round += 1) {
			const member = await rig.member();
			await rig.give(member, rig.lot(400));
			const sale = rig.sale(member, 700);
			const held = await rig.hold(sale, 100);
			if (!held.ok) throw new Error(held.code);
			const { grantId } = held.held;
			await rig.book(
				rig.purchase(member, { saleId: sale.saleId, spends: [spendOf(held.held)], awards: [rig.lot(100)] })
			);
			const parts = [14, 15, 14, 14, 14, 15, 14];
			const answers = await clients(7, (client) =>
				rig.reverse(sale.saleId, {
					everything: false,
					lines: [{ lineNo: 1, soldMilli: 7000, soldMinor: 700, returnedMilli: 1000 }],
					spends: [{ grantId, amountMinor: parts[client] ?? 0 }]
				})
			);
			const taken = answers.map((answer) => (answer.ok ? (answer.awardsTaken[0]?.amountMinor ?? 0) : -1));
			expect(taken.sort()).toEqual([...parts].sort());
			expect(await rig.balanceMinor(member)).toBe(400);
		}
	}, 60_000);
});
