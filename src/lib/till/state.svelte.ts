/** The till of this page: what its screens see and may ask for. Made once by the area's layout, reached through context. */
import { close, type Closing } from './baskets/close';
import { BasketDesk } from './baskets/basket-desk';
import { findMember, personOf, type FoundMember } from './catalogue/members';
import { Pulled } from './catalogue/pulled.svelte';
import { scanRulesOf } from './catalogue/scan-rules';
import { enrol } from './device/enrol';
import { browserStorage, checkStorage, keepStorage } from './device/storage-check';
import type { FinishedSale, JournalFacts, ParkedSale, Phase, Refused, SyncFacts } from './facts';
import { append } from './journal/append';
import { readWitnesses } from './journal/copying';
import { readEnd } from './journal/mark';
import { exportLines } from './journal/export';
import type { SaleRow } from './journal/rows';
import { agreeing, startTill, type Started } from './journal/started';
import type { TillParts } from './parts';
import { Quoting } from './rewards/quoting.svelte';
import { refusedOf } from './refused';
import { checkPin, type PinAnswer } from './staff/pin';
import { PinWaits } from './staff/pin-waits';
import { afterSync } from './sync/afterwards';
import { askWorker, registerBackgroundSync } from './sync/ask-worker';
import { hasContact, readSyncFacts } from './sync/facts';
import { SyncLoop } from './sync/loop';
import type { Basket } from '$lib/domain/basket/basket';
import type { TenderDraft } from '$lib/domain/basket/settlement';
import { recognise } from '$lib/domain/code/scan';
import type { Quote } from '$lib/domain/offers/quote-types';

type Done = { ok: true };

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

export class Till {
	phase = $state.raw<Phase>({ state: 'starting' });
	basket = $state.raw<Basket>({ id: '', openedAtMs: 0, lines: [], discount: null, member: null, note: null });
	tenders = $state.raw<readonly TenderDraft[]>([]);
	parked = $state.raw<readonly ParkedSale[]>([]);
	sync = $state.raw<SyncFacts>(noContact);
	journal = $state.raw<JournalFacts>({ epoch: 0, seq: 0, head: '', witnesses: agreeing, notices: [], held: [] });
	storageKept = $state(false);
	/** The newest local write failed: the screen says so and nothing is shown as done. */
	writeFault = $state.raw<string | null>(null);

	readonly #parts: TillParts;
	readonly #baskets: BasketDesk;
	readonly #pulled: Pulled;
	readonly #quoting: Quoting;
	readonly #loop: SyncLoop;
	readonly #appVersion: string;
	readonly #waits = new PinWaits(() => performance.now());
	#stops: (() => void)[] = [];
	#isCompleting = false;

