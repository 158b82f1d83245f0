/**
 * Which stored builds of the app the service worker keeps. A page goes on with the chunks of the build it was loaded from,
 * also after another window asked for the update: the old build goes only when the last page that was open then is gone
 * (reliability F19).
 */
export type OpenPages = () => Promise<readonly { id: string }[]>;

const prefix = 'tillit-';
const notesName = 'tillit-notes';
const oldPagesUrl = '/old-pages';

/** The same version may be built twice; names of built files carry their hash, so together they tell builds apart. */
export function nameOfCache(version: string, build: readonly string[]): string {
	let hash = 0x811c9dc5;
	for (const char of [...build].sort().join('\n')) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
	return `${prefix}${version}-${hash.toString(36)}`;
}

/** A new build takes over: who is open now runs an older one. */
export async function noteOldPages(caches: CacheStorage, open: OpenPages): Promise<void> {
	const ids = (await open()).map(({ id }) => id);
	await (await caches.open(notesName)).put(oldPagesUrl, Response.json(ids));
}

/** Removes older builds once no page that was open at the take-over is; answers whether they are gone. */
export async function dropOldBuilds(caches: CacheStorage, current: string, open: OpenPages): Promise<boolean> {
	const note = await (await caches.open(notesName)).match(oldPagesUrl);
	const old = new Set((await note?.json()) as string[] | undefined);
	if ((await open()).some(({ id }) => old.has(id))) return false;
	for (const name of await caches.keys()) {
		if (name.startsWith(prefix) && name !== current && name !== notesName) await caches.delete(name);
	}
	return true;
}
