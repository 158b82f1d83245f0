/** Computes every sum of a sale again (reliability.md I9). The server opens a case for what does not balance; it books it all the same. */
import { sumMinor } from '../money/money';
import { checkLines } from './balance-lines';
import { checkTaxes } from './balance-taxes';
import { checkTenders } from './balance-tenders';
import { imbalance, signOf, type Imbalance } from './imbalance';
import type { SaleBody } from './sale';
import { dueOf } from './taxable';

export type Balance = { ok: true } | Imbalance;

function checkTotals(body: SaleBody): Imbalance | null {
	const { totals, lines, taxes } = body;
	const items = sumMinor(lines.map((line) => line.grossMinor));
	if (items !== totals.itemsMinor) return imbalance('items_wrong', 'totals', items, totals.itemsMinor);
	const off = items - sumMinor(lines.map((line) => line.totalMinor));
	if (off !== totals.discountsMinor) return imbalance('discounts_wrong', 'totals', off, totals.discountsMinor);
	const tax = sumMinor(taxes.map((row) => row.taxMinor));
	if (tax !== totals.taxMinor) return imbalance('tax_sum_wrong', 'totals', tax, totals.taxMinor);
	const due = dueOf(taxes, body, signOf(body));
	return due === totals.dueMinor ? null : imbalance('due_wrong', 'totals', due, totals.dueMinor);
}

function allAmounts(body: SaleBody): number[] {
	return [
		...body.lines.flatMap((line) => [line.quantityMilli, line.unitPriceMinor, line.grossMinor, line.totalMinor]),
		...body.lines.flatMap((line) => [line.taxRateBp, ...line.discounts.map((discount) => discount.amountMinor)]),
		...body.taxes.flatMap((row) => [row.rateBp, row.netMinor, row.taxMinor, row.grossMinor]),
		...body.spends.flatMap(({ amountMinor, lots = [] }) => [amountMinor, ...lots.map((lot) => lot.amountMinor)]),
		...body.tenders.map((tender) => tender.amountMinor),
		...body.tenders.flatMap((tender) => (tender.kind === 'cash' ? [tender.givenMinor, tender.changeMinor] : [])),
		...Object.values(body.totals)
	];
}

/**
 * Whether lines, discounts, spends, tax table, totals, tenders, rounding and change of a sale or return agree. Of a sale
 * everything is known exactly; of a return the tax may be two minor units off what its lines alone give, because it is
 * allocated from the original sale, which is not at hand here.
 */
export function checkSale(body: SaleBody): Balance {
	if (!allAmounts(body).every((amount) => Number.isSafeInteger(amount))) return imbalance('amount_not_whole', 'body');
	if (body.kind === 'sale' && body.originalReceiptNumber !== null) return imbalance('original_wrong', 'body');
	return checkLines(body) ?? checkTaxes(body) ?? checkTotals(body) ?? checkTenders(body) ?? { ok: true };
}
