import { sumMinor } from '../money/money';
import { taxTable, type TaxRow } from '../tax/tax';
import { imbalance, signOf, type Imbalance } from './imbalance';
import type { SaleBody } from './sale';
import { taxableLines, untaxedShares } from './taxable';

/** How far a return's row may be from what its own lines give: see `checkSale`. */
type Tolerance = { baseMinor: number; taxMinor: number };

const EXACT: Tolerance = { baseMinor: 0, taxMinor: 0 };

function toleranceFor(body: SaleBody): Tolerance {
	if (body.kind === 'sale') return EXACT;
	const baseMinor = body.spends.length === 0 ? 0 : body.lines.length;
	// Per line, each of up to 200 lines of the original may have rounded by half a minor unit.
	return { baseMinor, taxMinor: body.taxMode === 'line' ? 101 : 2 + baseMinor };
}

function checkRow(row: TaxRow, expected: TaxRow, body: SaleBody, at: string): Imbalance | null {
	const tolerance = toleranceFor(body);
	const base = body.pricesIncludeTax ? 'grossMinor' : 'netMinor';
	if (Math.abs(row[base] - expected[base]) > tolerance.baseMinor) {
		return imbalance('tax_base_wrong', at, expected[base], row[base]);
	}
	if (Math.abs(row.taxMinor - expected.taxMinor) > tolerance.taxMinor) {
		return imbalance('tax_wrong', at, expected.taxMinor, row.taxMinor);
	}
	const gross = row.netMinor + row.taxMinor;
	return gross === row.grossMinor ? null : imbalance('tax_row_unbalanced', at, gross, row.grossMinor);
}

/** Nothing negative, lots that add up, and no more than there is to pay for. */
function checkSpends(body: SaleBody): Imbalance | null {
	const spent = sumMinor(body.spends.map((spend) => spend.amountMinor));
	const base = body.spendTaxedAs === 'payment' ? body.taxes.map((row) => row.grossMinor) : totalsOfLines(body);
	const total = signOf(body) * sumMinor(base);
	if (spent > total || body.spends.some((spend) => spend.amountMinor < 0)) {
		return imbalance('spends_exceed_total', 'spends', total, spent);
	}
	for (const [index, { amountMinor, lots }] of body.spends.entries()) {
		const sum = lots && sumMinor(lots.map((lot) => lot.amountMinor));
		if (sum !== undefined && (sum !== amountMinor || lots?.some((lot) => lot.amountMinor < 0))) {
			return imbalance('spend_lots_wrong', `spends.${String(index)}`, amountMinor, sum);
		}
	}
	return null;
}

function totalsOfLines({ lines }: SaleBody): number[] {
	return lines.map((line) => line.totalMinor);
}

/** One row for each rate of the lines, each computed again from the lines less the spends. */
export function checkTaxes(body: SaleBody): Imbalance | null {
	const sign = signOf(body);
	const wrong = checkSpends(body);
	if (wrong) return wrong;
	const shares = untaxedShares(body.lines, body);
	const lines = taxableLines(body.lines, shares, sign);
	const rules = { pricesIncludeTax: body.pricesIncludeTax, taxMode: body.taxMode ?? 'receipt', taxRates: [] };
	const expected = taxTable(lines, rules);
	if (expected.length !== body.taxes.length) {
		return imbalance('tax_rows_wrong', 'taxes', expected.length, body.taxes.length);
	}
	for (const [index, row] of body.taxes.entries()) {
		const same = expected.find((one) => one.rateId === row.rateId && one.rateBp === row.rateBp);
		const at = `taxes.${String(index)}`;
		if (!same) return imbalance('tax_rows_wrong', at);
		const wrong = checkRow(row, same, body, at);
		if (wrong) return wrong;
	}
	const base = sumMinor(body.taxes.map((row) => (body.pricesIncludeTax ? row.grossMinor : row.netMinor)));
	const left = sumMinor(lines.map(({ amountMinor }) => amountMinor));
	return base === left ? null : imbalance('tax_base_wrong', 'taxes', left, base);
}
