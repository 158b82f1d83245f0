/**
 * The till of this page: what its screens see and may ask for. Made once by the area's layout, reached through context.
 * It starts without the counter: what only selling needs comes behind the first screen.
 */
import { House } from './catalogue/house.svelte';
import type { Counter } from './counter.svelte';
import { browserStorage, checkStorage, keepStorage } from './device/storage-check';
import type { Phase, Refused } from './facts';
import { readEnd } from './journal/mark';
import { startTill, type Started } from './journal/started';
import type { TillParts } from './parts';
import { refusedOf } from './refused';
import type { PinAnswer } from './staff/pin';
import { SigningIn } from './staff/signing-in.svelte';
import { Connection } from './sync/connection.svelte';
import type { Basket } from '$lib/domain/basket/basket';
import type { TenderDraft } from '$lib/domain/basket/settlement';
import type { Quote } from '$lib/domain/offers/quote-types';

export class Till {
	/** How far the start came; whoever is signed in opens what is ready. */
	#stage = $state.raw<Exclude<Phase, { state: 'locked' | 'open' }> | { state: 'ready' }>({ state: 'starting' });
	storageKept = $state(false);
	/** The newest local write failed: the screen says so and nothing is shown as done. */
	writeFault = $state.raw<string | null>(null);

	readonly #parts: TillParts;
	readonly #house: House;
	readonly #connection: Connection;
	readonly #signingIn: SigningIn;
	readonly #appVersion: string;
	#loaded = $state.raw<Counter | null>(null);
	#opening: Promise<void> | null = null;
	#stops: (() => void)[] = [];

	constructor(parts: TillParts, appVersion: string) {
		this.#parts = parts;
		this.#appVersion = appVersion;
		this.#house = new House(parts.catalogue);
		this.#connection = new Connection(parts, () => this.#loaded?.contact());
		const failed = (reason: string) => (this.writeFault = reason);
		this.#signingIn = new SigningIn(parts, { staff: () => this.staff, failed });
	}

