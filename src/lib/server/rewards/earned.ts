/** What a sale earns: the engine asked as the server asks, with everything known. Pure. */
import type { Basket, BasketLine } from '$lib/domain/basket/basket';
import type { CompiledOffers } from '$lib/domain/offers/compile';
import type { ProductTraits } from '$lib/domain/offers/offer';
import { quoteAwards } from '$lib/domain/offers/quote';
import type { AwardQuote, OfferCounter, QuoteAward } from '$lib/domain/offers/quote-types';
import { expiresAt } from '$lib/domain/wallet/expiry';
import { toConditions } from '$lib/domain/wallet/conditions';
import type { NewLot } from '../wallet/purchase';

export type Traits = ProductTraits & { groupId: string | null };

/** A line as sale bodies and reward baskets have it in common. */
export type EarningLine = {
	lineNo: number;
	productId: string | null;
	sku: string;
	quantityMilli: number;
	unitPriceMinor: number;
	minimumPriceMinor?: number | null;
	totalMinor: number;
	taxRateBp: number;
};

export type Earner = {
	tier: string | null;
	segments: readonly string[];
	counters: Readonly<Record<string, OfferCounter>>;
};

export type EarnContext = {
	currency: string;
	pricesIncludeTax: boolean;
	storeId: string;
	zone: string;
	atMs: number;
	budgets: Readonly<Record<string, number>>;
	coupons: readonly string[];
};

function toLine(line: EarningLine, traits: Traits | undefined): BasketLine {
	return {
		lineId: String(line.lineNo),
		productId: line.productId,
		sku: line.sku,
		name: '',
		groupId: traits?.groupId ?? null,
		...traits,
		code: null,
		quantityMilli: line.quantityMilli,
		unit: 'H87',
		unitPriceMinor: line.unitPriceMinor,
		minimumPriceMinor: line.minimumPriceMinor ?? null,
		taxRateId: String(line.taxRateBp),
		taxRateBp: line.taxRateBp,
		discount: null,
		note: null
	};
}

/** Awards and instant spends of lines whose discounts stand. `member` null: nobody earns, budgets are only read. */
export function quoteEarned(
	compiled: CompiledOffers,
	lines: readonly EarningLine[],
	traits: ReadonlyMap<string, Traits>,
	member: Earner | null,
	context: EarnContext
): AwardQuote {
	const basket: Basket = {
		id: '',
		openedAtMs: context.atMs,
		lines: lines.map((line) => toLine(line, traits.get(line.productId ?? ''))),
		discount: null,
		member: null,
		note: null
	};
	const { currency, pricesIncludeTax, atMs } = context;
	return quoteAwards(
		compiled,
		{
			basket,
			terms: { currency, pricesIncludeTax, taxMode: 'receipt', taxRates: [] },
			member: member && { ...member, countersAsOfMs: atMs },
			context: {
				atMs,
				zone: context.zone,
				storeId: context.storeId,
				known: { tier: true, segments: true, counters: true, budgets: true },
				// Codes for everybody: nothing but the offer's own limits stands against them.
				coupons: context.coupons.map((couponId) => ({ couponId, usable: true })),
				budgets: context.budgets
			}
		},
		lines.map(({ totalMinor }) => totalMinor)
	);
}

/** The lot an award becomes. */
export function toLot(award: QuoteAward, { atMs, zone }: Pick<EarnContext, 'atMs' | 'zone'>): NewLot {
	return {
		currency: award.currency,
		offerId: award.offerId,
		label: award.title,
		amountMinor: award.amountMinor,
		validFromMs: atMs + award.lot.validAfterHours * 3_600_000,
		expiresAtMs: expiresAt(award.lot.expiry, atMs, zone),
		conditions: toConditions(award.lot),
		basis: award.lines.map(({ lineId, amountMinor }) => ({ lineNo: Number(lineId), amountMinor }))
	};
}
