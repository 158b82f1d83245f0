/** The catalogue on the device: stored as its pages arrive, usable after a cold start, changed by a delta. */
import { interleave, pick, toRow, type Bench, type Setting } from './harness';
import { onBenchPage } from './parts/pages';

async function run({ rounds, products }: Setting) {
	const { catalogue } = await onBenchPage((page) =>
		interleave(rounds, { catalogue: () => page.evaluate((count) => window.pageBench.catalogue(count), products) })
	);
	const sum = (...names: string[]) =>
		names.map((name) => pick(catalogue, name)).reduce((all, part) => all.map((ms, round) => ms + (part[round] ?? 0)));
	const unit = 'ms';
	return [
		toRow({ what: 'stored', unit, values: sum('pages', 'finish'), budget: { atMost: 1_000 } }),
		toRow({ what: 'of it: putting everything in its chunk at the end', unit, values: sum('finish') }),
		toRow({ what: 'usable: read and indexed by code', unit, values: sum('read', 'take'), budget: { atMost: 500 } }),
		toRow({ what: 'of it: reading the chunks', unit, values: sum('read') }),
		toRow({ what: 'a delta of 20 products', unit, values: sum('delta') })
	];
}

export const bench: Bench = { title: 'Catalogue on the device', run };
