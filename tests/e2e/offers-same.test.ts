import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { build } from 'vite';
import { quoteAll, type Answers } from './support/random-quotes';

const cases = 1000;

/** The engine as a browser gets it: bundled and minified. */
async function bundle(): Promise<string> {
	const built = await build({
		configFile: false,
		logLevel: 'error',
		build: {
			write: false,
			target: 'es2022',
			rollupOptions: { input: resolve('tests/e2e/support/quotes-entry.ts'), output: { format: 'iife' } }
		}
	});
	const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
	const [chunk] = outputs.filter((output) => output.type === 'chunk');
	if (!chunk || outputs.length !== 1) throw new Error('The engine is not one file.');
	return chunk.code;
}

function firstDifference(ours: Answers, theirs: Answers): { no: number; ours: string; theirs: string } | null {
	const no = ours.answers.findIndex((answer, at) => answer !== theirs.answers[at]);
	return no === -1 ? null : { no, ours: ours.answers[no] ?? '', theirs: theirs.answers[no] ?? '' };
}

test('offers give the same bytes in page, worker and server, for 1,000 random baskets', async ({ page }) => {
	test.setTimeout(240_000);
	const seed = Number(process.env.PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));
	console.log(`seed ${String(seed)}; PROPERTY_SEED repeats it`);
	const code = await bundle();
	const server = quoteAll(seed, cases);
	await page.goto('about:blank');
	await page.addScriptTag({ content: code });
	const inPage = await page.evaluate(
		([with_, count]) => (window as unknown as { quoteAll: typeof quoteAll }).quoteAll(with_, count),
		[seed, cases] as const
	);
	const inWorker = await page.evaluate(
		([script, with_, count]) => {
			const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
			return new Promise<Answers>((done, fail) => {
				worker.onmessage = ({ data }: MessageEvent<Answers>) => done(data);
				worker.onerror = ({ message }) => fail(new Error(message));
				worker.postMessage({ seed: with_, count });
			});
		},
		[code, seed, cases] as const
	);
	for (const browser of [inPage, inWorker]) {
		expect(browser.answers).toHaveLength(cases);
		expect(firstDifference(server, browser)).toBeNull();
	}
	// Baskets nothing happens to would be alike in any case.
	const often = ['gave_discount', 'gave_award', 'gave_instant_spend', 'beaten_by', 'needs_more', 'needs_connection'];
	for (const reason of often) expect(server.codes[reason] ?? 0, reason).toBeGreaterThan(100);
});
