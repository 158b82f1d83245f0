/** A return at this till: the receipt that is open, and how it becomes one in the journal. */
import type { StaffRecord } from '$lib/contract/sync/pull';
import type { ReceiptReference } from '$lib/contract/sync/returns';
import type { TenderDraft } from '$lib/domain/basket/settlement';
import type { Quantities } from '$lib/domain/receipt/return-sale';
import type { ReturnReason } from '$lib/domain/receipt/sale';
import type { Pulled } from '../catalogue/pulled.svelte';
import type { FinishedSale, Refused } from '../facts';
import type { TillParts } from '../parts';
import { toFinished } from '../receipts/receipts';
import type { Original } from './original';

/** What the cashier decided. */
export type ReturnWish = {
	wanted: Quantities;
	reason: ReturnReason;
	tenders: readonly TenderDraft[];
	/** Who allowed it, where the cashier may not. */
	approvedBy: string | null;
};

type Around = {
	pulled: Pulled;
	cashier: () => StaffRecord | null;
	/** A return stands in the journal. */
	done: () => Promise<void>;
};

const steps = () => import('./steps');

export class Returning {
	original = $state.raw<Original | null>(null);
	/** What is being looked up, or why it was not found. */
	finding = $state.raw<{ state: 'idle' | 'asking' } | { state: 'refused'; refused: Refused }>({ state: 'idle' });
	#isCompleting = false;
	#round = 0;

	constructor(
		private readonly parts: TillParts,
		private readonly around: Around
	) {}

	/** Looks a receipt up, at the server and on this device. The newest question counts. */
	async find(receipt: ReceiptReference): Promise<void> {
		this.leave();
		const round = this.#round;
		this.finding = { state: 'asking' };
		const found = await this.#find(receipt).catch((error: unknown): Refused => {
			return { ok: false, code: 'storage_failed', reason: String(error) };
		});
		if (round !== this.#round) {
			if (found.ok) this.#letGo(found.original);
			return;
		}
		this.original = found.ok ? found.original : null;
		this.finding = found.ok ? { state: 'idle' } : { state: 'refused', refused: found };
	}

	async #find(receipt: ReceiptReference) {
		const { findOriginal } = await steps();
		return findOriginal(this.parts, receipt, this.around.pulled.settings?.currency);
	}

	/** The cashier went away from it: another till may take the receipt. */
	leave(): void {
		this.#round++;
		const { original } = this;
		this.original = null;
		this.finding = { state: 'idle' };
		if (original && !this.#isCompleting) this.#letGo(original);
	}

	#letGo({ source, returnId }: Original): void {
		if (source === 'server') void steps().then(({ release }) => release(this.parts, returnId));
	}

	/** Ends the open return. Only an `ok` may be shown as one. */
	async complete(wish: ReturnWish): Promise<{ ok: true; sale: FinishedSale } | Refused> {
		const { original } = this;
		const { settings } = this.around.pulled;
		const cashier = this.around.cashier();
		if (!original) return { ok: false, code: 'no_receipt', reason: 'No receipt is open.' };
		if (!cashier || !settings) return { ok: false, code: 'not_signed_in', reason: 'Sign in first.' };
		if (this.#isCompleting) return { ok: false, code: 'already_completed', reason: 'This return is being written.' };
		this.#isCompleting = true;
		try {
			const { finishReturn } = await steps();
			const ended = await finishReturn(this.parts, original, wish, { cashier, settings });
			if (!ended.ok) return ended;
			this.original = null;
			// What is shown of the witnesses may wait; the return stands.
			await this.around.done().catch(() => undefined);
			const { saleId } = ended.sale;
			// Two frames later the done page stands on the screen.
			requestAnimationFrame(() => requestAnimationFrame(() => void this.parts.desk.markShown(saleId)));
			return { ok: true, sale: toFinished(ended.sale) };
		} catch (error) {
			return { ok: false, code: 'storage_failed', reason: String(error) };
		} finally {
			this.#isCompleting = false;
		}
	}
}
