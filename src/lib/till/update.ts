/** A new version of the app: offered, never during an open sale in any tab, never by surprise (DESIGN.md §5). */
import { Workbox } from 'workbox-window';
import type { Locks } from './ports';
import type { WorkerMessage } from './sync/ask-worker';

export type UpdateAnswer = { ok: true } | { ok: false; code: 'sale_open' | 'nothing_new' };

export class AppUpdate {
	private readonly workbox: Workbox;
	private registration: ServiceWorkerRegistration | undefined;
	private isApplying = false;

	/** `offered`: a new version waits. `kept`: the area's files are there for a start without a network. */
	constructor(
		private readonly locks: Pick<Locks, 'isHeld'>,
		private readonly offered: () => void,
		dev: boolean
	) {
		this.workbox = new Workbox('/service-worker.js', { type: dev ? 'module' : 'classic' });
	}

	async start(area: 'till' | 'my'): Promise<void> {
		this.workbox.addEventListener('waiting', () => this.offered());
		this.workbox.addEventListener('controlling', () => {
			// Only the tab that asked reloads by itself; the others go on with what they have loaded.
			if (this.isApplying) location.reload();
		});
		this.registration = await this.workbox.register();
		if (this.registration?.waiting && navigator.serviceWorker.controller) this.offered();
		const ready = await navigator.serviceWorker.ready;
		ready.active?.postMessage({ type: 'AREA', area } satisfies WorkerMessage);
	}

	/** Looks for a new version; browsers do so only when a page is loaded, and a till may run for days. */
	async look(): Promise<void> {
		await this.registration?.update().catch(() => undefined);
	}

	/** The user agreed. */
	async apply(): Promise<UpdateAnswer> {
		if (await this.locks.isHeld('sale-open')) return { ok: false, code: 'sale_open' };
		if (!this.registration?.waiting) return { ok: false, code: 'nothing_new' };
		this.isApplying = true;
		this.workbox.messageSkipWaiting();
		return { ok: true };
	}
}
