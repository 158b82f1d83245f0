/** What the tax table of a sale is computed from: its lines, less what members spent on them (DESIGN.md §4, `discount`). */
import { apportion } from '../money/apportion';
import { sumMinor } from '../money/money';
import type { TaxableLine } from '../tax/tax';
import type { SaleBody, SaleLine } from './sale';

/** Each line's share of the spends by largest remainder over the line totals; positive, also on a return. */
export function spendShares(lines: readonly SaleLine[], spends: SaleBody['spends']): number[] {
	const total = sumMinor(spends.map((spend) => spend.amountMinor));
	const weights = lines.map((line) => Math.abs(line.totalMinor));
	return total === 0 ? weights.map(() => 0) : apportion(total, weights);
}

/** The lines as the tax table sees them. `sign` is −1 on a return, where spends go back to the member. */
export function taxableLines(lines: readonly SaleLine[], shares: readonly number[], sign: 1 | -1): TaxableLine[] {
	return lines.map(({ taxRateId, taxRateBp, totalMinor }, index) => {
		return { taxRateId, taxRateBp, amountMinor: totalMinor - sign * (shares[index] ?? 0) };
	});
}
