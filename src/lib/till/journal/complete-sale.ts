/** A paid basket becomes a sale: event, receipt number, receipt and the basket's end in one transaction. */
import { toBase64url, utf8 } from '$lib/domain/bytes';
import { formatReceiptNumber } from '$lib/domain/code/receipt-code';
import { privateText } from '$lib/domain/receipt/private-part';
import type { TakenBack } from '$lib/domain/receipt/document';
import type { SaleBody, SalePrivate } from '$lib/domain/receipt/sale';
import { appendOrRefuse, type AppendRefusal, type JournalContext } from './append';
import { hidePrivate } from './private';
import type { EventRow, SaleRow } from './rows';
import { sha256 } from './seal';
import type { SaleRewards } from '../rewards/sale-rewards';

/** What only the journal knows when the body is made. */
export type SalePlace = { saleId: string; receiptNumber: string; receiptTokenHash: string; privateHash: string | null };

export type SaleInput<R extends { ok: false; code: string }> = {
	basketId: string;
	/** Minted with the basket and kept with it. */
	saleId: string;
	staffId: string;
	staffName: string;
	privateText: SalePrivate | null;
	memberMark?: string;
	/** Of a return. */
	takenBack?: TakenBack;
	rewards?: SaleRewards;
	/** The domain's last gate; its refusal is handed through and nothing is written. */
	close: (place: SalePlace) => { ok: true; body: SaleBody } | R;
};

export type CompletedSale = { ok: true; sale: SaleRow; witnesses: { copy: boolean; mark: boolean } };
export type SaleRefusal = AppendRefusal | { ok: false; code: 'already_completed' };

export async function completeSale<R extends { ok: false; code: string }>(
	context: JournalContext,
	input: SaleInput<R>
): Promise<CompletedSale | SaleRefusal | R> {
	const { ports, store } = context;
	const hidden = input.privateText && (await hidePrivate(ports, privateText(input.privateText)));
	const receiptToken = toBase64url(ports.random.bytes(16));
	const hashing = sha256(ports.subtle, utf8(receiptToken));
	let sale: SaleRow | null = null;
	const appended = await appendOrRefuse<'sale.completed', R | { ok: false; code: 'already_completed' }>(
		context,
		async (head, device) => {
			// The write refuses a sale that is there, like a head that moved; only then is it worth a look.
			if (sale && (await store.sale(input.saleId))) return { ok: false, code: 'already_completed' };
			const receiptTokenHash = toBase64url(await hashing);
			const running = head.lastReceiptNo + 1;
			const receiptNumber = formatReceiptNumber({ tillCode: device.tillCode, epoch: head.epoch, running });
			const { saleId } = input;
			const closed = input.close({ saleId, receiptNumber, receiptTokenHash, privateHash: hidden?.hash ?? null });
			if (!closed.ok) return closed;
			return {
				type: 'sale.completed',
				body: closed.body,
				staffId: input.staffId,
				takesReceiptNo: true,
				...(hidden && { private: hidden.part }),
				beside: (row) => ({
					sale: (sale = saleRow(input, closed.body, receiptToken, row)),
					basketsGone: [input.basketId]
				})
			};
		}
	);
	if (!appended.ok) return appended;
	// After a connection that broke behind the commit, the row in the database is the one that counts.
	const written = sale ?? (await store.sale(input.saleId));
	if (!written) throw new Error('a sale was written without its row');
	return { ok: true, sale: written, witnesses: appended.witnesses };
}

function saleRow(
	input: Omit<SaleInput<never>, 'close'>,
	body: SaleBody,
	receiptToken: string,
	{ epoch, seq, at, hash }: EventRow
): SaleRow {
	const { saleId, staffId, staffName, memberMark, takenBack, rewards } = input;
	const mark = {
		...(memberMark !== undefined && { memberMark }),
		...(takenBack && { takenBack }),
		...(rewards && { rewards })
	};
	const { receiptNumber } = body;
	const place = { epoch, seq, at, hash, saleId, receiptNumber, receiptToken };
	return { ...place, v: 1, body, privateText: input.privateText, staffId, staffName, copies: 0, shown: false, ...mark };
}
