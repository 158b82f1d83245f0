import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { openBrowserReader } from './browser-reader';
import type { CodeReader } from './reader';
import { WorkerReader } from './worker-reader';

/** The best engine this browser has: its own, else ZXing in WebAssembly, else ZXing in JavaScript. */
export async function openReader(): Promise<CodeReader> {
	const own = await openBrowserReader(globalThis);
	if (own) return own;
	if (typeof WebAssembly === 'object') {
		try {
			const worker = new Worker(new URL('./wasm.worker.ts', import.meta.url), { type: 'module' });
			return await WorkerReader.start('wasm', worker, new URL(wasmUrl, location.href).href);
		} catch {
			// Old or locked-down WebAssembly: the JavaScript engine reads the same codes, only slower.
		}
	}
	const worker = new Worker(new URL('./js.worker.ts', import.meta.url), { type: 'module' });
	return WorkerReader.start('js', worker, null);
}
