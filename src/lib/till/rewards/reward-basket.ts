/** The open basket as the rewards steps want it. */
import type { RewardBasket, RewardLine } from '$lib/contract/sync/rewards';
import type { Basket } from '$lib/domain/basket/basket';
import type { PriceTerms } from '$lib/domain/basket/price';
import type { Quote } from '$lib/domain/offers/quote-types';

export type RewardContent = {
	basket: Basket;
	quote: Pick<Quote, 'priced' | 'discounts' | 'rulesVersion'>;
	terms: Pick<PriceTerms, 'currency' | 'pricesIncludeTax'>;
};

/** Null: nobody earns or spends here. Line numbers are those the sale will have. */
export function toRewardBasket({ basket, quote, terms }: RewardContent): RewardBasket | null {
	const { member, lines } = basket;
	if (!member || (member.memberId === null && member.cardHmac === null) || lines.length === 0) return null;
	const { currency, pricesIncludeTax } = terms;
	return {
		memberId: member.memberId,
		cardHmac: member.cardHmac,
		currency,
		pricesIncludeTax,
		lines: lines.map((line, index): RewardLine => {
			const { productId, sku, code, quantityMilli, unitPriceMinor, minimumPriceMinor, taxRateBp } = line;
			const { grossMinor = 0, totalMinor = 0 } = quote.priced.lines[index] ?? {};
			return {
				...{ lineNo: index + 1, productId, sku, code, quantityMilli, unitPriceMinor, minimumPriceMinor },
				...{ grossMinor, totalMinor, taxRateBp }
			};
		}),
		appliedOffers: [...new Set(quote.discounts.map(({ offerId }) => offerId))].slice(0, 200),
		coupons: basket.coupons ?? [],
		rulesVersion: quote.rulesVersion
	};
}
