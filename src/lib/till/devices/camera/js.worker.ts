/** The engine for browsers without WebAssembly: slower, and it does not read the largest QR codes. */
import {
	BarcodeFormat,
	BinaryBitmap,
	DecodeHintType,
	GlobalHistogramBinarizer,
	HybridBinarizer,
	MultiFormatReader,
	RGBLuminanceSource
} from '@zxing/library';
import { pixelsOf } from './pixels';
import type { FoundCode, ReadMode, WorkerAnswer, WorkerRequest } from './reader';

const formats = [
	BarcodeFormat.EAN_13,
	BarcodeFormat.EAN_8,
	BarcodeFormat.UPC_A,
	BarcodeFormat.UPC_E,
	BarcodeFormat.CODE_128,
	BarcodeFormat.CODE_39,
	BarcodeFormat.ITF,
	BarcodeFormat.QR_CODE,
	BarcodeFormat.DATA_MATRIX
];

function readerFor(mode: ReadMode): MultiFormatReader {
	const hints = new Map<DecodeHintType, unknown>([[DecodeHintType.POSSIBLE_FORMATS, formats]]);
	if (mode === 'full') hints.set(DecodeHintType.TRY_HARDER, true);
	const reader = new MultiFormatReader();
	reader.setHints(hints);
	return reader;
}
const readers = { fast: readerFor('fast'), full: readerFor('full') };

/** ITU-R BT.601 luminance, one byte a pixel. */
function luminance({ data, width, height }: ImageData): Uint8ClampedArray {
	const grey = new Uint8ClampedArray(width * height);
	for (let i = 0, at = 0; i < grey.length; i++, at += 4) {
		grey[i] = ((data[at] ?? 0) * 77 + (data[at + 1] ?? 0) * 150 + (data[at + 2] ?? 0) * 29) >> 8;
	}
	return grey;
}

function decode(image: ImageData, mode: ReadMode): FoundCode[] {
	const source = new RGBLuminanceSource(luminance(image), image.width, image.height);
	for (const Binarizer of [HybridBinarizer, GlobalHistogramBinarizer]) {
		try {
			const found = readers[mode].decodeWithState(new BinaryBitmap(new Binarizer(source)));
			return [{ text: found.getText(), format: BarcodeFormat[found.getBarcodeFormat()] ?? 'unknown' }];
		} catch {
			// This engine throws when a picture holds no code; the next way of binarizing may find one.
			continue;
		}
	}
	return [];
}

const answer = (message: WorkerAnswer) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<WorkerRequest>) => {
	if (data.kind === 'start') answer({ kind: 'ready' });
	else answer({ kind: 'codes', id: data.id, codes: decode(pixelsOf(data.frame), data.mode) });
};
