/**
 * Whether a discount fits the rules of the version that the till names. Stated generously, because a case that is none
 * costs a person's time: what nobody can know again (a member's tier, counters, budgets, lowest prices, and at which moment
 * the basket was quoted) is taken as it suits the discount, and each offer is asked alone, on what the lines cost before
 * any discount.
 */
import { compileOffers } from '$lib/domain/offers/compile';
import type { Offer } from '$lib/domain/offers/offer';
import { quote } from '$lib/domain/offers/quote';
import { sumMinor } from '$lib/domain/money/money';
import type { SaleBody, SaleLine } from '$lib/domain/receipt/sale';
import { discountsOf } from '$lib/domain/receipt/given-by-offers';
import { newId } from '../ports';
import type { BookedSale, Desk } from './desk';
import type { Traits } from './earned';
import { anyProductChanged } from './queries';

type BeyondRules = { offerId: string; allowedMinor: number; takenMinor: number };

/** The offer without what depends on who asked when. */
function generous(offer: Offer): Offer {
	return {
		...offer,
		validFrom: null,
		validTo: null,
		conditions: { ...offer.conditions, hours: [], audience: { kind: 'anyone' } },
		limits: { ...offer.limits, perMember: null, budgetMinor: null }
	};
}

function toLine(line: SaleLine, traits: Traits | undefined) {
	const { lineNo, productId, sku, name, groupId, code, quantityMilli, unit, unitPriceMinor } = line;
	return {
		...traits,
		...{ lineId: String(lineNo), productId, sku, name, groupId, code, quantityMilli, unit, unitPriceMinor },
		...{ taxRateId: line.taxRateId, taxRateBp: line.taxRateBp },
		...{ minimumPriceMinor: null, discount: null, note: null }
	};
}

/** The most that any of these versions of an offer takes off the sale, in minor units. */
export function mostOff(body: SaleBody, versions: readonly Offer[], traits: ReadonlyMap<string, Traits>): number {
	const { storeId, zone, currency, pricesIncludeTax, coupons = [] } = body;
	const basket = {
		...{ id: '', openedAtMs: 0, discount: null, member: null, note: null },
		lines: body.lines.map((line) => toLine(line, traits.get(line.productId ?? '')))
	};
	const input = {
		basket,
		terms: { currency, pricesIncludeTax, taxMode: 'receipt' as const, taxRates: [] },
		member: null,
		context: {
			...{ atMs: 0, zone, storeId },
			known: { tier: true, segments: true, counters: true, budgets: true },
			coupons: coupons.map((couponId) => ({ couponId, usable: true })),
			budgets: {}
		}
	};
	const offOf = (offer: Offer) => quote(compileOffers([generous(offer)]), input).discounts;
	return Math.max(0, ...versions.map((offer) => sumMinor(offOf(offer).map(({ amountMinor }) => amountMinor))));
}

/** A till may take off less than its rules say, and not more. What no version of its rules gives is looked at by a person. */
export async function noteBeyondRules(desk: Desk, sale: BookedSale): Promise<void> {
	const { body, tillId, atMs } = sale;
	const { rulesVersion, receiptNumber } = body;
	// Tills that name no rules, and those of others, are not ours to judge.
	if (body.kind !== 'sale' || tillId === null || rulesVersion === undefined) return;
	const found: BeyondRules[] = [];
	let sinceMs = Date.parse(body.openedAt);
	for (const [offerId, takenMinor] of discountsOf(body)) {
		const rules = desk.history.knows(offerId) ? desk.history.versionsFor(offerId, rulesVersion, atMs) : null;
		const allowedMinor = rules ? mostOff(body, rules.offers, desk.traits) : takenMinor;
		if (takenMinor <= allowedMinor) continue;
		found.push({ offerId, allowedMinor, takenMinor });
		sinceMs = Math.min(sinceMs, rules?.sinceMs ?? sinceMs);
	}
	if (found.length === 0 || (await mayHaveBeenOthers(desk, sale, sinceMs))) return;
	const code = 'discount_not_by_rules';
	const findings = found.map((one) => ({ code, receiptNumber, ...one, rulesVersion }));
	desk.cases.push({ id: newId(desk.ports), kind: code, saleId: body.saleId, tillId, detail: { findings } });
}

/** Whether the goods may have been of another brand, family or category for the till than they are now. */
async function mayHaveBeenOthers({ trx, traits }: Desk, { body }: BookedSale, sinceMs: number): Promise<boolean> {
	const productIds = [...new Set(body.lines.flatMap(({ productId }) => productId ?? []))];
	if (productIds.some((id) => !traits.has(id))) return true;
	return anyProductChanged(trx, productIds, new Date(sinceMs));
}
