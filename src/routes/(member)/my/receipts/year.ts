/** What a year of receipts comes to, above the list. */
import { receiptsOnPhone, type MemberAccount, type MemberReceipt } from '$lib/contract/my/account';
import { walletSpends } from '$lib/domain/voucher/voucher';
import { formatAmount } from '$lib/ui/format';

export type YearFigure = { label: string; value: string; good?: true };

type Worth = { currency: string; amountMinor: number };

function sumOf(
	receipts: readonly MemberReceipt[],
	worths: (receipt: MemberReceipt) => readonly Worth[],
	currency: string
) {
	return receipts
		.flatMap(worths)
		.filter((one) => one.currency === currency)
		.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** From the member's own wallet; what a return says comes back. */
function spentIn({ sale: { kind, currency, spends } }: MemberReceipt): Worth[] {
	const sign = kind === 'return' ? -1 : 1;
	return walletSpends(spends).map(({ amountMinor }) => ({ currency, amountMinor: sign * amountMinor }));
}

/** The phone keeps so many: of a year with more, the sums are of these. */
function spanOf({ receipts }: MemberAccount, year: number): { of: readonly MemberReceipt[]; words: string } {
	const of = receipts.filter(({ at }) => new Date(at).getFullYear() === year);
	const isCut = receipts.length >= receiptsOnPhone && of.length === receipts.length;
	return { of, words: isCut ? `, last ${String(of.length)}` : ` in ${String(year)}` };
}

/**
 * Earned and spent since the year began, returns taken off, and what is left; of a shop whose value another system keeps,
 * what was bought. Amounts in the currency of the newest receipt; those of other currencies are left out.
 */
export function yearFigures(account: MemberAccount, year: number): YearFigure[] {
	const [newest] = account.receipts;
	if (!newest) return [];
	const { currency } = newest.sale;
	const money = (minor: number) => formatAmount(minor, currency, newest.locale);
	const { of, words } = spanOf(account, year);
	const sum = (worths: (receipt: MemberReceipt) => readonly Worth[]) => sumOf(of, worths, currency);
	const balance = account.balances.find((one) => one.currency === currency);
	if (!balance) {
		const bought = sum(({ sale }) => [{ currency: sale.currency, amountMinor: sale.totals.dueMinor }]);
		return [
			{ label: `Bought${words}`, value: money(bought), good: true },
			{ label: 'Receipts', value: String(of.length) }
		];
	}
	const earned = sum(({ earned: all = [] }) => all) - sum(({ takenBack: all = [] }) => all);
	const spent = sum(spentIn);
	return [
		{ label: `Earned${words}`, value: money(earned), good: true },
		{ label: 'Spent', value: money(spent) },
		{ label: 'Left', value: money(balance.balanceMinor) }
	];
}
