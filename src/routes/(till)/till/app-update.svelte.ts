/** The app's newer version, for the screens: whether one waits, and whether this one is stored for use without network. */
import { getContext, setContext } from 'svelte';
import { browserPorts } from '$lib/till/browser-ports';
import { AppUpdate } from '$lib/till/update';

const KEY = Symbol('app update');

export class ShownUpdate {
	isReady = $state(false);
	isDismissed = $state(false);
	/** The app's files are stored: it opens without network. */
	isStored = $state(false);
	#update: AppUpdate | undefined;

	async start(): Promise<void> {
		if (!('serviceWorker' in navigator)) return;
		this.#update = new AppUpdate(browserPorts().locks, () => (this.isReady = true), import.meta.env.DEV);
		// Blocked site data and a missing worker leave the till usable online; the status page says that it is not stored.
		await this.#update.start('till').then(
			() => (this.isStored = navigator.serviceWorker.controller !== null || !import.meta.env.DEV),
			() => (this.isStored = false)
		);
	}

	async look(): Promise<void> {
		await this.#update?.look();
	}

	dismiss(): void {
		this.isDismissed = true;
	}

	/** Answers `false` while any window has an open sale. */
	async apply(): Promise<boolean> {
		const answer = await this.#update?.apply();
		return answer?.ok === true || answer?.code === 'nothing_new';
	}
}

export function setAppUpdate(update: ShownUpdate): ShownUpdate {
	return setContext(KEY, update);
}

export function getAppUpdate(): ShownUpdate {
	return getContext<ShownUpdate>(KEY);
}
