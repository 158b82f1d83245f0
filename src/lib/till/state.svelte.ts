/** The till of this page: what its screens see and may ask for. Made once by the area's layout, reached through context. */
import { Selling } from './baskets/selling.svelte';
import { Pulled } from './catalogue/pulled.svelte';
import { browserStorage, checkStorage, keepStorage } from './device/storage-check';
import type { Phase, Refused } from './facts';
import { readEnd } from './journal/mark';
import { startTill, type Started } from './journal/started';
import { Members } from './members/members.svelte';
import type { TillParts } from './parts';
import { Receipts } from './receipts/receipts';
import { refusedOf } from './refused';
import { Returning } from './returns/returning.svelte';
import { Quoting } from './rewards/quoting.svelte';
import { RewardSteps } from './rewards/steps';
import type { PinAnswer } from './staff/pin';
import { SigningIn } from './staff/signing-in.svelte';
import { Connection } from './sync/connection.svelte';
import type { Basket } from '$lib/domain/basket/basket';
import { attachMember } from '$lib/domain/basket/changes';
import type { TenderDraft } from '$lib/domain/basket/settlement';
import type { Quote } from '$lib/domain/offers/quote-types';

export class Till {
	/** How far the start came; whoever is signed in opens what is ready. */
	#stage = $state.raw<Exclude<Phase, { state: 'locked' | 'open' }> | { state: 'ready' }>({ state: 'starting' });
	storageKept = $state(false);
	/** The newest local write failed: the screen says so and nothing is shown as done. */
	writeFault = $state.raw<string | null>(null);

	readonly #parts: TillParts;
	readonly #pulled: Pulled;
	readonly #quoting: Quoting;
	readonly #connection: Connection;
	readonly #signingIn: SigningIn;
	readonly #selling: Selling;
	readonly #receipts: Receipts;
	readonly members: Members;
	readonly #appVersion: string;
	/** Giving goods back. */
	readonly returning: Returning;
	#stops: (() => void)[] = [];

