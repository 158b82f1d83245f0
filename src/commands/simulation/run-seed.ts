import type { TillFlaws } from './browser';
import { check, type Books } from './check';
import { fakeSubtle } from './crypto';
import { Day } from './day';
import { MemoryServer, storeId, type ServerFlaws } from './memory-server';
import { World } from './world';

export type Flaws = { server?: ServerFlaws; till?: TillFlaws };
export type SeedResult = { seed: number; problems: string[]; sales: number; events: number };

/** One day, played from a seed; the same seed gives the same day. */
export async function runSeed(seed: number, flaws: Flaws = {}): Promise<SeedResult> {
	const world = new World(seed);
	const { dice } = world;
	const server = new MemoryServer(world, flaws.server);
	let keys = 0;
	const day = new Day(world, server, {
		codes: ['AAAA0001', 'AAAA0002', 'AAAA0003'].slice(0, dice.between(1, 3)),
		operations: dice.between(20, 70),
		storeId,
		subtle: fakeSubtle(() => ++keys),
		...(flaws.till && { flaws: flaws.till }),
		befall(network) {
			if (world.strikes('server', 0.02)) server.restart();
			if (world.strikes('server', 0.02)) {
				network.down = true;
				world.at(dice.between(1_000, 60_000), () => (network.down = false));
			}
			if (world.strikes('restore', 0.03)) server.backup();
			if (world.strikes('restore', 0.01)) server.restore();
		}
	});
	try {
		await day.run();
	} catch (error) {
		world.problems.push(`the simulation broke: ${String(error)}`);
	}
	const destroyed = new Set(day.browsers.flatMap((browser) => [...browser.destroyed]));
	const problems = [...world.problems, ...check(day.witnesses, destroyed, booksOf(server))];
	return { seed, problems, sales: day.sales, events: day.witnesses.length };
}

function booksOf({ state }: MemoryServer): Books {
	const journals = [...state.epochs].flatMap(([till, epochs]) =>
		[...epochs].map(([epoch, { epochHash, gapsAllowed }]) => {
			const events = state.events.get(`${till}/${String(epoch)}`) ?? [];
			return { till, epoch, epochHash, hasGaps: gapsAllowed, events };
		})
	);
	return { journals, sales: state.sales };
}
