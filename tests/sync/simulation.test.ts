import { expect, it } from 'vitest';
import { runSeed } from '../../src/commands/simulation/run-seed';

const seeds = 60;

it(`keeps every promise on ${String(seeds)} days with faults of every kind`, async () => {
	const failed: string[] = [];
	const chosen = Array.from({ length: seeds }, (_, index) => 1_000 + index);
	let sales = 0;
	for (const seed of chosen) {
		const result = await runSeed(seed);
		sales += result.sales;
		if (result.problems.length === 0) continue;
		failed.push(`npm run simulate -- --seed ${String(seed)}: ${result.problems.slice(0, 5).join('; ')}`);
	}
	expect(failed).toEqual([]);
	expect(sales).toBeGreaterThan(1_000);
});

it('plays a seed again exactly', async () => {
	expect(await runSeed(7)).toEqual(await runSeed(7));
});
