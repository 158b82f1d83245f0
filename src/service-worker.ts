/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
/**
 * One worker for the whole origin (DESIGN.md §5): the shell of an area is kept for a start without a network once a page
 * of that area asked for it, and the till's journal is pushed even when its page is busy or closed. `/manage` is not kept.
 */
import type { RouteHandlerCallback, WorkboxPlugin } from 'workbox-core/types.js';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';
import { build, files, prerendered, version } from '$service-worker';
import { dropOldBuilds, nameOfCache, noteOldPages } from '$lib/till/app-caches';
import type { WorkerMessage } from '$lib/till/sync/ask-worker';
import { syncInWorker } from '$lib/till/sync/worker-sync';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

type Area = Extract<WorkerMessage, { type: 'area' }>['area'];

const shells: Record<Area, string> = { till: '/till', my: '/my' };
const cacheName = nameOfCache(version, build);
/** Files fetched side by side. */
const atOnce = 8;
/** Small things that every area needs; cached when the worker is installed. */
const shared = files.filter((file) => /\.(svg|webmanifest|js)$/.test(file));

worker.addEventListener('install', (event) => {
	event.waitUntil(install());
});

/** A new build brings at once what the old one had kept, so that an update can be applied without a network. */
async function install(): Promise<void> {
	const cache = await caches.open(cacheName);
	await cache.addAll(shared);
	for (const area of await keptAreas()) await keepArea(area);
}

worker.addEventListener('activate', (event) => {
	event.waitUntil(activate());
});

async function activate(): Promise<void> {
	await noteOldPages(caches, openPages);
	await dropOldBuilds(caches, cacheName, openPages);
	await worker.clients.claim();
}

function openPages(): Promise<readonly Client[]> {
	return worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
}

/** Which areas any build of this origin has kept. */
async function keptAreas(): Promise<Area[]> {
	const areas: Area[] = [];
	for (const area of Object.keys(shells) as Area[]) if (await caches.match(shells[area])) areas.push(area);
	return areas;
}

/** The build's folders name who alone needs a file (vite.chunks.ts). */
function isOfOthers(area: Area, url: string): boolean {
	const folder = /\/immutable\/(till|my|web)\//.exec(url)?.[1];
	return folder !== undefined && folder !== area;
}

/** Everything a page of the area may load; pictures and other large files come in as they are used. */
async function keepArea(area: Area): Promise<void> {
	const cache = await caches.open(cacheName);
	const shell = shells[area];
	const whole = `${shell}?whole`;
	if (await cache.match(whole)) return;
	const wanted = [
		...build.filter((url) => !isOfOthers(area, url)),
		...files.filter((file) => !file.endsWith('.map')),
		...prerendered.filter((page) => page === shell)
	];
	// A shell that is not among the prerendered pages is fetched as the page it is.
	if (!prerendered.includes(shell)) wanted.push(shell);
	for (let from = 0; from < wanted.length; from += atOnce) {
		await Promise.all(wanted.slice(from, from + atOnce).map((url) => keepFile(cache, url)));
	}
	// Noted, so that the next start need not look at every file again.
	await cache.put(whole, new Response());
}

/**
 * Files of a build carry their hash in the name: one that an older cache holds need not be fetched again. A file that does
 * not come is a failure: a worker with a hole must not replace one that is whole.
 */
async function keepFile(cache: Cache, url: string): Promise<void> {
	if (await cache.match(url)) return;
	const known = build.includes(url) ? await caches.match(url) : undefined;
	const response = known ?? (await fetch(url, { cache: build.includes(url) ? 'default' : 'no-cache' }));
	if (!response.ok || response.redirected) throw new Error(`${url} could not be kept: ${String(response.status)}`);
	await cache.put(url, response);
}

worker.addEventListener('message', (event) => {
	const message = event.data as WorkerMessage | null;
	if (message?.type === 'SKIP_WAITING') void worker.skipWaiting();
	// Every page says so when it starts: also the moment to see whether pages of an older build are gone.
	if (message?.type === 'area' && message.area in shells) {
		event.waitUntil(keepArea(message.area).then(() => dropOldBuilds(caches, cacheName, openPages)));
	}
	if (message?.type === 'SYNC') {
		event.ports[0]?.postMessage('taken');
		event.waitUntil(syncInWorker(message.urgent));
	}
});

/** Background Sync, where it exists. A throw asks the browser to come back later. */
worker.addEventListener('sync', (event) => {
	// The library of types does not know this event yet; it is an ExtendableEvent.
	(event as ExtendableEvent).waitUntil(
		syncInWorker(true).then((outcome) => {
			if (outcome.kind === 'failed') throw new Error(outcome.reason);
		})
	);
});

/** An installed area starts from its shell, with or without a network; the version in use changes only by an update. */
for (const [area, shell] of Object.entries(shells)) {
	const navigate: RouteHandlerCallback = async ({ request }) => {
		const cache = await caches.open(cacheName);
		return (await cache.match(shell)) ?? fetch(request);
	};
	registerRoute(new NavigationRoute(navigate, { allowlist: [new RegExp(`^/${area}(?:/|$|\\?)`)] }));
}

/** A hashed name means the same in every build, so a page of an older one finds its chunks as long as they are kept. */
const inAnyBuild: WorkboxPlugin = {
	cachedResponseWillBeUsed: async ({ cachedResponse, request }) => cachedResponse ?? (await caches.match(request))
};
registerRoute(
	({ url, sameOrigin }) => sameOrigin && url.pathname.includes('/immutable/'),
	new CacheFirst({ cacheName, plugins: [inAnyBuild] })
);
registerRoute(({ url, sameOrigin }) => sameOrigin && files.includes(url.pathname), new CacheFirst({ cacheName }));
