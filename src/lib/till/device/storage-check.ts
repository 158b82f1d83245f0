/** Whether this browser can be a till at all: said at the start, in one sentence, and not when the first sale fails. */
import type { RefusedCode } from '../facts';

export type StorageEnvironment = {
	isSecure: boolean;
	hasServiceWorker: boolean;
	/** Free bytes this origin may still use; `null` when the browser does not say. */
	freeBytes(): Promise<number | null>;
	openFiles(): Promise<void>;
	openDatabase(): Promise<void>;
};

/** How browsers refuse files in a private window: Firefox and Chromium with the first, Safari with one of the others. */
const refusesFiles = /^(SecurityError|UnknownError|NotAllowedError|InvalidStateError)$/;

const leastFreeBytes = 50 * 1024 * 1024;

export async function checkStorage(
	environment: StorageEnvironment
): Promise<{ code: RefusedCode; reason: string } | null> {
	if (!environment.isSecure) return { code: 'insecure_origin', reason: 'not a secure context' };
	// Firefox has no service worker in a private window, Safari refuses files there.
	if (!environment.hasServiceWorker) return { code: 'private_mode', reason: 'no service worker' };
	// Side by side: every start waits for them.
	const [files, database, free] = await Promise.all([
		failure(environment.openFiles()),
		failure(environment.openDatabase()),
		environment.freeBytes()
	]);
	if (files && refusesFiles.test(files.name))
		return { code: 'private_mode', reason: `${files.name}: ${files.message}` };
	if (database) {
		const full = database.name === 'QuotaExceededError';
		return { code: full ? 'no_space' : 'no_storage', reason: `${database.name}: ${database.message}` };
	}
	if (free !== null && free < leastFreeBytes) return { code: 'no_space', reason: `${String(free)} bytes are free` };
	return null;
}

async function failure(work: Promise<void>): Promise<Error | null> {
	try {
		await work;
		return null;
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	}
}

/** Less than this is no quota of a disk: a private window lives in memory. */
const leastDiskQuota = 300 * 1024 * 1024;

/**
 * Whether the quota looks like that of a private window in Chromium, which gives no other sign: what is written there is
 * gone with the window. `heapLimitBytes`: what a page may use of memory, where the browser says so; a quota of memory is a
 * small multiple of it. A guess, so it only warns.
 */
export function looksPrivate(quotaBytes: number, heapLimitBytes: number | null): boolean {
	if (quotaBytes <= 0) return false;
	return quotaBytes < (heapLimitBytes === null ? leastDiskQuota : Math.max(leastDiskQuota, heapLimitBytes * 2));
}

export function browserStorage(openDatabase: () => Promise<void>): StorageEnvironment {
	const { storage } = navigator as Partial<Navigator>;
	return {
		isSecure: globalThis.isSecureContext,
		hasServiceWorker: 'serviceWorker' in navigator,
		async freeBytes() {
			const estimate = await storage?.estimate?.();
			return estimate?.quota === undefined ? null : estimate.quota - (estimate.usage ?? 0);
		},
		async openFiles() {
			await storage?.getDirectory?.();
		},
		openDatabase
	};
}

/** Asks the browser not to clear this origin's storage by itself; whether it promised. */
export async function keepStorage(): Promise<boolean> {
	const { storage } = navigator as Partial<Navigator>;
	try {
		return (await storage?.persisted?.()) === true || (await storage?.persist?.()) === true;
	} catch {
		return false;
	}
}
