/** A paid basket becomes a sale: event, receipt number, receipt and the basket's end in one transaction. */
import { toBase64url, utf8 } from '$lib/domain/bytes';
import { voucherCodes, voucherMark } from '$lib/domain/voucher/code';
import { formatReceiptNumber } from '$lib/domain/code/receipt-code';
import { privateText } from '$lib/domain/receipt/private-part';
import type { TakenBack } from '$lib/domain/receipt/document';
import type { SaleBody, SalePrivate } from '$lib/domain/receipt/sale';
import { appendOrRefuse, type AppendRefusal, type JournalContext } from './append';
import { hidePrivate } from './private';
import type { EventRow, SaleRow } from './rows';
import { sha256, sha256With } from './seal';
import type { SaleRewards } from '../rewards/sale-rewards';

/** What only the journal knows when the body is made. */
export type SalePlace = {
	saleId: string;
	receiptNumber: string;
	receiptTokenHash: string;
	privateHash: string | null;
	/** Of the vouchers it hands out, in their order. */
	vouchers: readonly VoucherCode[];
};

/** A voucher's code as the sale keeps it. */
export type VoucherCode = { codeHash: string; mark: string };

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
	/** How many vouchers it hands out. */
	voucherCount?: number;
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
	const codes = await voucherCodes(receiptToken, input.voucherCount ?? 0, sha256With(ports.subtle));
	const vouchers = await Promise.all(codes.map((code) => toVoucherCode(ports.subtle, code)));
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
			const privateHash = hidden?.hash ?? null;
			const closed = input.close({ saleId, receiptNumber, receiptTokenHash, privateHash, vouchers });
			if (!closed.ok) return closed;
			return {
				type: 'sale.completed',
				body: closed.body,
				staffId: input.staffId,
				takesReceiptNo: true,
				...(hidden && { private: hidden.part }),
				beside: (row) => ({
					sale: (sale = saleRow(input, closed.body, { receiptToken, codes }, row)),
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
	{ receiptToken, codes }: { receiptToken: string; codes: readonly string[] },
	{ epoch, seq, at, hash }: EventRow
): SaleRow {
	const { saleId, staffId, staffName, memberMark, takenBack, rewards } = input;
	const mark = {
		...(codes.length > 0 && { voucherCodes: [...codes] }),
		...(memberMark !== undefined && { memberMark }),
		...(takenBack && { takenBack }),
		...(rewards && { rewards })
	};
	const { receiptNumber } = body;
	const place = { epoch, seq, at, hash, saleId, receiptNumber, receiptToken };
	return { ...place, v: 1, body, privateText: input.privateText, staffId, staffName, copies: 0, shown: false, ...mark };
}

async function toVoucherCode(subtle: SubtleCrypto, code: string): Promise<VoucherCode> {
	return { codeHash: toBase64url(await sha256(subtle, utf8(code))), mark: voucherMark(code) };
}