	/** Brings what sells, once; a load that failed is tried again by whoever asks next. */
	openCounter(): Promise<void> {
		return (this.#opening ??= this.#openCounter().catch((error: unknown) => {
			this.#opening = null;
			throw error;
		}));
	}

	async #openCounter(): Promise<void> {
		const { Counter } = await import('./counter.svelte');
		this.#loaded ??= new Counter(this.#parts, {
			house: this.#house,
			connection: this.#connection,
			signingIn: this.#signingIn,
			failed: (reason) => (this.writeFault = reason)
		});
		await this.#loaded.open();
	}

	/** Screens behind the first one are shown once it is there. */
	get #counter(): Counter {
		if (!this.#loaded) throw new Error('the counter is not open yet');
		return this.#loaded;
	}

	get phase(): Phase {
		if (this.#stage.state !== 'ready') return this.#stage;
		const { cashier } = this.#signingIn;
		return cashier ? { state: 'open', cashier } : { state: 'locked' };
	}
	get settings() {
		return this.#house.settings;
	}
	get groups() {
		return this.#house.groups;
	}
	get taxRates() {
		return this.#house.taxRates;
	}
	get staff() {
		return this.#house.staff;
	}
	/** Kinds of record that a newer server sent and this app cannot read. */
	get unread() {
		return this.#house.unread;
	}
	get sync() {
		return this.#connection.sync;
	}
	get journal() {
		return this.#connection.journal;
	}
	get catalogue() {
		return this.#counter.pulled.catalogue;
	}
	get offers() {
		return this.#counter.pulled.offers;
	}
	get basket() {
		return this.#counter.selling.basket;
	}
	get tenders() {
		return this.#counter.selling.tenders;
	}
	get atTerminalMinor() {
		return this.#counter.selling.atTerminalMinor;
	}
	get spends() {
		return this.#counter.selling.spends;
	}
	/** The five steps of the open basket. */
	get rewards() {
		return this.#counter.selling.rewards;
	}
	/** The vouchers of the open basket. */
	get vouchers() {
		return this.#counter.selling.vouchers;
	}
	get parked() {
		return this.#counter.selling.parked;
	}
	/** What the open basket costs and earns. */
	get quote() {
		return this.#counter.quoting.current;
	}
	get members() {
		return this.#counter.members;
	}
	get returning() {
		return this.#counter.returning;
	}

	/** Of a parked one, as it would be now. */
	quoteOf(basket: Basket): Quote {
		return this.#counter.quoting.of(basket);
	}

	/** Starts once. A start that fails says so, with the browser's word: a screen that waits for ever helps nobody. */
	start(): Promise<void> {
		return this.#start().catch((error: unknown) => {
			this.#stage = { state: 'refused', code: 'starting', reason: String(error) };
		});
	}

	async #start(): Promise<void> {
		const refused = await checkStorage(browserStorage(() => this.#parts.open()));
		if (refused) {
			this.#stage = { state: 'refused', ...refused };
			return;
		}
		this.#listen();
		void this.#keep();
		// The house is read while the journal's witnesses are compared.
		const reading = this.#house.read();
		const started = await startTill(this.#parts);
		await this.#begin(started, reading);
	}

	/** Asks for storage that stays; nothing waits for the answer. */
	async #keep(): Promise<void> {
		try {
			this.storageKept = await keepStorage();
			await this.#parts.store.updateSync({ storageKept: this.storageKept, appVersion: this.#appVersion });
			await this.#signingIn.noteNobody();
		} catch (error) {
			this.writeFault = String(error);
		}
	}

	stop(): void {
		this.#connection.loop.stop();
		for (const stop of this.#stops) stop();
		this.#stops = [];
	}

	async #begin(started: Started, reading = this.#house.read()): Promise<void> {
		this.#connection.journal = started.facts;
		this.#signingIn.cashier = null;
		// What was open before belongs to another device or was changed behind the counter's back.
		this.#opening = null;
		await reading;
		if (started.state === 'ready') this.#stage = { state: 'ready' };
		else this.#stage = { state: 'unenrolled', ended: readEnd(this.#parts.ports.marks) };
		await this.#connection.show();
		this.#connection.loop.start();
	}

	#listen(): void {
		const connection = this.#connection;
		this.#stops.push(
			connection.listen(),
			this.#parts.ports.bus.listen((message) => {
				if (message.kind === 'catalogue') this.#read(message.chunks);
				else if (message.kind === 'baskets') void this.#loaded?.selling.showParked();
				else if (message.kind === 'device') void this.#restart();
				else void connection.show();
				if (message.kind === 'sync') connection.loop.kick(true);
				if (message.kind === 'synced') void connection.afterwards();
			})
		);
	}

	/** The counter reads everything when it opens; until then only the house is seen. */
	#read(chunks: number[] | 'all'): void {
		if (this.#loaded) this.#loaded.read(chunks);
		else this.#house.read().catch((error: unknown) => (this.writeFault = String(error)));
	}

	async #restart(): Promise<void> {
		this.#connection.loop.stop();
		await this.#begin(await startTill(this.#parts));
	}

	async enrol(code: string): Promise<{ ok: true } | Refused> {
		const [{ enrol }, { deviceName }] = await Promise.all([import('./device/enrol'), import('./device/device-name')]);
		const { userAgent, maxTouchPoints } = navigator;
		const input = { code, deviceName: deviceName(userAgent, maxTouchPoints), appVersion: this.#appVersion };
		const enrolled = await enrol(this.#parts, input);
		if (!enrolled.ok) return refusedOf(enrolled);
		await this.#begin(await startTill(this.#parts));
		return { ok: true };
	}

	/** Back to the enrolment, for a device that the server no longer knows; what it holds goes along. */
	beginAgain(): void {
		if (this.sync.isForgotten) this.#stage = { state: 'unenrolled', ended: null };
	}

	async signIn(staffId: string, pin: string): Promise<PinAnswer> {
		try {
			await this.openCounter();
		} catch (error) {
			return { ok: false, code: 'failed', waitMs: 0, reason: String(error) };
		}
		const answer = await this.#signingIn.signIn(staffId, pin);
		if (answer.ok) this.#counter.selling.staffId = staffId;
		return answer;
	}

	/** Whether this is that person's PIN; nobody is signed in by it. */
	checkPin(staffId: string, pin: string): Promise<PinAnswer> {
		return this.#signingIn.check(staffId, pin);
	}

	/** Milliseconds before that person's PIN may be tried again. */
	pinWait(staffId: string): Promise<number> {
		return this.#signingIn.wait(staffId);
	}

	lock(reason: 'tap' | 'idle' | 'switch'): void {
		void this.#signingIn.lock(reason);
		this.#loaded?.members.forget();
	}

	setBasket(basket: Basket): void {
		this.#counter.selling.setBasket(basket);
	}

	setTenders(tenders: readonly TenderDraft[]): ReturnType<Counter['selling']['setTenders']> {
		return this.#counter.selling.setTenders(tenders);
	}

	askTerminal(amountMinor: number | null): ReturnType<Counter['selling']['askTerminal']> {
		return this.#counter.selling.askTerminal(amountMinor);
	}

	park(label: string | null): ReturnType<Counter['selling']['park']> {
		return this.#counter.selling.park(label);
	}

	resume(id: string): ReturnType<Counter['selling']['resume']> {
		return this.#counter.selling.resume(id);
	}

	complete(): ReturnType<Counter['selling']['complete']> {
		return this.#counter.selling.complete();
	}

	sale(saleId: string): ReturnType<Counter['receipts']['sale']> {
		return this.#counter.receipts.sale(saleId);
	}

	sales(limit: number): ReturnType<Counter['receipts']['sales']> {
		return this.#counter.receipts.sales(limit);
	}

	copied(saleId: string): ReturnType<Counter['receipts']['copied']> {
		return this.#counter.receipts.copied(saleId);
	}

	async sendNow(): Promise<void> {
		await this.#connection.loop.now();
	}

	async exportHeld(): Promise<Blob> {
		const { exportLines } = await import('./journal/export');
		return new Blob([await exportLines(this.#parts, this.journal.held)], { type: 'application/x-ndjson' });
	}

	newId(): string {
		return this.#counter.selling.newId();
	}
}
