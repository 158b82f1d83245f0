/** The page's word to the service worker. */

export type WorkerMessage =
	| { type: 'SKIP_WAITING' }
	/** Which files to keep for a start without a network. */
	| { type: 'area'; area: 'till' | 'my' }
	| { type: 'SYNC'; urgent: boolean };

/** Asks the controlling worker for a round of sync; false when there is none. Its answer says that it took the work over. */
export function askWorker(urgent: boolean): Promise<boolean> {
	const controller = navigator.serviceWorker?.controller;
	if (!controller) return Promise.resolve(false);
	return new Promise((resolve) => {
		const channel = new MessageChannel();
		channel.port1.onmessage = (event: MessageEvent<unknown>) => resolve(event.data === 'taken');
		controller.postMessage({ type: 'SYNC', urgent } satisfies WorkerMessage, [channel.port2]);
	});
}

/** Where it exists, the browser wakes the worker once the network is back, even when no page is open. */
export async function registerBackgroundSync(): Promise<void> {
	const registration = await navigator.serviceWorker?.getRegistration();
	const sync: unknown = registration && 'sync' in registration ? registration.sync : null;
	if (!isSyncManager(sync)) return;
	await sync.register('tillit-push').catch(() => undefined);
}

function isSyncManager(value: unknown): value is { register(tag: string): Promise<void> } {
	return typeof value === 'object' && value !== null && 'register' in value;
}
