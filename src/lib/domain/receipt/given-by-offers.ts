/** What the offers of a till gave with a sale, in minor units by offer id. Awards are not among it: they are made later. */
import type { SaleBody } from './sale';

/** What each offer took off a sale; of a return negative. */
export function discountsOf(body: Pick<SaleBody, 'lines'>): Map<string, number> {
	const sums = new Map<string, number>();
	for (const { kind, source, amountMinor } of body.lines.flatMap((line) => line.discounts)) {
		if (kind === 'offer') sums.set(source, (sums.get(source) ?? 0) + amountMinor);
	}
	return sums;
}

/** The same with what was handed out as vouchers: no return gives that back to a budget. */
export function givenByOffers(body: Pick<SaleBody, 'lines' | 'vouchersGiven'>): Map<string, number> {
	const sums = discountsOf(body);
	for (const { offerId, amountMinor } of body.vouchersGiven ?? []) {
		sums.set(offerId, (sums.get(offerId) ?? 0) + amountMinor);
	}
	return sums;
}
