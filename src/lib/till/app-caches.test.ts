import { describe, expect, it } from 'vitest';
import { dropOldBuilds, nameOfCache, noteOldPages } from './app-caches';

/** Named caches, as far as the worker uses them. */
function memoryCaches(...names: string[]): CacheStorage {
	const all = new Map(names.map((name) => [name, new Map<string, Response>()]));
	return {
		keys: () => Promise.resolve([...all.keys()]),
		delete: (name: string) => Promise.resolve(all.delete(name)),
		open(name: string) {
			const cache = all.get(name) ?? new Map<string, Response>();
			all.set(name, cache);
			return Promise.resolve({
				put: (url: string, response: Response) => Promise.resolve(void cache.set(url, response)),
				match: (url: string) => Promise.resolve(cache.get(url)?.clone())
			} as unknown as Cache);
		}
	} as unknown as CacheStorage;
}

const pages =
	(...ids: string[]) =>
	() =>
		Promise.resolve(ids.map((id) => ({ id })));

describe('stored builds of the app', () => {
	it('have names of their own, also when the version stayed the same', () => {
		const first = nameOfCache('1.0.0', ['/a.123.js', '/b.456.js']);
		expect(nameOfCache('1.0.0', ['/b.456.js', '/a.123.js'])).toBe(first);
		expect(nameOfCache('1.0.0', ['/a.123.js', '/b.789.js'])).not.toBe(first);
		expect(nameOfCache('1.0.1', ['/a.123.js', '/b.456.js'])).not.toBe(first);
	});

	it('stay while a page of the old build is open, and go with the last one', async () => {
		const caches = memoryCaches('tillit-old', 'tillit-new', 'other');
		await noteOldPages(caches, pages('one', 'two'));
		expect(await dropOldBuilds(caches, 'tillit-new', pages('one', 'two'))).toBe(false);
		expect(await dropOldBuilds(caches, 'tillit-new', pages('two', 'three'))).toBe(false);
		expect(await caches.keys()).toContain('tillit-old');
		expect(await dropOldBuilds(caches, 'tillit-new', pages('three'))).toBe(true);
		expect(await caches.keys()).toEqual(['tillit-new', 'other', 'tillit-notes']);
	});

	it('go at once when no page is open', async () => {
		const caches = memoryCaches('tillit-old', 'tillit-new');
		await noteOldPages(caches, pages());
		expect(await dropOldBuilds(caches, 'tillit-new', pages())).toBe(true);
		expect(await caches.keys()).not.toContain('tillit-old');
	});
});
