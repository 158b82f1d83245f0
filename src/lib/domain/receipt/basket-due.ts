import type { Basket } from '../basket/basket';
import type { PricedBasket, PriceTerms } from '../basket/price';
import type { TaxRow } from '../tax/tax';
import { taxAfterSpends, type TaxedSpends } from './taxable';

/**
 * What is due of a priced basket after what a member spends on it, and its tax table then; minor units. The same sum that
 * closing the sale computes, for the screen before it.
 */
export function basketDue(
	{ lines }: Basket,
	priced: PricedBasket,
	spending: TaxedSpends,
	terms: PriceTerms
): { dueMinor: number; taxes: TaxRow[] } {
	if (spending.spends.length === 0) return { dueMinor: priced.totalMinor, taxes: priced.taxes };
	const taxed = lines.map(({ taxRateId, taxRateBp }, index) => {
		return { lineNo: index + 1, taxRateId, taxRateBp, totalMinor: priced.lines[index]?.totalMinor ?? 0 };
	});
	return taxAfterSpends(taxed, spending, terms);
}