	constructor(parts: TillParts, appVersion: string) {
		this.#parts = parts;
		this.#appVersion = appVersion;
		this.#pulled = new Pulled(parts.catalogue, () => this.#quoting.refresh());
		this.#quoting = new Quoting({
			pulled: this.#pulled,
			catalogue: parts.catalogue,
			clock: parts.ports.clock,
			offsetMs: () => this.sync.clockOffsetMs
		});
		this.#baskets = new BasketDesk(parts.ports, parts.desk, {
			changed: () => this.#showBasket(),
			failed: (error) => (this.writeFault = String(error))
		});
		this.#loop = new SyncLoop(parts, askWorker, () => this.#afterwards());
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
	/** What the open basket costs and earns. */
	get quote() {
		return this.#quoting.current;
	}

	/** Of a parked one, as it would be now. */
	quoteOf(basket: Basket): Quote {
		return this.#quoting.of(basket);
	}

	/** Starts once; the answer ends everything that listens. */
	/** A start that fails says so, with the browser's word: a screen that waits for ever helps nobody. */
	start(): Promise<void> {
		return this.#start().catch((error: unknown) => {
			this.phase = { state: 'refused', code: 'starting', reason: String(error) };
		});
	}

	async #start(): Promise<void> {
		const refused = await checkStorage(browserStorage(() => this.#parts.open()));
		if (refused) {
			this.phase = { state: 'refused', ...refused };
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
			await this.#parts.store.updateSync({
				storageKept: this.storageKept,
				appVersion: this.#appVersion,
				staffId: null
			});
		} catch (error) {
			this.writeFault = String(error);
		}
	}

	stop(): void {
		this.#loop.stop();
		for (const stop of this.#stops) stop();
		this.#stops = [];
	}

	async #begin(started: Started, reading = this.#pulled.readHouse()): Promise<void> {
		this.journal = started.facts;
		await reading;
		if (started.state === 'ready') {
			await this.#baskets.open();
			this.phase = { state: 'locked' };
		} else this.phase = { state: 'unenrolled', ended: readEnd(this.#parts.ports.marks) };
		await this.#showFacts();
		this.#pulled.read('all').catch((error: unknown) => (this.writeFault = String(error)));
		this.#loop.start();
	}

	#listen(): void {
		const { bus } = this.#parts.ports;
		this.#stops.push(
			bus.listen((message) => {
				if (message.kind === 'catalogue') void this.#pulled.read(message.chunks);
				else if (message.kind === 'baskets') void this.#showParked();
				else if (message.kind === 'device') void this.#restart();
				else void this.#showFacts();
				if (message.kind === 'sync') this.#loop.kick(true);
				if (message.kind === 'synced') void this.#afterwards();
			})
		);
		const wake = () => document.visibilityState === 'visible' && this.#loop.kick(true);
		for (const [target, name] of [
			[window, 'online'],
			[document, 'visibilitychange']
		] as const) {
			target.addEventListener(name, wake);
			this.#stops.push(() => target.removeEventListener(name, wake));
		}
	}

	async #restart(): Promise<void> {
		this.#loop.stop();
		await this.#begin(await startTill(this.#parts));
	}

	async #afterwards(): Promise<void> {
		const { again, recovered } = await afterSync(this.#parts, this.journal.held);
		if (recovered.length > 0) {
			const held = this.journal.held.filter((journal) => !recovered.includes(journal));
			this.journal = { ...this.journal, held };
		}
		await this.#showFacts();
		if (again) this.#loop.kick(true);
	}

	async #showFacts(): Promise<void> {
		const { store } = this.#parts;
		const hasLoss = this.journal.notices.some((notice) => notice.kind === 'lost');
		this.sync = await readSyncFacts(store, { isOnline: navigator.onLine, hasLoss });
		const head = await store.head();
		const witnesses = await readWitnesses(this.#parts);
		if (head) this.journal = { ...this.journal, epoch: head.epoch, seq: head.seq, head: head.hash, witnesses };
		if (this.sync.pending > 0 && this.sync.chip.state === 'offline') await registerBackgroundSync();
	}

	#showBasket(): void {
		this.#quoting.show(this.#baskets.current);
		this.basket = this.#baskets.current.basket;
		this.tenders = this.#baskets.current.tenders;
		void this.#showParked();
	}

	async #showParked(): Promise<void> {
		const rows = await this.#baskets.parked();
		const name = (id: string | null) => this.staff.find((one) => one.id === id)?.name ?? '';
		this.parked = rows.map(({ id, basket, label, staffId, changedAtMs }) => ({
			id,
			basket,
			label,
			staffName: name(staffId),
			atMs: changedAtMs
		}));
	}

	async enrol(code: string): Promise<Done | Refused> {
		const input = { code, deviceName: navigator.userAgent.slice(0, 80), appVersion: this.#appVersion };
		const enrolled = await enrol(this.#parts, input);
		if (!enrolled.ok) return refusedOf(enrolled);
		await this.#begin(await startTill(this.#parts));
		return { ok: true };
	}

	/** Back to the enrolment, for a device that the server no longer knows; what it holds goes along. */
	beginAgain(): void {
		if (this.sync.isForgotten) this.phase = { state: 'unenrolled', ended: null };
	}

	async signIn(staffId: string, pin: string): Promise<PinAnswer> {
		const cashier = this.staff.find((one) => one.id === staffId);
		if (!cashier) return { ok: false, code: 'failed', waitMs: 0, reason: 'staff_unknown' };
		const answer = await checkPin({ ...this.#parts, waits: this.#waits }, cashier, pin);
		if (!answer.ok) return answer;
		const { ports, store } = this.#parts;
		const body = { offline: !hasContact(await store.sync(), ports.clock.now()) };
		const written = await append(this.#parts, () => ({ type: 'staff.signed_in', body, staffId }));
		if (!written.ok) return { ok: false, code: 'failed', waitMs: 0, reason: refusedOf(written).reason };
		this.#baskets.staffId = staffId;
		this.phase = { state: 'open', cashier };
		this.#noteStaff(staffId);
		return answer;
	}

	lock(reason: 'tap' | 'idle' | 'switch'): void {
		const staffId = this.#cashier?.id ?? null;
		if (!staffId) return;
		this.phase = { state: 'locked' };
		this.#noteStaff(null);
		void this.#write(append(this.#parts, () => ({ type: 'staff.locked', body: { reason }, staffId })));
	}

	/** For the next report to the server; nothing depends on it. */
	#noteStaff(staffId: string | null): void {
		void this.#parts.store.updateSync({ staffId }).catch(() => undefined);
	}

	get #cashier() {
		return this.phase.state === 'open' ? this.phase.cashier : null;
	}

	/** While a sale is being written its basket stands still: a late scan would bring back what is already paid. */
	setBasket(basket: Basket): void {
		if (!this.#isCompleting) this.#baskets.set(basket);
	}

	async setTenders(tenders: readonly TenderDraft[]): Promise<Done | Refused> {
		try {
			await this.#baskets.setTenders(tenders);
			return { ok: true };
		} catch (error) {
			return { ok: false, code: 'storage_failed', reason: String(error) };
		}
	}

	async park(label: string | null): Promise<Done | Refused> {
		try {
			const { id: basketId, basket } = await this.#baskets.park(label);
			const body = { basketId, lineCount: basket.lines.length, totalMinor: this.quoteOf(basket).priced.totalMinor };
			const staffId = this.#cashier?.id ?? null;
			await this.#write(append(this.#parts, () => ({ type: 'basket.parked', body, staffId })));
			this.#parts.ports.bus.post({ kind: 'baskets' });
			return { ok: true };
		} catch (error) {
			return { ok: false, code: 'storage_failed', reason: String(error) };
		}
	}

	async resume(id: string): Promise<Done | Refused> {
		try {
			const resumed = await this.#baskets.resume(id);
			if (!resumed) return { ok: false, code: 'basket_taken', reason: 'Another tab has this sale open.' };
			const staffId = this.#cashier?.id ?? null;
			await this.#write(append(this.#parts, () => ({ type: 'basket.resumed', body: { basketId: id }, staffId })));
			this.#parts.ports.bus.post({ kind: 'baskets' });
			return { ok: true };
		} catch (error) {
			return { ok: false, code: 'storage_failed', reason: String(error) };
		}
	}

	/** Ends the open basket as a sale. Only an `ok` may be shown as one. */
	async complete(): Promise<{ ok: true; sale: FinishedSale } | Refused> {
		if (this.#isCompleting) return { ok: false, code: 'already_completed', reason: 'This sale is being written.' };
		this.#isCompleting = true;
		try {
			return await this.#complete();
		} finally {
			this.#isCompleting = false;
		}
	}

	async #complete(): Promise<{ ok: true; sale: FinishedSale } | Refused> {
		const cashier = this.#cashier;
		const { settings } = this;
		if (!cashier || !settings) return { ok: false, code: 'not_signed_in', reason: 'Sign in first.' };
		const [stored, quote] = [this.#baskets.current, this.quote];
		const closing: Closing = { stored, quote, cashier, settings, taxRates: this.taxRates };
		await this.#baskets.settled().catch(() => undefined);
		const completed = await close(this.#parts, closing);
		if (!completed.ok) return refusedOf(completed);
		this.journal = { ...this.journal, witnesses: await readWitnesses(this.#parts) };
		await this.#baskets.begin();
		// Two frames later the done page stands on the screen.
		const { saleId } = completed.sale;
		requestAnimationFrame(() => requestAnimationFrame(() => void this.#parts.desk.markShown(saleId)));
		return { ok: true, sale: toFinished(completed.sale) };
	}

	async sale(saleId: string): Promise<FinishedSale | null> {
		const row = await this.#parts.desk.sale(saleId);
		if (row && !row.shown) await this.#parts.desk.markShown(saleId);
		return row && toFinished(row);
	}

	async sales(limit: number): Promise<FinishedSale[]> {
		return (await this.#parts.desk.sales(limit)).map(toFinished);
	}

	async copied(saleId: string): Promise<{ ok: true; copyNo: number } | Refused> {
		const row = await this.#parts.desk.sale(saleId);
		if (!row) return { ok: false, code: 'not_found', reason: 'This till does not know that sale.' };
		const copyNo = row.copies + 1;
		const written = await append(this.#parts, () => ({
			type: 'receipt.copied',
			body: { receiptNumber: row.receiptNumber, copyNo },
			staffId: this.#cashier?.id ?? null,
			beside: () => ({ copyOf: { saleId, copies: copyNo } })
		}));
		return written.ok ? { ok: true, copyNo } : refusedOf(written);
	}

	async identify(text: string): Promise<({ ok: true } & FoundMember) | Refused> {
		const scanned = recognise(text, scanRulesOf(this.settings));
		if (scanned.kind === 'payment-card') return { ok: false, code: 'payment_card', reason: 'That is a payment card.' };
		if (scanned.kind !== 'card') return { ok: false, code: 'not_a_card', reason: 'That is no member card.' };
		const found = await findMember(this.#parts, scanned.number);
		if (found) this.#quoting.people.remember(found.member, personOf(found));
		return found ? { ok: true, ...found } : { ok: false, code: 'not_enrolled', reason: 'This till is not enrolled.' };
	}

	async sendNow(): Promise<void> {
		await this.#loop.now();
	}

	async exportHeld(): Promise<Blob> {
		return new Blob([await exportLines(this.#parts, this.journal.held)], { type: 'application/x-ndjson' });
	}

	newId(): string {
		return this.#baskets.newId();
	}

	/** Events beside the selling: a failure is shown, and stops nothing. */
	async #write(writing: ReturnType<typeof append>): Promise<void> {
		const written = await writing;
		if (!written.ok) this.writeFault = refusedOf(written).reason;
	}
}

function toFinished(row: SaleRow): FinishedSale {
	const { saleId, at, body, privateText, receiptToken, staffName, epoch, seq, hash, copies } = row;
	return { saleId, at, body, privateText, receiptToken, staffName, epoch, seq, hash, copies };
}
