/** Asks the service worker to keep this area's files, so that the card opens from the home screen without a network. */
export async function keepOffline(): Promise<void> {
	if (!('serviceWorker' in navigator)) return;
	try {
		const registration = await navigator.serviceWorker.register('/service-worker.js', {
			type: import.meta.env.DEV ? 'module' : 'classic'
		});
		const worker = registration.active ?? (await navigator.serviceWorker.ready).active;
		worker?.postMessage({ type: 'area', area: 'my' });
	} catch {
		// Private windows and insecure addresses have no worker; the area works there while online.
	}
}
