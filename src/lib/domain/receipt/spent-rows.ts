import type { ReceiptDocument } from './document';

/** What a voucher or the member paid, or got back. */
export type SpentRow = { label: string; amountMinor: number };

type Spent = Pick<ReceiptDocument, 'document' | 'spentMinor' | 'spentAs' | 'voucherSpentMinor'>;

/** With the sign of a discount: negative on a sale. Vouchers first, as they pay first. */
function allRows({ document, voucherSpentMinor, spentMinor }: Spent): SpentRow[] {
	const isSale = document.kind === 'sale';
	const rows = [
		{ label: isSale ? 'Voucher' : 'Voucher given back', amountMinor: voucherSpentMinor },
		{ label: isSale ? 'Bonus spent' : 'Bonus given back', amountMinor: spentMinor }
	];
	return rows.filter(({ amountMinor }) => amountMinor !== 0);
}

/** Where they lowered what is taxed: above the total, with the sign of a discount. */
export function spentAsDiscount(doc: Spent): SpentRow[] {
	return doc.spentAs === 'discount' ? allRows(doc) : [];
}

/** Where they paid what was due: below the total, with the sign of a payment. */
export function spentAsPayment(doc: Spent): SpentRow[] {
	if (doc.spentAs === 'discount') return [];
	return allRows(doc).map(({ label, amountMinor }) => ({ label, amountMinor: -amountMinor }));
}
