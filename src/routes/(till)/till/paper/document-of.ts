import { receiptDocument, type ReceiptDocument } from '$lib/domain/receipt/document';
import type { StoreSettings } from '$lib/contract/sync/pull';
import type { FinishedSale } from '../port';

/** The public address of a receipt, for its QR. */
export function receiptUrl(settings: StoreSettings, sale: FinishedSale): string {
	return `${settings.publicOrigin.replace(/\/$/, '')}/r/${sale.receiptToken}`;
}

/** `isUnsent`: the server has not said that it has the sale. */
export function documentOf(settings: StoreSettings, sale: FinishedSale, isUnsent: boolean): ReceiptDocument {
	return receiptDocument(sale.body, settings, {
		issuedAt: sale.at,
		tillName: settings.tillName,
		cashierName: sale.staffName.split(' ')[0] ?? null,
		memberMark: sale.memberMark ?? sale.privateText?.card?.slice(-3) ?? null,
		loyalty: sale.rewards ?? null,
		takenBack: sale.takenBack ?? null,
		voucherCodes: sale.voucherCodes,
		isUnsent,
		event: { seq: sale.seq, hash: sale.hash },
		publicUrl: receiptUrl(settings, sale)
	});
}
