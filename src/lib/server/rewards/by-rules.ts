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
import { anyTraitChanged } from './queries';

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

/** A till may give less than its rules say, and not more. What no version of its rules gives is looked at by a person. */
export async function noteBeyondRules(desk: Desk, sale: BookedSale): Promise<void> {
	const { body, tillId } = sale;
	// Tills that name no rules, and those of others, are not ours to judge.
	if (body.kind !== 'sale' || tillId === null || body.rulesVersion === undefined) return;
	const vouchers = judge(desk, sale, vouchersOf(body), worthOf);
	noteFound(desk, sale, 'voucher_not_by_rules', vouchers);
	const discounts = judge(desk, sale, discountsOf(body), (versions) => mostOff(body, versions, desk.traits));
	const sinceMs = Math.min(Date.parse(body.openedAt), ...discounts.map((one) => one.sinceMs));
	if (discounts.length === 0 || (await mayHaveBeenOthers(desk, sale, sinceMs))) return;
	noteFound(desk, sale, 'discount_not_by_rules', discounts);
}

type Judged = BeyondRules & { sinceMs: number };

/** Which offers gave more than `most` of the versions that the till may have had. */
function judge(
	{ history }: Desk,
	{ body, atMs }: BookedSale,
	given: ReadonlyMap<string, number>,
	most: (versions: readonly Offer[]) => number
): Judged[] {
	return [...given].flatMap(([offerId, takenMinor]) => {
		const rules = history.knows(offerId) ? history.versionsFor(offerId, body.rulesVersion ?? 0, atMs) : null;
		if (!rules) return [];
		const allowedMinor = most(rules.offers);
		return takenMinor > allowedMinor ? [{ offerId, allowedMinor, takenMinor, sinceMs: rules.sinceMs }] : [];
	});
}

function noteFound(desk: Desk, { body, tillId }: BookedSale, code: string, found: readonly Judged[]): void {
	if (found.length === 0) return;
	const { receiptNumber, rulesVersion } = body;
	const findings = found.map(({ sinceMs: _since, ...one }) => ({ code, receiptNumber, ...one, rulesVersion }));
	desk.cases.push({ id: newId(desk.ports), kind: code, saleId: body.saleId, tillId, detail: { findings } });
}

/** What each offer handed out as vouchers. */
function vouchersOf({ vouchersGiven = [] }: SaleBody): Map<string, number> {
	const sums = new Map<string, number>();
	for (const { offerId, amountMinor } of vouchersGiven) sums.set(offerId, (sums.get(offerId) ?? 0) + amountMinor);
	return sums;
}

/** One sale gets one voucher of an offer, worth what the offer says or what a limit left of that. */
function worthOf(versions: readonly Offer[]): number {
	return Math.max(0, ...versions.map(({ effect }) => (effect.kind === 'voucher' ? effect.amountMinor : 0)));
}

/** Whether the goods may have been of another brand, family or category for the till than they are now. */
async function mayHaveBeenOthers({ trx, traits }: Desk, { body }: BookedSale, sinceMs: number): Promise<boolean> {
	const productIds = [...new Set(body.lines.flatMap(({ productId }) => productId ?? []))];
	if (productIds.some((id) => !traits.has(id))) return true;
	return anyTraitChanged(trx, productIds, new Date(sinceMs));
}
