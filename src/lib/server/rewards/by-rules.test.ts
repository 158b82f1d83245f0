import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyInput, anyOffers } from '../../../../tests/support/any-offer';
import { bodyOf, closingOf, tendersFor } from '../../../../tests/support/any-sale';
import { compileOffers } from '$lib/domain/offers/compile';
import { quote } from '$lib/domain/offers/quote';
import { closeSale } from '$lib/domain/receipt/close-sale';
import { discountsOf } from '$lib/domain/receipt/given-by-offers';
import { mostOff } from './by-rules';

it('never says of what the engine took off that it is too much, whatever else was in the set', () => {
	fc.assert(
		fc.property(anyOffers(), anyInput(), (offers, given) => {
			const lines = given.basket.lines.map((line, at) => ({ ...line, productId: `p${String(at)}` }));
			const basket = { ...given.basket, lines, coupons: given.context.coupons.map(({ couponId }) => couponId) };
			const quoted = quote(compileOffers(offers), { ...given, basket });
			const tenders = tendersFor(quoted.priced.totalMinor, 1, 0.3, 10);
			const closing = closingOf(basket, given.terms, { priced: quoted.priced, offers: quoted, tenders });
			const body = { ...bodyOf(closeSale(closing)), storeId: given.context.storeId };
			const traits = new Map(lines.map((line) => [line.productId, line]));
			for (const [offerId, takenMinor] of discountsOf(body)) {
				const own = offers.filter(({ id }) => id === offerId);
				expect(takenMinor).toBeLessThanOrEqual(mostOff(body, own, traits));
			}
		}),
		{ numRuns: 400 }
	);
});
