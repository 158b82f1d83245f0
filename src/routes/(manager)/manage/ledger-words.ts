import { walletInEnglish as w } from '$lib/i18n/office-words';

/** What moved in a wallet, and why. */
export type LedgerMove = {
	transactionId: string;
	account: 'award_cost' | 'spend' | 'expiry' | 'adjustment';
	currency: string;
	amountMinor: number;
	labels: string[];
	at: string;
	bookedAt: string;
	saleId: string | null;
	receiptNumber: string | null;
	originalReceiptNumber: string | null;
	reason: string | null;
	staffName: string | null;
};

/** With the balance after it. */
export type LedgerRow = LedgerMove & { balanceMinor: number };

/** Later than this after it happened, the ledger says when it learned of it. */
const lateMs = 10 * 60_000;

const kinds = {
	award_cost: ['ledger.kind.award', 'ledger.kind.awardBack'],
	spend: ['ledger.kind.spendBack', 'ledger.kind.spend'],
	expiry: ['ledger.kind.expiryBack', 'ledger.kind.expiry'],
	adjustment: ['ledger.kind.given', 'ledger.kind.taken']
} as const;

/** "Award, arrived 19:20" */
export function ledgerWhat({ account, amountMinor, at, bookedAt }: LedgerMove, time: (at: string) => string): string {
	const [comes, goes] = kinds[account];
	const what = w(amountMinor > 0 ? comes : goes);
	const isLate = Date.parse(bookedAt) - Date.parse(at) > lateMs;
	return isLate ? w('ledger.late', { what, time: time(bookedAt) }) : what;
}

/** What caused it: the sale, the person, or what the lot is called. */
export function ledgerCause(row: LedgerMove): { text: string; href: string | null } {
	const { saleId, receiptNumber, originalReceiptNumber, staffName, reason, labels } = row;
	const href = saleId !== null && receiptNumber !== null ? `/manage/sales/${saleId}` : null;
	if (receiptNumber !== null && originalReceiptNumber !== null) {
		return { text: w('ledger.return', { number: receiptNumber, original: originalReceiptNumber }), href };
	}
	if (receiptNumber !== null) return { text: w('ledger.sale', { number: receiptNumber }), href };
	if (staffName !== null && reason !== null) return { text: w('ledger.by', { name: staffName, reason }), href: null };
	return { text: reason ?? labels.join(', '), href: null };
}
