/** Search as one types, letter by letter, over a large catalogue. */
import type { ProductRecord } from '$lib/contract/sync/pull';
import { buildIndex, fold, searchIndex, wordsOf } from '$lib/till/catalogue/search-index';
import { interleave, pick, seeded, spread, timed, toRow, type Bench, type Setting } from './harness';
import { makeProducts } from './parts/goods';

const queriesPerRound = 40;
const shownHits = 50;

/** What people type: the begin of one or two words of a product, a letter at a time. */
function keystrokes(products: readonly ProductRecord[], count: number): string[] {
	const chance = seeded(7);
	const typed: string[] = [];
	for (let query = 0; query < count; query++) {
		const words = wordsOf(products[Math.floor(chance() * products.length)]?.name ?? '');
		const wanted = words.slice(1, chance() < 0.5 ? 2 : 3).join(' ');
		for (let length = 1; length <= Math.min(wanted.length, 9); length++) typed.push(wanted.slice(0, length));
	}
	return typed;
}

/** The plain way: every name is looked through at every letter, until enough fit. */
function plainScan(names: readonly string[][], text: string): number[] {
	const wanted = fold(text).split(' ').filter(Boolean);
	const hits: number[] = [];
	for (const [number, words] of names.entries()) {
		const fits = wanted.every((prefix) => words.some((word) => word.startsWith(prefix)));
		if (fits && hits.push(number) >= shownHits) break;
	}
	return hits;
}

async function run({ rounds, products: count }: Setting) {
	const products = makeProducts(count);
	const names = products.map((product) => wordsOf(product.name));
	const typed = keystrokes(products, queriesPerRound);
	let index = buildIndex(products);
	const times = (search: (text: string) => unknown) => {
		return typed.map((text) => {
			const startMs = performance.now();
			search(text);
			return performance.now() - startMs;
		});
	};
	times((text) => searchIndex(index, text, shownHits));
	const measured = await interleave(rounds, {
		index: () => spread(times((text) => searchIndex(index, text, shownHits))),
		scan: () => spread(times((text) => plainScan(names, text))),
		build: async () => ({ ms: await timed(() => (index = buildIndex(products))) })
	});
	const { index: own, scan } = measured;
	return [
		toRow({
			what: 'a keystroke, p50',
			unit: 'ms',
			values: pick(own, 'p50'),
			baseline: pick(scan, 'p50'),
			budget: { atMost: 2 }
		}),
		toRow({
			what: 'a keystroke, p99',
			unit: 'ms',
			values: pick(own, 'p99'),
			baseline: pick(scan, 'p99'),
			budget: { atMost: 8 }
		}),
		toRow({ what: 'baseline: plain scan, p50', unit: 'ms', values: pick(scan, 'p50') }),
		toRow({ what: 'baseline: plain scan, p99', unit: 'ms', values: pick(scan, 'p99') }),
		toRow({ what: 'building the index (in a worker)', unit: 'ms', values: pick(measured.build, 'ms') })
	];
}

export const bench: Bench = { title: 'Search as one types', run };
