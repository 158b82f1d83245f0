/** Drawn camera frames of 1280 × 720: the WebAssembly engine against the JavaScript one, both as the till runs them. */
import type { Page } from '@playwright/test';
import { interleave, pick, quantile, toRow, type Bench, type Figures, type Row, type Setting } from './harness';
import type { Reading } from './pages/decode';
import { onBenchPage } from './parts/pages';

const perFamily = 10;
const families = ['EAN-13', 'UPC-A', 'Code 128', 'QR'];

function figuresOf(readings: readonly Reading[]): Figures {
	const share = (family: string) => {
		const ofFamily = readings.filter((reading) => reading.family === family);
		return (100 * ofFamily.filter(({ hit }) => hit).length) / ofFamily.length;
	};
	const times = readings.map(({ ms }) => ms);
	return {
		...Object.fromEntries(families.map((family) => [family, share(family)])),
		p50: quantile(times, 0.5),
		p95: quantile(times, 0.95),
		blocked: quantile(
			readings.map(({ blockedMs }) => blockedMs),
			0.95
		),
		wrong: readings.filter(({ isFalse }) => isFalse).length
	};
}

const way = (page: Page, engine: 'wasm' | 'js', mode: 'fast' | 'full') => async () =>
	figuresOf(
		await page.evaluate((wish) => window.pageBench.decode(wish.engine, wish.mode, wish.perFamily), {
			engine,
			mode,
			perFamily
		})
	);

async function run({ rounds }: Setting): Promise<Row[]> {
	const measured = await onBenchPage(async (page) => {
		await way(page, 'wasm', 'fast')();
		await way(page, 'js', 'fast')();
		return interleave(rounds, {
			fast: way(page, 'wasm', 'fast'),
			full: way(page, 'wasm', 'full'),
			jsFast: way(page, 'js', 'fast'),
			jsFull: way(page, 'js', 'full')
		});
	});
	const { fast, full, jsFast, jsFull } = measured;
	const ms = (what: string, values: number[], rest: { baseline?: number[]; atMost?: number } = {}) =>
		toRow({
			what,
			unit: 'ms',
			values,
			...(rest.baseline && { baseline: rest.baseline }),
			...(rest.atMost !== undefined && { budget: { atMost: rest.atMost } })
		});
	return [
		...families.map((family) =>
			toRow({
				what: `${family} read, WebAssembly full (ratio: to JavaScript full)`,
				unit: '%',
				values: pick(full, family),
				baseline: pick(jsFull, family),
				budget: { ratioAtLeast: 1 }
			})
		),
		...families.map((family) =>
			toRow({
				what: `${family} read, WebAssembly fast`,
				unit: '%',
				values: pick(fast, family),
				baseline: pick(jsFast, family)
			})
		),
		ms('a frame, WebAssembly fast, p50', pick(fast, 'p50'), { baseline: pick(jsFast, 'p50') }),
		ms('a frame, WebAssembly fast, p95', pick(fast, 'p95'), { baseline: pick(jsFast, 'p95'), atMost: 16 }),
		ms('a frame, WebAssembly full, p50', pick(full, 'p50'), { baseline: pick(jsFull, 'p50') }),
		ms('a frame, JavaScript fast, p50', pick(jsFast, 'p50')),
		ms('a frame, JavaScript full, p50', pick(jsFull, 'p50')),
		ms('the page blocked by a frame, p95', pick(fast, 'blocked'), { atMost: 1 }),
		toRow({ what: 'false codes, WebAssembly', unit: '', values: pick(full, 'wrong'), budget: { atMost: 0 } }),
		toRow({ what: 'false codes, JavaScript', unit: '', values: pick(jsFull, 'wrong') })
	];
}

export const bench: Bench = { title: 'Decoding of drawn frames', run };
