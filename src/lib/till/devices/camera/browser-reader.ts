import type { CodeReader, FoundCode } from './reader';

/** The part of the Shape Detection API that is used; TypeScript's DOM library does not describe it. */
type Detected = { rawValue: string; format: string };
type Detector = { detect(source: ImageBitmap): Promise<Detected[]> };
type DetectorClass = {
	new (options: { formats: string[] }): Detector;
	getSupportedFormats(): Promise<string[]>;
};

const wanted = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'code_128', 'qr_code'];

class BrowserReader implements CodeReader {
	readonly engine = 'browser';
	readonly #detector: Detector;

	constructor(detector: Detector) {
		this.#detector = detector;
	}

	async read(frame: ImageBitmap): Promise<FoundCode[]> {
		try {
			const found = await this.#detector.detect(frame);
			return found.map(({ rawValue, format }) => ({ text: rawValue, format }));
		} catch {
			return [];
		} finally {
			frame.close();
		}
	}

	close(): void {
		// Nothing is held.
	}
}

/** The browser's own detector, if it is there and knows every format a till needs. */
export async function openBrowserReader(scope: object): Promise<CodeReader | null> {
	// The property is absent in most browsers; its shape is fixed by the Shape Detection draft.
	const Detector = (scope as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
	if (!Detector) return null;
	const known = await Detector.getSupportedFormats().catch((): string[] => []);
	if (!wanted.every((format) => known.includes(format))) return null;
	return new BrowserReader(new Detector({ formats: wanted }));
}
