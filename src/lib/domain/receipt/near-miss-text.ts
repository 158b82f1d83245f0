import { quantityText } from '../money/quantity';
import type { NearMiss } from '../offers/near-miss';

/** “2.10 more and 10% off Bakery would have applied”; `money` writes an amount of the sale. */
export function nearMissText(miss: NearMiss, money: (amountMinor: number) => string): string {
	const more = miss.needs === 'amount' ? money(miss.moreMinor) : quantityText(miss.moreMilli);
	return `${more} more and ${miss.title} would have applied`;
}
