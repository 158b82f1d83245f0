/** Rounds, figures and verdicts. Ways of one comparison take turns in every round, so that whatever else the machine does hits all of them. */

/** Named results of one way in one round, such as `{ p50: 0.4, p99: 2.1 }`. */
export type Figures = Record<string, number>;

/** What a figure may be: as it is, or in relation to the baseline of the same round. */
export type Budget = { atMost: number } | { atLeast: number } | { ratioAtMost: number } | { ratioAtLeast: number };

export type Verdict = 'within' | 'missed' | '';

export type Row = {
	what: string;
	unit: string;
	median: number;
	p5: number;
	p95: number;
	rounds: number;
	/** Median of the rounds' ratios to the baseline; null without one. */
	ratio: number | null;
	budget: string;
	verdict: Verdict;
};

/** How a run was asked for. `log` says what goes on while nothing is finished. */
export type Setting = {
	rounds: number;
	products: number;
	events: number;
	members: number;
	log: (line: string) => void;
};

export type Bench = { title: string; run: (setting: Setting) => Promise<Row[]> };

/** Runs every way once a round; the one that begins changes from round to round. */
export async function interleave<W extends string>(
	rounds: number,
	ways: Record<W, () => Figures | Promise<Figures>>
): Promise<Record<W, Figures[]>> {
	const names = Object.keys(ways) as W[];
	const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<W, Figures[]>;
	for (let round = 0; round < rounds; round++) {
		const first = round % names.length;
		for (const name of [...names.slice(first), ...names.slice(0, first)]) {
			results[name].push(await ways[name]());
		}
	}
	return results;
}

/** One figure of all rounds. */
export function pick(rounds: readonly Figures[], figure: string): number[] {
	return rounds.map((figures) => {
		const value = figures[figure];
		if (value === undefined) throw new Error(`No round measured ${figure}.`);
		return value;
	});
}

/** The value below which a share of the values lies, 0 … 1; by nearest rank. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The usual figures of many short things that were timed one by one. */
export function spread(times: readonly number[]): Figures {
	return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), p99: quantile(times, 0.99) };
}

export type RowInput = { what: string; unit: string; values: number[]; baseline?: number[]; budget?: Budget };

export function toRow({ what, unit, values, baseline, budget }: RowInput): Row {
	const ratios = baseline && values.map((value, round) => value / (baseline[round] ?? Number.NaN));
	const median = quantile(values, 0.5);
	const ratio = ratios ? quantile(ratios, 0.5) : null;
	return {
		what,
		unit,
		median,
		p5: quantile(values, 0.05),
		p95: quantile(values, 0.95),
		rounds: values.length,
		ratio,
		budget: budget ? wordsOf(budget, unit) : '',
		verdict: budget ? judge(budget, median, ratio) : ''
	};
}

function wordsOf(budget: Budget, unit: string): string {
	if ('atMost' in budget) return `≤ ${String(budget.atMost)} ${unit}`;
	if ('atLeast' in budget) return `≥ ${String(budget.atLeast)} ${unit}`;
	if ('ratioAtMost' in budget) return `≤ ${String(budget.ratioAtMost)} ×`;
	return `≥ ${String(budget.ratioAtLeast)} ×`;
}

function judge(budget: Budget, value: number, ratio: number | null): Verdict {
	const isWithin =
		'atMost' in budget
			? value <= budget.atMost
			: 'atLeast' in budget
				? value >= budget.atLeast
				: ratio === null
					? false
					: 'ratioAtMost' in budget
						? ratio <= budget.ratioAtMost
						: ratio >= budget.ratioAtLeast;
	return isWithin ? 'within' : 'missed';
}

/** Milliseconds that some work took. */
export async function timed(work: () => unknown): Promise<number> {
	const startMs = performance.now();
	await work();
	return performance.now() - startMs;
}

/** The same chances in every run. Numbers in [0, 1), by mulberry32. */
export function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
