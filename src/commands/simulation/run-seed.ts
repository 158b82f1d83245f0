import { sumMinor } from '$lib/domain/money/money';
import type { TillFlaws } from './browser';
import { check, type Books, type Story } from './check';
import { checkOrder } from './check-order';
import { checkWallet, LedgerWatch, type WalletBooks } from './check-wallet';
import { checkDevice, checkGoods, checkLoss } from './check-device';
import { fakeSubtle } from './crypto';
import { Day } from './day';
import { currentGoods, MemoryServer, storeId } from './memory-server';
import { currency, holdMs } from './memory-ledger';
import type { ServerFlaws } from './memory-state';
import { World, type Weather } from './world';

export type Flaws = { server?: ServerFlaws; till?: TillFlaws };
export type SeedResult = { seed: number; problems: string[]; sales: number; events: number; counts: Counts };

/** What happened on that day, to see that the rare things do. */
export type Counts = { forks: number; doubled: number; parked: number; epochs: number };

/** One day, played from a seed; the same seed gives the same day. */
export async function runSeed(seed: number, flaws: Flaws = {}, weather: Weather = {}): Promise<SeedResult> {
	const world = new World(seed, weather);
	const { dice } = world;
	const server = new MemoryServer(world, flaws.server);
	const members = world.hasMembers ? [1, 2, 3].map(memberId) : [];
	for (const member of members) {
		server.ledger.give(member, dice.between(500, 5_000), null);
		server.ledger.give(member, dice.between(100, 2_000), world.nowMs + dice.between(60_000, 600_000));
	}
	const watch = new LedgerWatch();
	let keys = 0;
	const day = new Day(world, server, {
		tills: dice.between(1, 3),
		newCode: (till) => Promise.resolve(`AAAA000${String(till + 1)}`),
		operations: dice.between(20, 70),
		storeId,
		members,
		subtle: fakeSubtle(() => ++keys),
		...(flaws.till && { flaws: flaws.till }),
		befall(network) {
			if (world.faulty && dice.chance(0.05)) server.changeGoods();
			if (world.strikes('server', 0.02)) server.restart();
			if (world.strikes('server', 0.02)) {
				network.down = true;
				world.at(dice.between(1_000, 60_000), () => (network.down = false));
			}
			if (world.strikes('restore', 0.03)) server.backup();
			if (world.strikes('restore', 0.01) && server.restore()) watch.forget();
			if (members.length > 0 && dice.chance(0.1)) server.ledger.expire();
			watch.look(server.state.ledger.log);
		}
	});
	try {
		await day.run();
	} catch (error) {
		world.problems.push(`the simulation broke: ${String(error)}`);
	}
	// Holds of tills that died end after their time.
	server.ledger.expire(world.nowMs + 2 * holdMs);
	watch.look(server.state.ledger.log);
	const books = booksOf(server);
	const { browsers, cashier } = day;
	const goods = currentGoods(server.state);
	const problems = [
		...world.problems,
		...check(storyOf(day, [...server.beyond, ...unvouchedFor(day, server)]), books),
		...watch.problems,
		...checkWallet(walletOf(server), books.sales, cashier.counter.heard),
		...checkOrder(dice, books.sales, flaws.server?.wallet),
		...browsers.flatMap((browser) => [
			...checkDevice(browser, books.journals),
			...checkLoss(browser, books),
			...checkGoods(browser, goods)
		])
	];
	return { seed, problems, sales: cashier.sales, events: cashier.witnesses.length, counts: countsOf(day, books) };
}

export function storyOf({ browsers, cashier }: Day, beyond: Iterable<string> = []): Story {
	return {
		witnesses: cashier.witnesses,
		destroyed: new Set([...beyond, ...browsers.flatMap(({ profile }) => [...profile.destroyed])]),
		doubled: cashier.doubled,
		split: new Set(browsers.flatMap(({ profile }) => [...profile.splitTills]))
	};
}

/** Held events of a device whose enrolment a restore has undone: its key is gone, so nobody can make it known again. */
function unvouchedFor({ browsers }: Day, { state }: MemoryServer): string[] {
	const isUnknown = (deviceId: string | null) => deviceId !== null && !state.devices.has(deviceId);
	return browsers.flatMap(({ disk, profile }) => {
		const aside = [...disk.held.values()].filter(({ deviceId }) => isUnknown(deviceId));
		const files = [...profile.files.values()].filter(({ origin }) => isUnknown(origin.deviceId));
		return [...aside, ...files.flatMap(({ lines }) => lines)].map(({ hash }) => hash);
	});
}

function countsOf({ cashier }: Day, { journals, cases }: Books): Counts {
	const withCode = (code: string) => cases.filter(({ codes }) => codes.includes(code)).length;
	return {
		forks: withCode('fork'),
		doubled: withCode('event_id_doubled') + withCode('sale_id_doubled'),
		parked: cashier.parked.size,
		epochs: journals.length
	};
}

function memberId(n: number): string {
	return `00000000-0000-7000-9fff-00000000000${String(n)}`;
}

function walletOf({ state }: MemoryServer): WalletBooks {
	const { log, balances, lots, cases } = state.ledger;
	const stored = [...balances].map(([memberId, balanceMinor]) => {
		const own = lots.filter((lot) => lot.memberId === memberId);
		return { memberId, currency, balanceMinor, heldMinor: sumMinor(own.map(({ heldMinor }) => heldMinor)) };
	});
	return { log, balances: stored, cases, isOrdered: true };
}

function booksOf({ state }: MemoryServer): Books {
	const codeOf = (till: string) => [...state.devices.values()].find(({ tillId }) => tillId === till)?.tillCode ?? '';
	const journals = [...state.epochs].flatMap(([till, epochs]) =>
		[...epochs].map(([epoch, { epochHash, gapsAllowed }]) => {
			const events = state.events.get(`${till}/${String(epoch)}`) ?? [];
			return { till, tillCode: codeOf(till), epoch, epochHash, hasGaps: gapsAllowed, events };
		})
	);
	return { journals, sales: state.sales, cases: state.cases };
}
