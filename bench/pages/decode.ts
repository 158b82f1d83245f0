/** Drawn camera frames through the engines of the till, in the till's own workers. */
import bwip from 'bwip-js/browser';
import QRCode from 'qrcode';
import { gs1CheckDigit } from '$lib/domain/code/check-digit';
import type { CodeReader, ReadMode } from '$lib/till/devices/camera/reader';
import { WorkerReader } from '$lib/till/devices/camera/worker-reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { seeded } from '../harness';

const width = 1280;
const height = 720;

export const families = ['EAN-13', 'UPC-A', 'Code 128', 'QR'] as const;
export type Family = (typeof families)[number];

/** How a frame was spoilt: blur and noise as a camera that is not quite in focus, turned and at a distance. */
const conditions = [
	{ share: 0.45, blur: 0, turn: 0, noise: 8 },
	{ share: 0.4, blur: 1, turn: 5, noise: 12 },
	{ share: 0.35, blur: 1.5, turn: 10, noise: 16 },
	{ share: 0.3, blur: 2, turn: 12, noise: 20 },
	{ share: 0.25, blur: 1.5, turn: 3, noise: 24 }
];

export type Reading = { family: Family | 'none'; hit: boolean; isFalse: boolean; ms: number; blockedMs: number };

type Frame = { family: Family | 'none'; text: string; canvas: OffscreenCanvas };

function textOf(family: Family, chance: () => number): string {
	const digits = (count: number) => Array.from({ length: count }, () => Math.floor(chance() * 10)).join('');
	switch (family) {
		case 'EAN-13': {
			const body = `952${digits(9)}`;
			return `${body}${gs1CheckDigit(body)}`;
		}
		case 'UPC-A': {
			const body = `0${digits(10)}`;
			return `${body}${gs1CheckDigit(body)}`;
		}
		case 'Code 128':
			return `TILLIT-${digits(8)}`;
		case 'QR':
			return `https://till.example/r/${digits(24)}`;
	}
}

async function drawCode(family: Family, text: string): Promise<HTMLCanvasElement> {
	const canvas = document.createElement('canvas');
	if (family === 'QR') {
		await QRCode.toCanvas(canvas, text, { errorCorrectionLevel: 'M', margin: 4, scale: 8 });
		return canvas;
	}
	const bcid = { 'EAN-13': 'ean13', 'UPC-A': 'upca', 'Code 128': 'code128' }[family];
	bwip.toCanvas(canvas, {
		bcid,
		text,
		scale: 4,
		height: 22,
		paddingwidth: 12,
		paddingheight: 4,
		backgroundcolor: 'FFFFFF'
	});
	return canvas;
}

async function drawFrame(family: Family | 'none', no: number): Promise<Frame> {
	const chance = seeded(1000 + no);
	const { share, blur, turn, noise } = conditions[no % conditions.length] ?? { share: 0.4, blur: 0, turn: 0, noise: 0 };
	const canvas = new OffscreenCanvas(width, height);
	const context = canvas.getContext('2d', { willReadFrequently: true });
	if (!context) throw new Error('no 2D canvas');
	context.fillStyle = '#9a938b';
	context.fillRect(0, 0, width, height);
	for (let patch = 0; patch < 25; patch++) {
		context.fillStyle = `hsl(${String(chance() * 360)} 20% ${String(30 + chance() * 50)}%)`;
		context.fillRect(chance() * width, chance() * height, chance() * 300, chance() * 120);
	}
	let text = '';
	if (family !== 'none') {
		text = textOf(family, chance);
		const code = await drawCode(family, text);
		const target = family === 'QR' ? (height * share * 1.3) / code.height : (width * share) / code.width;
		context.save();
		context.translate(width / 2 + (chance() - 0.5) * 160, height / 2 + (chance() - 0.5) * 100);
		context.rotate(((chance() - 0.5) * 2 * turn * Math.PI) / 180);
		context.filter = blur > 0 ? `blur(${String(blur)}px)` : 'none';
		context.scale(target, target);
		context.drawImage(code, -code.width / 2, -code.height / 2);
		context.restore();
	}
	const image = context.getImageData(0, 0, width, height);
	for (let at = 0; at < image.data.length; at += 4) {
		const off = (chance() - 0.5) * 2 * noise;
		for (let channel = 0; channel < 3; channel++) image.data[at + channel] = (image.data[at + channel] ?? 0) + off;
	}
	context.putImageData(image, 0, 0);
	return { family, text, canvas };
}

/** UPC-A is an EAN-13 with a leading zero: both spellings are the same code. */
const same = (read: string, text: string) =>
	read.replace(/^0+(?=\d{11,12}$)/, '') === text.replace(/^0+(?=\d{11,12}$)/, '');

async function readFrame(reader: CodeReader, { family, text, canvas }: Frame, mode: ReadMode): Promise<Reading> {
	const bitmap = await createImageBitmap(canvas);
	const startMs = performance.now();
	const reading = reader.read(bitmap, mode);
	const blockedMs = performance.now() - startMs;
	const codes = await reading;
	const ms = performance.now() - startMs;
	const hit = codes.some((code) => same(code.text, text));
	return { family, hit, isFalse: codes.some((code) => !same(code.text, text)), ms, blockedMs };
}

let frames: Promise<Frame[]> | null = null;
let readers: Promise<Record<'wasm' | 'js', CodeReader>> | null = null;

async function openReaders() {
	const wasm = new Worker(new URL('../../src/lib/till/devices/camera/wasm.worker.ts', import.meta.url), {
		type: 'module'
	});
	const js = new Worker(new URL('../../src/lib/till/devices/camera/js.worker.ts', import.meta.url), { type: 'module' });
	return {
		wasm: await WorkerReader.start('wasm', wasm, new URL(wasmUrl, location.href).href),
		js: await WorkerReader.start('js', js, null)
	};
}

async function makeFrames(perFamily: number): Promise<Frame[]> {
	const made: Frame[] = [];
	for (const family of [...families, 'none'] as const) {
		for (let no = 0; no < perFamily; no++) made.push(await drawFrame(family, no));
	}
	return made;
}

/** Reads all frames with one engine; frames are drawn once. */
export async function measureDecoding(engine: 'wasm' | 'js', mode: ReadMode, perFamily: number): Promise<Reading[]> {
	const drawn = await (frames ??= makeFrames(perFamily));
	const reader = (await (readers ??= openReaders()))[engine];
	const readings: Reading[] = [];
	for (const frame of drawn) readings.push(await readFrame(reader, frame, mode));
	return readings;
}
