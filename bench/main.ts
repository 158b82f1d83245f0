/** `npm run bench [-- NAME …] [--rounds N] [--products N] [--events N] [--members N]`: measures and judges by the budgets. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { runCommand } from '$lib/server/platform/command';
import { StartError } from '$lib/server/start-error';
import type { Bench, Row, Setting } from './harness';
import { toTable } from './table';

const benches: Record<string, () => Promise<{ bench: Bench }>> = {
	scan: () => import('./scan.bench'),
	search: () => import('./search.bench'),
	catalogue: () => import('./catalogue.bench'),
	offers: () => import('./offers.bench'),
	close: () => import('./close.bench'),
	decode: () => import('./decode.bench'),
	push: () => import('./push.bench'),
	purchase: () => import('./purchase.bench'),
	sale: () => import('./sale.bench'),
	members: () => import('./members.bench'),
	till: () => import('./till.bench'),
	size: () => import('./size.bench')
};

const resultFile = 'test-results/bench.json';

type Result = { name: string; title: string; at: string; loadBefore: number; loadAfter: number; rows: Row[] };

function readSetting(): { names: string[]; setting: Setting } {
	const { positionals, values } = parseArgs({
		args: process.argv.slice(2),
		allowPositionals: true,
		options: {
			rounds: { type: 'string', default: '5' },
			products: { type: 'string', default: '100000' },
			events: { type: 'string', default: '25000' },
			members: { type: 'string', default: '20000' }
		}
	});
	const unknown = positionals.find((name) => !(name in benches));
	if (unknown) throw new StartError(`There is no bench ${unknown}. Known are ${Object.keys(benches).join(', ')}.`);
	const setting: Setting = {
		rounds: readCount('rounds', values.rounds),
		products: readCount('products', values.products),
		events: readCount('events', values.events),
		members: readCount('members', values.members),
		log: (line) => console.log(`  ${line}`)
	};
	return { names: positionals.length > 0 ? positionals : Object.keys(benches), setting };
}

function readCount(name: string, text: string): number {
	const count = Number(text);
	if (!Number.isInteger(count) || count < 1) throw new StartError(`--${name} takes a number above 0, not ${text}.`);
	return count;
}

const machine = {
	cpu: cpus()[0]?.model ?? 'unknown',
	cores: cpus().length,
	memoryGb: Math.round(totalmem() / 2 ** 30),
	node: process.versions.node,
	platform: `${process.platform} ${process.arch}`
};

/** The newest result of every bench is kept, so that one of them can be run again alone. */
function writeResults(results: Record<string, Result>): void {
	mkdirSync('test-results', { recursive: true });
	writeFileSync(resultFile, JSON.stringify({ machine, results }, null, '\t'));
}

function readResults(): Record<string, Result> {
	try {
		return (JSON.parse(readFileSync(resultFile, 'utf8')) as { results: Record<string, Result> }).results;
	} catch {
		return {};
	}
}

await runCommand(async () => {
	const { names, setting } = readSetting();
	const results = readResults();
	let missed = 0;
	for (const name of names) {
		const { bench } = await benches[name]!();
		const loadBefore = loadavg()[0] ?? 0;
		console.log(`\n${bench.title} (${name})`);
		const rows = await bench.run(setting);
		const loadAfter = loadavg()[0] ?? 0;
		console.log(`${toTable(rows)}\n  load of the machine ${loadBefore.toFixed(1)} → ${loadAfter.toFixed(1)}`);
		missed += rows.filter(({ verdict }) => verdict === 'missed').length;
		results[name] = { name, title: bench.title, at: new Date().toISOString(), loadBefore, loadAfter, rows };
		writeResults(results);
	}
	console.log(`\n${missed === 0 ? 'All budgets are kept.' : `${String(missed)} budgets are missed.`} ${resultFile}`);
});
