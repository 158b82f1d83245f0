/** The service worker of this origin: registered once, and its update offered but never taken by itself. */
import { Workbox } from 'workbox-window';
import { browserPorts } from '$lib/till/browser-ports';

/** Held by every window with an open sale or payment (docs: one worker, three apps). */
export const saleLock = 'sale-open';

class AppUpdate {
	isReady = $state(false);
	isDismissed = $state(false);
	/** The app's files are stored: it opens without network. */
	isStored = $state(false);
	#workbox: Workbox | undefined;

	async register(): Promise<void> {
		if (this.#workbox || !('serviceWorker' in navigator)) return;
		this.isStored = navigator.serviceWorker.controller !== null;
		const workbox = new Workbox('/service-worker.js', { type: import.meta.env.DEV ? 'module' : 'classic' });
		this.#workbox = workbox;
		workbox.addEventListener('waiting', () => (this.isReady = true));
		workbox.addEventListener('activated', () => (this.isStored = true));
		workbox.addEventListener('controlling', (event) => {
			if (event.isUpdate) location.reload();
		});
		try {
			const registration = await workbox.register();
			if (registration?.waiting && navigator.serviceWorker.controller) this.isReady = true;
			await navigator.serviceWorker.ready;
			workbox.messageSW({ type: 'area', area: 'till' }).catch(() => undefined);
		} catch {
			// Private windows and blocked site data have no service worker; the status page says that the app is not stored.
			this.isStored = false;
		}
	}

	dismiss(): void {
		this.isDismissed = true;
	}

	/** Answers `false` while any window has an open sale. */
	async apply(): Promise<boolean> {
		if (await browserPorts().locks.isHeld(saleLock)) return false;
		this.#workbox?.messageSkipWaiting();
		return true;
	}
}

/** One per window, because there is one worker per origin. The till is never rendered on the server. */
export const appUpdate = new AppUpdate();
