/** What decodes a picture. One interface over the browser's own detector and the two engines that run in a worker. */

export type FoundCode = { text: string; format: string };

/** `fast` is cheap enough for every frame; `full` also turns, inverts and tries harder. */
export type ReadMode = 'fast' | 'full';

export type EngineName = 'browser' | 'wasm' | 'js';

export interface CodeReader {
	readonly engine: EngineName;
	/** Takes the frame over and closes it. */
	read(frame: ImageBitmap, mode: ReadMode): Promise<FoundCode[]>;
	close(): void;
}

/** Codes of 1 dimension carry a weak check, so one reading of a moving picture is not proof enough. */
export function isLinear(format: string): boolean {
	return !/qr|matrix|aztec|pdf/i.test(format);
}

/** Messages between the page and an engine's worker. */
export type WorkerRequest =
	{ kind: 'start'; wasmUrl: string | null } | { kind: 'read'; id: number; frame: ImageBitmap; mode: ReadMode };
export type WorkerAnswer =
	{ kind: 'ready' } | { kind: 'failed'; reason: string } | { kind: 'codes'; id: number; codes: FoundCode[] };
