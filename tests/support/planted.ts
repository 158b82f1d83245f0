/** A simulator that misses a planted bug is no evidence. */
import { expect } from 'vitest';
import { runSeed, type Flaws } from '../../src/commands/simulation/run-seed';

const withinSeeds = 200;

/** Plays days with the bug until one shows it. `from`: where the fault that the bug needs comes early. */
export async function expectNotice(flaws: Flaws, from = 1): Promise<void> {
	for (let seed = from; seed < from + withinSeeds; seed++) {
		const { problems } = await runSeed(seed, flaws);
		if (problems.length === 0) continue;
		// The same day without the bug is a good one.
		expect((await runSeed(seed)).problems).toEqual([]);
		return;
	}
	expect.fail(`not noticed in ${String(withinSeeds)} seeds`);
}
