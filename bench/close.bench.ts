/** A sale of 30 lines is closed: until it is on the disk, and until its second witness is written too. */
import { interleave, pick, spread, toRow, type Bench, type Setting } from './harness';
import { onBenchPage } from './parts/pages';

const salesPerRound = 100;

async function run({ rounds }: Setting) {
	const { sales } = await onBenchPage(async (page) => {
		await page.evaluate(() => window.pageBench.journal(20));
		return interleave(rounds, {
			sales: async () => {
				const times = await page.evaluate((count) => window.pageBench.journal(count), salesPerRound);
				const [raw, transaction, whole] = [spread(times.raw), spread(times.transaction), spread(times.whole)];
				return {
					raw: raw.p50 ?? 0,
					transaction: transaction.p50 ?? 0,
					whole: whole.p50 ?? 0,
					rawLate: raw.p95 ?? 0,
					wholeLate: whole.p95 ?? 0
				};
			}
		});
	});
	const unit = 'ms';
	const raw = pick(sales, 'raw');
	const whole = pick(sales, 'whole');
	return [
		toRow({ what: 'baseline: one raw strict put, p50', unit, values: raw }),
		toRow({ what: 'baseline: one raw strict put, p95', unit, values: pick(sales, 'rawLate') }),
		toRow({
			what: 'the transaction alone, p50',
			unit,
			values: pick(sales, 'transaction'),
			baseline: raw,
			budget: { ratioAtMost: 2 }
		}),
		toRow({
			what: 'close → durable, signed and copied, p50',
			unit,
			values: whole,
			baseline: raw,
			budget: { ratioAtMost: 4 }
		}),
		toRow({ what: 'the same in milliseconds, p50', unit, values: whole, budget: { atMost: 6 } }),
		toRow({ what: 'the same in milliseconds, p95', unit, values: pick(sales, 'wholeLate'), budget: { atMost: 20 } })
	];
}

export const bench: Bench = { title: 'Sale closed → durable', run };
