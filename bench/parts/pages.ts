/** The bench's own page: the product's modules without the app around them, built and served for a browser. */
import { createReadStream, existsSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { BenchBrowser } from './browser';

const folder = resolve('test-results/bench-page');
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** Opens the page in a browser of its own, lets `work` measure, and clears up. */
export async function onBenchPage<T>(work: (page: Page) => Promise<T>): Promise<T> {
	await build({
		configFile: false,
		root: resolve('bench/pages'),
		logLevel: 'error',
		resolve: { alias: { $lib: resolve('src/lib') } },
		worker: { format: 'es' },
		build: { outDir: folder, emptyOutDir: true, target: 'es2022', modulePreload: false }
	});
	const server = await serve();
	const browser = new BenchBrowser();
	try {
		const page = await browser.open();
		const address = server.address();
		if (address === null || typeof address === 'string') throw new Error('The page is not served.');
		page.setDefaultTimeout(600_000);
		await page.goto(`http://localhost:${String(address.port)}/index.html`);
		await page.waitForFunction(() => 'pageBench' in window);
		return await work(page);
	} finally {
		await browser.close();
		server.close();
	}
}

/** Isolated from other origins, because only such a page gets clocks finer than 0.1 ms. */
async function serve(): Promise<Server> {
	const server = createServer((request, response) => {
		const file = join(folder, normalize(new URL(request.url ?? '/', 'http://bench').pathname));
		if (!file.startsWith(folder) || !existsSync(file)) return void response.writeHead(404).end();
		response.writeHead(200, {
			'content-type': types[extname(file)] ?? 'application/octet-stream',
			'cross-origin-opener-policy': 'same-origin',
			'cross-origin-embedder-policy': 'require-corp'
		});
		createReadStream(file).pipe(response);
	});
	server.listen(Number(process.env.BENCH_PAGE_PORT ?? 0), '127.0.0.1');
	await once(server, 'listening');
	return server;
}
