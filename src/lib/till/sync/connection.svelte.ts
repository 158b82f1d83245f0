/** Where this device stands with its server and its own journal: what the chip and the status page show. */
import type { JournalFacts, SyncFacts } from '../facts';
import { readWitnesses } from '../journal/copying';
import { agreeing } from '../journal/started';
import type { TillParts } from '../parts';
import { askWorker, registerBackgroundSync } from './ask-worker';
import { readSyncFacts } from './facts';
import { SyncLoop } from './loop';

const noContact: SyncFacts = {
	chip: { state: 'offline', count: 0 },
	pending: 0,
	oldestPendingAt: null,
	lastContactAt: null,
	lastError: null,
	receivedSeq: 0,
	backupSeq: null,
	backupAt: null,
	cases: 0,
	clockOffsetMs: 0,
	sending: false,
	isForgotten: false,
	deviceState: 'active'
};

export class Connection {
	sync = $state.raw<SyncFacts>(noContact);
	journal = $state.raw<JournalFacts>({ epoch: 0, seq: 0, head: '', witnesses: agreeing, notices: [], held: [] });
	readonly loop: SyncLoop;
	readonly #parts: TillParts;

	/** `heard`: after the facts were read anew. */
	constructor(
		parts: TillParts,
		private readonly heard: () => void
	) {
		this.#parts = parts;
		this.loop = new SyncLoop(parts, askWorker, () => this.afterwards());
	}

	/** The loop now and whenever network or page come back, the chip as soon as the network goes; the answer ends the listening. */
	listen(): () => void {
		const wake = () => document.visibilityState === 'visible' && this.loop.kick(true);
		const gone = () => void this.show();
		window.addEventListener('online', wake);
		window.addEventListener('offline', gone);
		document.addEventListener('visibilitychange', wake);
		return () => {
			window.removeEventListener('online', wake);
			window.removeEventListener('offline', gone);
			document.removeEventListener('visibilitychange', wake);
		};
	}

	async show(): Promise<void> {
		const { store } = this.#parts;
		const { notices, held } = this.journal;
		const hasLoss = notices.some(({ kind }) => kind === 'lost') || held.some(({ state }) => state === 'refused');
		this.sync = await readSyncFacts(store, { isOnline: navigator.onLine, hasLoss });
		const head = await store.head();
		const witnesses = await readWitnesses(this.#parts);
		if (head) this.journal = { ...this.journal, epoch: head.epoch, seq: head.seq, head: head.hash, witnesses };
		if (this.sync.pending > 0 && this.sync.chip.state === 'offline') await registerBackgroundSync();
		this.heard();
	}

	async showWitnesses(): Promise<void> {
		this.journal = { ...this.journal, witnesses: await readWitnesses(this.#parts) };
	}

	async afterwards(): Promise<void> {
		// Behind the first screen, like the sending itself.
		const { afterSync } = await import('./afterwards');
		const { again, held } = await afterSync(this.#parts, this.journal.held);
		this.journal = { ...this.journal, held };
		await this.show();
		if (again) this.loop.kick(true);
	}
}
