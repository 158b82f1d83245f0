import type { StaffRecord, StoreSettings, TaxRateRecord } from '$lib/contract/sync/pull';
import type { PriceTerms } from '$lib/domain/basket/price';
import { issuesAt } from '$lib/domain/offers/issues';
import type { Quote } from '$lib/domain/offers/quote-types';
import { businessDate } from '$lib/domain/receipt/business-date';
import { closeSale, vouchersIn, type CloseRefusal } from '$lib/domain/receipt/close-sale';
import { privatePart } from '$lib/domain/receipt/private-part';
import type { JournalContext } from '../journal/append';
import { completeSale, type CompletedSale, type SaleRefusal } from '../journal/complete-sale';
import type { StoredBasket } from '../journal/rows';
import { saleRewards } from '../rewards/sale-rewards';
import { spendsIn } from '../vouchers/grants';
import { vouchersToGive } from '../vouchers/to-give';

export type Closing = {
	stored: StoredBasket;
	/** What was on the screen. */
	quote: Pick<Quote, 'priced' | 'discounts' | 'offerTimes' | 'issues' | 'nearMiss' | 'rulesVersion' | 'awards'>;
	cashier: StaffRecord;
	settings: StoreSettings;
	taxRates: readonly TaxRateRecord[];
};

/** What a basket is priced by. */
export function termsOf(
	{ pricesIncludeTax, currency }: Pick<StoreSettings, 'pricesIncludeTax' | 'currency'>,
	taxRates: readonly TaxRateRecord[]
): PriceTerms {
	return { pricesIncludeTax, taxMode: 'receipt', taxRates, currency };
}

/** The open basket, its payments and the store's terms become a sale in the journal. */
export async function close(
	context: JournalContext,
	{ stored, quote, cashier, settings, taxRates }: Closing
): Promise<CompletedSale | SaleRefusal | CloseRefusal> {
	const { basket, tenders, saleId } = stored;
	const { storeId, zone, cashStepMinor } = settings;
	const rewards = saleRewards(stored, quote, settings.currency);
	const terms = termsOf(settings, taxRates);
	// A tablet with a wrong date must not book on a wrong day: the day is the server's, as last heard.
	const { clockOffsetMs } = await context.store.sync();
	const nowMs = context.ports.clock.now() + clockOffsetMs;
	const issues = issuesAt(quote.issues, nowMs, zone);
	const issued = vouchersIn(issues);
	return completeSale<CloseRefusal>(context, {
		basketId: basket.id,
		saleId,
		staffId: cashier.id,
		staffName: cashier.name,
		privateText: privatePart(basket),
		...(basket.member && { memberMark: basket.member.cardLast4.slice(-3) }),
		...(rewards && { rewards }),
		voucherCount: issued.length,
		close: ({ receiptNumber, receiptTokenHash, privateHash, vouchers }) =>
			closeSale({
				basket,
				priced: quote.priced,
				offers: { ...quote, issues },
				vouchers: vouchersToGive(context.ports, issued, vouchers, { nowMs, zone }),
				spends: spendsIn(stored),
				spendTaxedAs: settings.rewards?.spendTaxedAs,
				tenders,
				terms,
				ids: { saleId },
				receiptNumber,
				store: { storeId, zone, cashStepMinor },
				businessDate: businessDate(nowMs, zone),
				receiptTokenHash,
				privateHash
			})
	});
}
