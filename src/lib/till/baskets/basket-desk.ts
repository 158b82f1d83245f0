/**
 * The open basket of one tab and the parked ones of all. Every change is on the disk before the next one; a tab claims its
 * basket by a lock, so that two tabs never ring up the same one, and a basket left behind is found again.
 */
import type { Basket } from '$lib/domain/basket/basket';
import { newBasket } from '$lib/domain/basket/lines';
import type { TenderDraft } from '$lib/domain/basket/settlement';
import { uuidv7 } from '$lib/domain/id';
import type { DeskStore } from '../db/desk-store';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Opening, StoredBasket } from '../journal/rows';
import type { Ports } from '../ports';
import type { VoucherGrant } from '../vouchers/grants';
import { holdLock } from './hold-lock';

/** Where baskets are kept. */
export type BasketStore = Pick<DeskStore, 'saveBasket' | 'removeBasket' | 'basket' | 'baskets'>;

type Hear = { changed: () => void; failed: (error: unknown) => void };

export class BasketDesk {
	private stored: StoredBasket;
	private release: () => void = () => undefined;
	private releaseOpen: (() => void) | null = null;
	private saving: Promise<void> = Promise.resolve();
	/** While the basket is made a sale: ends once that stands or has failed. */
	private closing: Promise<unknown> | null = null;
	staffId: string | null = null;

	constructor(
		private readonly ports: Ports,
		private readonly desk: BasketStore,
		private readonly hear: Hear
	) {
		this.stored = this.fresh();
	}

	get current(): StoredBasket {
		return this.stored;
	}

	/** Whether anything would be lost with this basket. */
	get isInUse(): boolean {
		const { basket, tenders } = this.stored;
		const shown = (basket.coupons?.length ?? 0) + (basket.vouchers?.length ?? 0);
		return basket.lines.length + shown + tenders.length > 0 || basket.member !== null;
	}

	/** At the start: the newest open basket no other tab holds; other orphans become parked ones. */
	async open(): Promise<void> {
		let claimed = false;
		for (const row of await this.desk.baskets('current')) {
			const release = await holdLock(this.ports, lockName(row.id));
			if (!release) continue;
			if (!claimed) {
				claimed = true;
				this.take(isBeingPaid(row) ? row : { ...row, quotedAtMs: this.ports.clock.now() }, release);
				continue;
			}
			await this.desk.saveBasket({ ...setAside(row), state: 'parked' });
			release();
		}
		if (!claimed) await this.begin();
		this.hear.changed();
	}

	/** An empty basket, claimed by this tab. */
	async begin(): Promise<void> {
		const row = this.fresh();
		this.take(row, (await holdLock(this.ports, lockName(row.id))) ?? (() => undefined));
		this.hear.changed();
	}

	private take(row: StoredBasket, release: () => void): void {
		this.release();
		this.release = release;
		this.stored = row;
		this.holdOpen();
	}

	/** An open sale in any tab keeps an update of the app from being applied. */
	private holdOpen(): void {
		if (!this.isInUse) {
			this.releaseOpen?.();
			this.releaseOpen = null;
		} else if (!this.releaseOpen) {
			let wanted = true;
			let letGo: () => void = () => undefined;
			this.releaseOpen = () => ((wanted = false), letGo());
			void holdLock(this.ports, 'sale-open', { mode: 'shared' }).then((release) => {
				letGo = release ?? letGo;
				if (!wanted) letGo();
			});
		}
	}

	private fresh(): StoredBasket {
		const now = this.ports.clock.now();
		const id = this.newId();
		return {
			id,
			v: 1,
			state: 'current',
			basket: newBasket(id, now),
			tenders: [],
			quotedAtMs: now,
			saleId: this.newId(),
			staffId: this.staffId,
			changedAtMs: now,
			label: null
		};
	}

	newId(): string {
		return uuidv7(this.ports.clock.now(), this.ports.random.bytes(10));
	}

	/**
	 * Makes the basket a sale: it stands still meanwhile, since a change that is saved after the journal took it away would
	 * bring back what is paid. Once the sale stands the next basket is open.
	 */
	async close<T extends { ok: boolean }>(write: (stored: StoredBasket) => Promise<T>): Promise<T> {
		const closing = this.writeAndBegin(write);
		this.closing = closing.catch(() => undefined);
		try {
			return await closing;
		} finally {
			this.closing = null;
		}
	}

	private async writeAndBegin<T extends { ok: boolean }>(write: (stored: StoredBasket) => Promise<T>): Promise<T> {
		await this.settled().catch(() => undefined);
		const written = await write(this.stored);
		if (written.ok) await this.begin();
		return written;
	}

