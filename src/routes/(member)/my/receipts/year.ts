/** What a year of receipts comes to, above the list. */
import type { MemberAccount, MemberReceipt } from '$lib/contract/my/account';
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

/**
 * Earned and spent since the year began, returns taken off, and what is left; of a shop whose value another system keeps,
 * what was bought. Amounts in the currency of the newest receipt.
 */
export function yearFigures({ receipts, balances }: MemberAccount, year: number): YearFigure[] {
	const [newest] = receipts;
	if (!newest) return [];
	const { currency } = newest.sale;
	const money = (minor: number) => formatAmount(minor, currency, newest.locale);
	const ofYear = receipts.filter(({ at }) => new Date(at).getFullYear() === year);
	const balance = balances.find((one) => one.currency === currency);
	if (!balance) {
		const bought = sumOf(ofYear, ({ sale }) => [{ currency, amountMinor: sale.totals.dueMinor }], currency);
		return [
			{ label: `Bought in ${String(year)}`, value: money(bought), good: true },
			{ label: 'Receipts', value: String(ofYear.length) }
		];
	}
	const earned = sumOf(ofYear, ({ earned: all = [] }) => all, currency);
	const takenBack = sumOf(ofYear, ({ takenBack: all = [] }) => all, currency);
	// A return's spends are negative: they came back.
	const spent = sumOf(
		ofYear,
		({ sale }) => sale.spends.map(({ amountMinor }) => ({ currency, amountMinor })),
		currency
	);
	return [
		{ label: `Earned in ${String(year)}`, value: money(earned - takenBack), good: true },
		{ label: 'Spent', value: money(spent) },
		{ label: 'Left', value: money(balance.balanceMinor) }
	];
}
