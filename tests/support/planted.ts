/** A simulator that misses a planted bug is no evidence. */
import { expect } from 'vitest';
import { runSeed, type Flaws } from '../../src/commands/simulation/run-seed';
import type { Weather } from '../../src/commands/simulation/world';

const withinSeeds = 200;

/** Plays days with the bug until one shows it. `weather`: the faults that the bug needs, where they are rare. */
export async function expectNotice(flaws: Flaws, weather: Weather = {}): Promise<void> {
	for (let seed = 1; seed <= withinSeeds; seed++) {
		const { problems } = await runSeed(seed, flaws, weather);
		if (problems.length === 0) continue;
		// The same day without the bug is a good one.
		expect((await runSeed(seed, {}, weather)).problems).toEqual([]);
		return;
	}
	expect.fail(`not noticed in ${String(withinSeeds)} seeds`);
}
