/** A return at this till: the receipt that is open, and how it becomes one in the journal. */
import type { StaffRecord } from '$lib/contract/sync/pull';
import type { ReceiptReference } from '$lib/contract/sync/returns';
import type { TenderDraft } from '$lib/domain/basket/settlement';
import { uuidv7 } from '$lib/domain/id';
import type { TakenBack } from '$lib/domain/receipt/document';
import { returnFigures } from '$lib/domain/receipt/return-figures';
import type { Quantities } from '$lib/domain/receipt/return-sale';
import type { ReturnReason, SaleBody } from '$lib/domain/receipt/sale';
import type { Pulled } from '../catalogue/pulled.svelte';
import type { FinishedSale, Refused } from '../facts';
import type { SaleRow } from '../journal/rows';
import type { TillParts } from '../parts';
import { toFinished } from '../receipts/receipts';
import { refusedOf } from '../refused';
import type { Answer } from '../sync/call';
import { countPending } from '../sync/pending';
import { askGrant, askReceipt, letGo } from './ask-server';
import { giveBack } from './give-back';
import { isNamed, ofDevice, ofServer, type Original } from './original';

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

type Done = { ok: true; sale: FinishedSale };

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
		const round = ++this.#round;
		this.leave();
		this.finding = { state: 'asking' };
		const found = await this.#find(receipt).catch((error: unknown): Refused => {
			return { ok: false, code: 'storage_failed', reason: String(error) };
		});
		if (round !== this.#round) {
			if (found.ok && found.original.source === 'server') this.#letGo(found.original.returnId);
			return;
		}
		this.original = found.ok ? found.original : null;
		this.finding = found.ok ? { state: 'idle' } : { state: 'refused', refused: found };
	}

	async #find(receipt: ReceiptReference): Promise<{ ok: true; original: Original } | Refused> {
		const { ports } = this.parts;
		const returnId = uuidv7(ports.clock.now(), ports.random.bytes(10));
		const sales = await this.parts.desk.allSales();
		const own = sales.find((row) => isNamed(row, receipt)) ?? null;
		const allSent = (await countPending(this.parts)) === 0;
		const answer = await askReceipt(this.parts, { returnId, receipt, allSent });
		if (answer.ok) {
			const { body } = answer.value;
			const here = sales.find(({ saleId }) => saleId === answer.value.saleId) ?? null;
			return this.#usable(ofServer(returnId, answer.value, here, returnsOf(sales, body.receiptNumber)));
		}
		const isUnheard = answer.kind !== 'refused' || answer.code === 'receipt_unknown';
		if (own && isUnheard) return this.#usable(ofDevice(returnId, own, returnsOf(sales, own.receiptNumber)));
		if (answer.kind === 'refused') return refusedOf(answer);
		return { ok: false, code: 'return_needs_server', reason: answer.kind };
	}

	#usable(original: Original): { ok: true; original: Original } | Refused {
		const { kind, currency } = original.body;
		if (kind === 'return') return { ok: false, code: 'original_is_return', reason: kind };
		if (currency === this.around.pulled.settings?.currency) return { ok: true, original };
		if (original.source === 'server') this.#letGo(original.returnId);
		return { ok: false, code: 'other_currency', reason: currency };
	}

	/** The cashier went away from it: another till may take the receipt. */
	leave(): void {
		const { original } = this;
		this.original = null;
		this.finding = { state: 'idle' };
		if (original?.source === 'server' && !this.#isCompleting) this.#letGo(original.returnId);
	}

	#letGo(returnId: string): void {
		void letGo(this.parts, returnId).catch(() => undefined);
	}

	/** Ends the open return. Only an `ok` may be shown as one. */
	async complete(wish: ReturnWish): Promise<Done | Refused> {
		const { original } = this;
		const { settings } = this.around.pulled;
		const cashier = this.around.cashier();
		if (!original) return { ok: false, code: 'no_receipt', reason: 'No receipt is open.' };
		if (!cashier || !settings) return { ok: false, code: 'not_signed_in', reason: 'Sign in first.' };
		if (this.#isCompleting) return { ok: false, code: 'already_completed', reason: 'This return is being written.' };
		this.#isCompleting = true;
		try {
			return await this.#complete(original, wish, { cashier, settings });
		} finally {
			this.#isCompleting = false;
		}
	}

	async #complete(
		original: Original,
		{ wanted, reason, tenders, approvedBy }: ReturnWish,
		{ cashier, settings }: { cashier: StaffRecord; settings: NonNullable<Pulled['settings']> }
	): Promise<Done | Refused> {
		const refused = await this.#ask(original, wanted);
		if (refused) return refused;
		const { ports, store, desk } = this.parts;
		const { storeId, zone, cashStepMinor } = settings;
		const { clockOffsetMs } = await store.sync();
		const given = await giveBack(this.parts, {
			...{ original: original.body, returned: original.returned, wanted, tenders, reason, clockOffsetMs },
			store: { storeId, zone, cashStepMinor },
			ids: { saleId: original.returnId, basketId: uuidv7(ports.clock.now(), ports.random.bytes(10)) },
			...{ staffId: cashier.id, staffName: cashier.name },
			...(original.memberMark === null ? {} : { memberMark: original.memberMark }),
			takenBack: takenBackBy(original, wanted),
			...(approvedBy === null ? {} : { approvedBy })
		});
		if (!given.ok) {
			this.#letGo(original.returnId);
			return refusedOf(given);
		}
		this.original = null;
		await this.around.done();
		const { saleId } = given.sale;
		requestAnimationFrame(() => requestAnimationFrame(() => void desk.markShown(saleId)));
		return { ok: true, sale: toFinished(given.sale) };
	}

	/** The server's decision where it can be had. Without it only a sale of this device may be given back. */
	async #ask({ returnId, saleId }: Original, wanted: Quantities): Promise<Refused | null> {
		const lines = [...wanted].map(([lineNo, quantityMilli]) => ({ lineNo, quantityMilli }));
		const answer = await askGrant(this.parts, { returnId, originalSaleId: saleId, lines });
		if (answer.ok) return null;
		if (answer.kind === 'refused' && answer.code !== 'receipt_unknown') return refusedOf(answer);
		return (await this.parts.desk.sale(saleId)) ? null : unreached(answer);
	}
}

/** For the receipt: what the member loses of what the sale earned. */
function takenBackBy({ body, returned, awards }: Original, wanted: Quantities): TakenBack {
	if (awards === null) return 'later';
	const figures = returnFigures(body, returned, wanted, awards);
	if (!figures.ok) return [];
	return figures.earned.flatMap(({ currency, beforeMinor, afterMinor }) =>
		beforeMinor === afterMinor ? [] : [{ currency, amountMinor: beforeMinor - afterMinor }]
	);
}

function unreached(answer: Exclude<Answer<unknown>, { ok: true }>): Refused {
	return { ok: false, code: 'return_needs_server', reason: answer.kind };
}

/** Returns of a receipt that this device made. */
function returnsOf(sales: readonly SaleRow[], receiptNumber: string): SaleBody[] {
	return sales.flatMap(({ body }) => (body.originalReceiptNumber === receiptNumber ? [body] : []));
}
