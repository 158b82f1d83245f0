/** The desk comes behind the first screen, with the counter it stands at. */
import type { Toaster } from '$lib/ui/toaster.svelte';
import type { Desk } from './desk.svelte';
import { deskModule, dialogHost, scanning, sellPage } from './later';
import type { TillPort } from './port';

export class DeskPlace {
	desk = $state.raw<Desk | null>(null);
	/** Why it could not be brought; whoever asks next tries again. */
	fault = $state.raw<string | null>(null);
	readonly #till: TillPort;
	readonly #toaster: Toaster;

	constructor(till: TillPort, toaster: Toaster) {
		this.#till = till;
		this.#toaster = toaster;
	}

	/** The counter is opened anew where the till began anew. */
	async bring(): Promise<Desk | null> {
		try {
			const [{ Desk }] = await Promise.all([deskModule(), this.#till.openCounter()]);
			this.desk ??= new Desk(this.#till, this.#toaster);
			this.fault = null;
		} catch (error) {
			this.fault = String(error);
		}
		return this.desk;
	}

	/** Behind the first picture: that one has the processor to itself. */
	bringLater(): void {
		requestAnimationFrame(() =>
			setTimeout(() => {
				void this.bring();
				void Promise.all([sellPage(), scanning(), dialogHost()]).catch(() => undefined);
			})
		);
	}
}