	/** Whether it is being made a sale. */
	get isClosing(): boolean {
		return this.closing !== null;
	}

	/** What was opened for the former content does not hold for this one. */
	set(basket: Basket): void {
		if (this.isClosing) return;
		this.stored = setAside(this.stored);
		this.change({ basket, quotedAtMs: this.ports.clock.now() });
	}

	/**
	 * Answers once it is on the disk; `null`: the sale is not open at the rewards system any more. An answer that comes while
	 * the sale is being written waits, and answers false when the basket is a sale by then.
	 */
	async setOpening(opening: Opening | null, spends: SaleBody['spends']): Promise<boolean> {
		return this.keepGranted(({ opening: _, spends: __, ...rest }) => (opening ? { ...rest, opening, spends } : rest));
	}

	/** The same for what vouchers pay; an empty list: none does. */
	async setVoucherGrants(voucherGrants: VoucherGrant[]): Promise<boolean> {
		return this.keepGranted(({ voucherGrants: _, ...rest }) => {
			return voucherGrants.length > 0 ? { ...rest, voucherGrants } : rest;
		});
	}

	private async keepGranted(granted: (stored: StoredBasket) => StoredBasket): Promise<boolean> {
		const { saleId } = this.stored;
		await this.closing;
		if (this.stored.saleId !== saleId) return false;
		this.stored = granted(this.stored);
		this.change({});
		await this.settled();
		return true;
	}

	/** Answers once the payments are on the disk. The terminal has answered by then: what it approved is among them. */
	async setTenders(tenders: readonly TenderDraft[]): Promise<void> {
		this.stored = answered(this.stored);
		this.change({ tenders: [...tenders] });
		await this.settled();
	}

	/** The card terminal is asked for so much; `null`: it declined. Kept, so that a restart asks what it answered. */
	async setAtTerminal(amountMinor: number | null): Promise<void> {
		this.stored = answered(this.stored);
		this.change(amountMinor === null ? {} : { atTerminalMinor: amountMinor });
		await this.settled();
	}

	private change(change: Partial<StoredBasket>): void {
		this.stored = { ...this.stored, ...change, staffId: this.staffId, changedAtMs: this.ports.clock.now() };
		this.holdOpen();
		this.hear.changed();
		const row = this.stored;
		const keep = this.isInUse;
		this.saving = this.saving
			.catch(() => undefined)
			.then(() => (keep ? this.desk.saveBasket(row) : this.desk.removeBasket(row.id)));
		this.saving.catch((error: unknown) => this.hear.failed(error));
	}

	/** Rejects when the newest change could not be written. */
	settled(): Promise<void> {
		return this.saving;
	}

	async park(label: string | null): Promise<StoredBasket> {
		await this.settled();
		const nowMs = this.ports.clock.now();
		const parked: StoredBasket = { ...setAside(this.stored), state: 'parked', label, changedAtMs: nowMs };
		await this.desk.saveBasket(parked);
		await this.begin();
		return parked;
	}

	/** Brings a parked basket back; the open one, if it has anything, is parked in its place. */
	async resume(id: string): Promise<StoredBasket | null> {
		const release = await holdLock(this.ports, lockName(id));
		const row = release && (await this.desk.basket(id));
		if (!release || row?.state !== 'parked') {
			release?.();
			return null;
		}
		await this.settled();
		if (this.isInUse) await this.desk.saveBasket({ ...setAside(this.stored), state: 'parked' });
		const nowMs = this.ports.clock.now();
		const current: StoredBasket = { ...row, state: 'current', changedAtMs: nowMs };
		// What was paid in part keeps its price.
		if (!isMoneyTaken(row)) current.quotedAtMs = nowMs;
		await this.desk.saveBasket(current);
		this.take(current, release);
		this.hear.changed();
		return current;
	}

	parked(): Promise<StoredBasket[]> {
		return this.desk.baskets('parked');
	}
}

/** Money was taken for it, or value is held: its price stands still. */
export function isBeingPaid(stored: StoredBasket): boolean {
	return isMoneyTaken(stored) || stored.opening !== undefined || stored.voucherGrants !== undefined;
}

/** Money was taken, or may have been: only the terminal knows. */
export function isMoneyTaken({ tenders, atTerminalMinor }: StoredBasket): boolean {
	return tenders.length > 0 || atTerminalMinor !== undefined;
}

function answered({ atTerminalMinor: _, ...rest }: StoredBasket): StoredBasket {
	return rest;
}

/** Without what was granted for it; whoever sets it aside has to give that up at the server too. */
function setAside({ opening: _, spends: __, voucherGrants: ___, ...rest }: StoredBasket): StoredBasket {
	return rest;
}

function lockName(basketId: string): string {
	return `basket-${basketId}`;
}
