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

const leastFreeBytes = 50 * 1024 * 1024;

export async function checkStorage(
	environment: StorageEnvironment
): Promise<{ code: RefusedCode; reason: string } | null> {
	if (!environment.isSecure) return { code: 'insecure_origin', reason: 'not a secure context' };
	// Firefox has no service worker in a private window, Safari refuses files there.
	if (!environment.hasServiceWorker) return { code: 'private_mode', reason: 'no service worker' };
	const files = await failure(environment.openFiles());
	if (files?.name === 'SecurityError') return { code: 'private_mode', reason: files.message };
	const database = await failure(environment.openDatabase());
	if (database) {
		const full = database.name === 'QuotaExceededError';
		return { code: full ? 'no_space' : 'no_storage', reason: `${database.name}: ${database.message}` };
	}
	const free = await environment.freeBytes();
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
