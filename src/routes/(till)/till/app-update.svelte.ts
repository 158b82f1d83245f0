/** The service worker of this origin: registered once, and its update offered but never taken by itself. */
import { getContext, setContext } from 'svelte';
import type { Workbox } from 'workbox-window';
import { browserPorts } from '$lib/till/browser-ports';

const KEY = Symbol('app update');
/** Held by every window with an open sale or payment (docs: one worker, three apps). */
const saleLock = 'sale-open';

export class AppUpdate {
	isReady = $state(false);
	isDismissed = $state(false);
	/** The app's files are stored: it opens without network. */
	isStored = $state(false);
	#workbox: Workbox | undefined;
	#registration: ServiceWorkerRegistration | undefined;
	#isApplying = false;

	async register(): Promise<void> {
		if (this.#workbox || !('serviceWorker' in navigator)) return;
		const loaded = await import('workbox-window').catch(() => null);
		if (!loaded) return;
		const workbox = new loaded.Workbox('/service-worker.js', { type: import.meta.env.DEV ? 'module' : 'classic' });
		this.#workbox = workbox;
		workbox.addEventListener('waiting', () => (this.isReady = true));
		workbox.addEventListener('controlling', () => {
			// Only the window that asked loads itself again; the others go on with what they have.
			if (this.#isApplying) location.reload();
		});
		try {
			this.#registration = await workbox.register();
			if (this.#registration?.waiting && navigator.serviceWorker.controller) this.isReady = true;
			const { active } = await navigator.serviceWorker.ready;
			active?.postMessage({ type: 'area', area: 'till' });
			await this.look();
		} catch {
			// Blocked site data and a missing worker leave the till usable online; the status page says that it is not stored.
			this.isStored = false;
		}
	}

	/** Looks for a new version and at what is stored; a till may run for days without being loaded again. */
	async look(): Promise<void> {
		this.isStored = (await caches.match('/till').catch(() => undefined)) !== undefined;
		await this.#registration?.update().catch(() => undefined);
	}

	dismiss(): void {
		this.isDismissed = true;
	}

	/** Answers `false` while any window has an open sale. */
	async apply(): Promise<boolean> {
		if (await browserPorts().locks.isHeld(saleLock)) return false;
		this.#isApplying = true;
		this.#workbox?.messageSkipWaiting();
		return true;
	}
}

export function setAppUpdate(update: AppUpdate): AppUpdate {
	return setContext(KEY, update);
}

export function getAppUpdate(): AppUpdate {
	return getContext<AppUpdate>(KEY);
}