	constructor(parts: TillParts, appVersion: string) {
		this.#parts = parts;
		this.#appVersion = appVersion;
		const failed = (reason: string) => (this.writeFault = reason);
		const cashier = () => this.#signingIn.cashier;
		this.#connection = new Connection(parts, () => {
			this.rewards.contact();
			void this.#recognise();
		});
		this.#pulled = new Pulled(parts.catalogue, () => this.#quoting.refresh());
		this.#quoting = new Quoting({
			pulled: this.#pulled,
			catalogue: parts.catalogue,
			clock: parts.ports.clock,
			offsetMs: () => this.sync.clockOffsetMs,
			changed: () => this.#selling.rewards.show()
		});
		this.#signingIn = new SigningIn(parts, { staff: () => this.staff, failed });
		const sold = () => this.#connection.showWitnesses();
		this.returning = new Returning(parts, { pulled: this.#pulled, cashier, done: sold });
		this.#selling = new Selling(parts, {
			pulled: this.#pulled,
			quoting: this.#quoting,
			steps: new RewardSteps(parts),
			isOffline: () => this.sync.chip.state === 'offline',
			...{ cashier, failed, sold }
		});
		const staffId = () => cashier()?.id ?? null;
		this.#receipts = new Receipts(parts, staffId);
		this.members = new Members(parts, {
			settings: () => this.settings,
			staffId,
			people: this.#quoting.people,
			learned: () => this.#quoting.refresh()
		});
	}

	get phase(): Phase {
		if (this.#stage.state !== 'ready') return this.#stage;
		const { cashier } = this.#signingIn;
		return cashier ? { state: 'open', cashier } : { state: 'locked' };
	}
	get settings() {
		return this.#pulled.settings;
	}
	get groups() {
		return this.#pulled.groups;
	}
	get taxRates() {
		return this.#pulled.taxRates;
	}
	get staff() {
		return this.#pulled.staff;
	}
	get catalogue() {
		return this.#pulled.catalogue;
	}
	get offers() {
		return this.#pulled.offers;
	}
	/** Kinds of record that a newer server sent and this app cannot read. */
	get unread() {
		return this.#pulled.unread;
	}
	get sync() {
		return this.#connection.sync;
	}
	get journal() {
		return this.#connection.journal;
	}
	get basket() {
		return this.#selling.basket;
	}
	get tenders() {
		return this.#selling.tenders;
	}
	get spends() {
		return this.#selling.spends;
	}
	/** The five steps of the open basket. */
	get rewards() {
		return this.#selling.rewards;
	}
	get parked() {
		return this.#selling.parked;
	}
	/** What the open basket costs and earns. */
	get quote() {
		return this.#quoting.current;
	}

	/** Of a parked one, as it would be now. */
	quoteOf(basket: Basket): Quote {
		return this.#quoting.of(basket);
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
		const reading = this.#pulled.readHouse();
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

	async #begin(started: Started, reading = this.#pulled.readHouse()): Promise<void> {
		this.#connection.journal = started.facts;
		this.#signingIn.cashier = null;
		await reading;
		if (started.state === 'ready') {
			await this.#selling.open();
			this.#stage = { state: 'ready' };
		} else this.#stage = { state: 'unenrolled', ended: readEnd(this.#parts.ports.marks) };
		await this.#connection.show();
		this.#pulled.read('all').catch((error: unknown) => (this.writeFault = String(error)));
		this.#connection.loop.start();
	}

	#listen(): void {
		const connection = this.#connection;
		this.#stops.push(
			connection.listen(),
			this.#parts.ports.bus.listen((message) => {
				if (message.kind === 'catalogue') void this.#pulled.read(message.chunks);
				else if (message.kind === 'baskets') void this.#selling.showParked();
				else if (message.kind === 'device') void this.#restart();
				else void connection.show();
				if (message.kind === 'sync') connection.loop.kick(true);
				if (message.kind === 'synced') void connection.afterwards();
			})
		);
	}

	async #restart(): Promise<void> {
		this.#connection.loop.stop();
		await this.#begin(await startTill(this.#parts));
	}

	async enrol(code: string): Promise<{ ok: true } | Refused> {
		const input = { code, deviceName: navigator.userAgent.slice(0, 80), appVersion: this.#appVersion };
		const { enrol } = await import('./device/enrol');
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
		const answer = await this.#signingIn.signIn(staffId, pin);
		if (answer.ok) this.#selling.staffId = staffId;
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
		this.members.forget();
	}

	setBasket(basket: Basket): void {
		this.#selling.setBasket(basket);
	}

	setTenders(tenders: readonly TenderDraft[]): ReturnType<Selling['setTenders']> {
		return this.#selling.setTenders(tenders);
	}

	/** A card that was shown without the network gets its name once there is one, unless the sale is being paid already. */
	async #recognise(): Promise<void> {
		const { member } = this.basket;
		const mayChange = () => this.tenders.length === 0 && this.rewards.spending.state === 'closed';
		if (!member || !mayChange() || this.sync.chip.state === 'offline' || this.phase.state !== 'open') return;
		const known = await this.members.recognise(member);
		if (known && this.basket.member === member && mayChange()) this.setBasket(attachMember(this.basket, known));
	}

	park(label: string | null): ReturnType<Selling['park']> {
		return this.#selling.park(label);
	}

	resume(id: string): ReturnType<Selling['resume']> {
		return this.#selling.resume(id);
	}

	complete(): ReturnType<Selling['complete']> {
		return this.#selling.complete();
	}

	sale(saleId: string): ReturnType<Receipts['sale']> {
		return this.#receipts.sale(saleId);
	}

	sales(limit: number): ReturnType<Receipts['sales']> {
		return this.#receipts.sales(limit);
	}

	copied(saleId: string): ReturnType<Receipts['copied']> {
		return this.#receipts.copied(saleId);
	}

	async sendNow(): Promise<void> {
		await this.#connection.loop.now();
	}

	async exportHeld(): Promise<Blob> {
		const { exportLines } = await import('./journal/export');
		return new Blob([await exportLines(this.#parts, this.journal.held)], { type: 'application/x-ndjson' });
	}

	newId(): string {
		return this.#selling.newId();
	}
}
