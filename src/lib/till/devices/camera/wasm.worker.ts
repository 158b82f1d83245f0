/** The ZXing C++ engine. Its WebAssembly file comes by address from the page, so that the build lists it for offline use. */
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import { pixelsOf } from './pixels';
import type { ReadMode, WorkerAnswer, WorkerRequest } from './reader';

const formats: NonNullable<ReaderOptions['formats']> = [
	'EAN13',
	'EAN8',
	'UPCA',
	'UPCE',
	'Code128',
	'Code39',
	'ITF',
	'DataBar',
	'QRCode',
	'DataMatrix'
];

const options: Record<ReadMode, ReaderOptions> = {
	fast: { formats, tryHarder: false, tryRotate: false, tryInvert: false, tryDownscale: true, maxNumberOfSymbols: 4 },
	full: { formats, tryHarder: true, tryRotate: true, tryInvert: true, tryDownscale: true, maxNumberOfSymbols: 4 }
};

const answer = (message: WorkerAnswer) => self.postMessage(message);

async function start(wasmUrl: string | null): Promise<void> {
	await prepareZXingModule({
		overrides: { locateFile: (path: string, prefix: string) => wasmUrl ?? prefix + path },
		fireImmediately: true
	});
	answer({ kind: 'ready' });
}

async function read(id: number, frame: ImageBitmap, mode: ReadMode): Promise<void> {
	const found = await readBarcodes(pixelsOf(frame), options[mode]);
	const codes = found.filter((code) => code.isValid && code.text !== '');
	answer({ kind: 'codes', id, codes: codes.map(({ text, format }) => ({ text, format })) });
}

self.onmessage = ({ data }: MessageEvent<WorkerRequest>) => {
	const work = data.kind === 'start' ? start(data.wasmUrl) : read(data.id, data.frame, data.mode);
	work.catch((fault: unknown) => {
		if (data.kind === 'start') answer({ kind: 'failed', reason: String(fault) });
		else answer({ kind: 'codes', id: data.id, codes: [] });
	});
};
