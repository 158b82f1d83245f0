/** Do the file, the books and the journal agree to the cent? */
import { amountText } from '$lib/domain/money/amount-text';
import type { BookedSale } from '$lib/server/replay/books';
import type { RungUp } from './ring-up';

export type Compared = { invoice: string; fileMinor: bigint; salesMinor: bigint; journalMinor: bigint };
export type Reconciliation = { sums: Compared; sales: number; missing: number; differing: Compared[] };

export function reconcile(done: readonly RungUp[], booked: ReadonlyMap<string, BookedSale>): Reconciliation {
	const sums: Compared = { invoice: '', fileMinor: 0n, salesMinor: 0n, journalMinor: 0n };
	const result: Reconciliation = { sums, sales: 0, missing: 0, differing: [] };
	for (const { invoice, expectedMinor, saleIds } of done) {
		const one: Compared = { invoice, fileMinor: expectedMinor, salesMinor: 0n, journalMinor: 0n };
		for (const saleId of saleIds) {
			const sale = booked.get(saleId);
			result.sales += sale ? 1 : 0;
			result.missing += sale ? 0 : 1;
			if (!sale) continue;
			one.salesMinor += BigInt(sale.totalMinor);
			for (const line of sale.body.lines) one.journalMinor += BigInt(line.totalMinor);
		}
		sums.fileMinor += one.fileMinor;
		sums.salesMinor += one.salesMinor;
		sums.journalMinor += one.journalMinor;
		if (one.fileMinor !== one.salesMinor || one.fileMinor !== one.journalMinor) result.differing.push(one);
	}
	return result;
}

export function describe(
	{ sums, sales, missing, differing }: Reconciliation,
	leftOutMinor: bigint,
	{ currency, exponent }: { currency: string; exponent: number }
): string {
	const money = (minor: bigint) => amountText(Number(minor), exponent).padStart(14);
	const rows = [
		`  all rows of the file   ${money(sums.fileMinor + leftOutMinor)} ${currency}`,
		`  left out               ${money(leftOutMinor)} ${currency}`,
		`  invoices rung up       ${money(sums.fileMinor)} ${currency}`,
		`  sales on the server    ${money(sums.salesMinor)} ${currency}   ${String(sales)} sales`,
		`  events in the journal  ${money(sums.journalMinor)} ${currency}`,
		`  difference             ${money(sums.fileMinor - sums.salesMinor)} ${currency}   ${String(missing)} sales missing`
	];
	const wrong = differing.slice(0, 20).map((one) => {
		return `  ${one.invoice}: file ${money(one.fileMinor)}, sales ${money(one.salesMinor)}, journal ${money(one.journalMinor)}`;
	});
	return ['Reconciliation', ...rows, ...wrong].join('\n');
}
