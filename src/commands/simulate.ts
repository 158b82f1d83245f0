import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { runCommand } from '$lib/server/platform/command';
import { StartError } from '$lib/server/start-error';
import { runSeed } from './simulation/run-seed';

function wholeNumber(text: string | undefined, otherwise: number): number {
	if (text === undefined) return otherwise;
	if (!/^\d{1,9}$/.test(text)) throw new StartError(`"${text}" is not a whole number.`);
	return Number(text);
}

// `npm run simulate -- --seeds N [--seed S]`: N days from seed S on, each with tills, a server and every kind of fault.
await runCommand(async () => {
	const { values } = parseArgs({ options: { seeds: { type: 'string' }, seed: { type: 'string' } } });
	const first = wholeNumber(values.seed, 1);
	const count = wholeNumber(values.seeds, values.seed === undefined ? 200 : 1);
	const started = performance.now();
	let sales = 0;
	let failed = 0;
	for (let seed = first; seed < first + count; seed++) {
		const result = await runSeed(seed);
		sales += result.sales;
		if (result.problems.length === 0) continue;
		failed++;
		console.error(`Seed ${String(seed)} fails; play it again with: npm run simulate -- --seed ${String(seed)}`);
		for (const problem of result.problems.slice(0, 10)) console.error(`  ${problem}`);
	}
	const seconds = (performance.now() - started) / 1000;
	const each = ((seconds * 1000) / count).toFixed(0);
	console.log(
		`${String(count)} seeds, ${String(sales)} sales, ${seconds.toFixed(1)} s (${each} ms a seed), ${String(failed)} failed.`
	);
	if (failed > 0) process.exitCode = 1;
});
