import { describe, expect, it } from 'vitest';
import { checkStorage, looksPrivate, type StorageEnvironment } from './storage-check';

const gibibyte = 2 ** 30;
const fine: StorageEnvironment = {
	isSecure: true,
	hasServiceWorker: true,
	freeBytes: () => Promise.resolve(10 * gibibyte),
	openFiles: () => Promise.resolve(),
	openDatabase: () => Promise.resolve()
};
const failing = (name: string) => () => Promise.reject(new DOMException('no', name));

describe('whether a browser can be a till', () => {
	it('has nothing to say about a usual one, nor about one that does not tell its space', async () => {
		expect(await checkStorage(fine)).toBeNull();
		expect(await checkStorage({ ...fine, freeBytes: () => Promise.resolve(null) })).toBeNull();
	});

	it('refuses an address that is not secure before anything else', async () => {
		expect(await checkStorage({ ...fine, isSecure: false, openFiles: failing('SecurityError') })).toMatchObject({
			code: 'insecure_origin'
		});
	});

	it.each(['SecurityError', 'UnknownError', 'NotAllowedError', 'InvalidStateError'])(
		'refuses a private window that answers files with %s, and says so',
		async (name) => {
			expect(await checkStorage({ ...fine, openFiles: failing(name) })).toEqual({
				code: 'private_mode',
				reason: `${name}: no`
			});
		}
	);

	it('refuses a private window without a service worker', async () => {
		expect(await checkStorage({ ...fine, hasServiceWorker: false })).toMatchObject({ code: 'private_mode' });
	});

	it('sells with two witnesses where files fail for another reason', async () => {
		expect(await checkStorage({ ...fine, openFiles: failing('NotFoundError') })).toBeNull();
	});

	it('refuses a full disk and a database that does not open, each with its reason', async () => {
		expect(await checkStorage({ ...fine, openDatabase: failing('QuotaExceededError') })).toMatchObject({
			code: 'no_space'
		});
		expect(await checkStorage({ ...fine, openDatabase: failing('UnknownError') })).toMatchObject({
			code: 'no_storage',
			reason: 'UnknownError: no'
		});
		expect(await checkStorage({ ...fine, freeBytes: () => Promise.resolve(1) })).toMatchObject({ code: 'no_space' });
	});
});

describe('a quota', () => {
	it('of memory looks like a private window', () => {
		expect(looksPrivate(120 * 2 ** 20, null)).toBe(true);
		expect(looksPrivate(gibibyte, 4 * gibibyte)).toBe(true);
	});

	it('of a disk does not, nor does one nobody tells', () => {
		expect(looksPrivate(60 * gibibyte, 4 * gibibyte)).toBe(false);
		expect(looksPrivate(10 * gibibyte, null)).toBe(false);
		expect(looksPrivate(0, null)).toBe(false);
	});
});
