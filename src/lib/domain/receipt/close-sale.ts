/** A paid basket becomes the body of `sale.completed`, or a refusal: nothing that does not balance leaves this module. */
import type { Basket, BasketLine } from '../basket/basket';
import { couponsAtMost } from '../basket/coupon';
import {
	priceBasket,
	type OfferDiscount,
	type OfferTimes,
	type PricedBasket,
	type PricedLine,
	type PriceTerms
} from '../basket/price';
import { settle, type Settlement, type SettlementRefusal, type TenderDraft } from '../basket/settlement';
import type { NearMiss } from '../offers/near-miss';
import type { Issue, VoucherIssue } from '../offers/quote-types';
import { largestAmountMinor, sumMinor } from '../money/money';
import { checkSale } from './balance';
import type { Imbalance } from './imbalance';
import { privatePart } from './private-part';
import type { SaleBody, SaleLine, SaleTotals } from './sale';
import { taxAfterSpends } from './taxable';
import { vouchersAtMost, type VoucherGiven } from '../voucher/voucher';

export type StoreTerms = { storeId: string; zone: string; cashStepMinor: number };

/** What offers take off and how often, what they hand out, and the version of the rules that said so. */
export type ShownOffers = {
	discounts: readonly OfferDiscount[];
	offerTimes?: readonly OfferTimes[];
	issues?: readonly Issue[];
	nearMiss?: NearMiss | null;
	rulesVersion: number;
};

export type CloseSaleInput = {
	basket: Basket;
	/** What was on the screen; a basket that changed since is refused. */
	priced: PricedBasket;
	/** The quote that was shown. */
	offers?: ShownOffers | undefined;
	tenders: readonly TenderDraft[];
	terms: PriceTerms;
	ids: { saleId: string };
	receiptNumber: string;
	store: StoreTerms;
	/** Local date of the store: `businessDate(nowMs, zone)`. */
	businessDate: string;
	/** SHA-256 of the receipt's token, base64url. */
	receiptTokenHash: string;
	/** Needed exactly when `privatePart(basket)` is not null. */
	privateHash: string | null;
	/** For the vouchers among the issues, in their order. */
	vouchers?: readonly VoucherToGive[];
	spends?: SaleBody['spends'];
	/** Counts where something is spent; by default `discount`. */
	spendTaxedAs?: SaleBody['spendTaxedAs'];
};

/** What a voucher needs beside what its offer says. */
export type VoucherToGive = Pick<VoucherGiven, 'voucherId' | 'codeHash' | 'mark' | 'expiresAt'>;

export type CloseRefusal =
	| { ok: false; code: 'basket_empty' | 'price_changed' | 'amount_out_of_range' | 'private_hash_wrong' }
	| { ok: false; code: 'spends_exceed_total' }
	| { ok: false; code: 'not_paid'; leftMinor: number }
	| { ok: false; code: 'tender_refused'; tender: SettlementRefusal }
	| { ok: false; code: 'does_not_balance'; imbalance: Imbalance };

export type ClosedSale = { ok: true; body: SaleBody } | CloseRefusal;

/** What stands against a settlement: a refused tender, or something left to pay. */
export function refusalOf(settlement: Settlement): CloseRefusal | null {
	if (settlement.refusal) return { ok: false, code: 'tender_refused', tender: settlement.refusal };
	return settlement.complete ? null : { ok: false, code: 'not_paid', leftMinor: settlement.leftMinor };
}

/** The last gate: the body as it is, or why its sums do not agree. */
export function balanced(body: SaleBody): ClosedSale {
	const balance = checkSale(body);
	return balance.ok ? { ok: true, body } : { ok: false, code: 'does_not_balance', imbalance: balance };
}

export function totalsOf(
	lines: readonly SaleLine[],
	taxes: SaleBody['taxes'],
	dueMinor: number,
	settlement: Settlement
): SaleTotals {
	const itemsMinor = sumMinor(lines.map((line) => line.grossMinor));
	return {
		itemsMinor,
		discountsMinor: itemsMinor - sumMinor(lines.map((line) => line.totalMinor)),
		taxMinor: sumMinor(taxes.map((row) => row.taxMinor)),
		dueMinor,
		roundingMinor: settlement.roundingMinor,
		paidMinor: settlement.paidMinor,
		changeMinor: settlement.changeMinor
	};
}

function toSaleLine(line: BasketLine, index: number, priced: PricedBasket): SaleLine {
	const price = priced.lines[index];
	return {
		lineNo: index + 1,
		productId: line.productId,
		sku: line.sku,
		name: line.name,
		groupId: line.groupId,
		code: line.code,
		quantityMilli: line.quantityMilli,
		unit: line.unit,
		unitPriceMinor: line.unitPriceMinor,
		grossMinor: price?.grossMinor ?? 0,
		discounts: price?.discounts.map((discount) => ({ ...discount })) ?? [],
		totalMinor: price?.totalMinor ?? 0,
		taxRateId: line.taxRateId,
		taxRateBp: line.taxRateBp
	};
}

/** Two offers may give the same amount; the receipt names the one that was on the screen. */
function sameDiscounts(a: PricedLine, b: PricedLine): boolean {
	return (
		a.discounts.length === b.discounts.length &&
		a.discounts.every(({ kind, source, amountMinor }, index) => {
			const other = b.discounts[index];
			return kind === other?.kind && source === other.source && amountMinor === other.amountMinor;
		})
	);
}

function samePrice(a: PricedBasket, b: PricedBasket): boolean {
	return (
		a.totalMinor === b.totalMinor &&
		a.lines.length === b.lines.length &&
		a.lines.every((line, index) => {
			const other = b.lines[index];
			return line.lineId === other?.lineId && line.totalMinor === other.totalMinor && sameDiscounts(line, other);
		})
	);
}

function vouchersOf(issues: readonly Issue[], toGive: readonly VoucherToGive[]): VoucherGiven[] {
	return vouchersIn(issues).flatMap(({ offerId, title, amountMinor }, index) => {
		const voucher = toGive[index];
		return voucher ? [{ offerId, title, amountMinor, ...voucher }] : [];
	});
}

/** The vouchers that a sale with these issues hands out. */
export function vouchersIn(issues: readonly Issue[]): VoucherIssue[] {
	return issues.flatMap((issue) => (issue.kind === 'voucher' ? [issue] : [])).slice(0, vouchersAtMost);
}

type FromRules = 'rulesVersion' | 'offerTimes' | 'coupons' | 'couponsGiven' | 'vouchersGiven' | 'nearMiss';

function ofRules({ basket, offers, vouchers = [] }: CloseSaleInput): Pick<SaleBody, FromRules> {
	const { coupons = [] } = basket;
	const shown = coupons.length > 0 && { coupons: [...coupons] };
	if (!offers) return { ...shown };
	const { offerTimes = [], issues = [], nearMiss = null, rulesVersion } = offers;
	const repeated = offerTimes.filter(({ times }) => times > 1);
	const given = issues
		.flatMap((issue) => (issue.kind === 'coupon' ? [issue] : []))
		.map(({ couponId, title, count }) => ({ couponId, title, count }))
		.slice(0, couponsAtMost);
	const vouchersGiven = vouchersOf(issues, vouchers);
	return {
		rulesVersion,
		...(repeated.length > 0 && { offerTimes: repeated }),
		...shown,
		...(given.length > 0 && { couponsGiven: given }),
		...(vouchersGiven.length > 0 && { vouchersGiven }),
		...(nearMiss && { nearMiss })
	};
}

/** Who allowed a discount: of the whole sale's, else of the last line's that needed it. */
function approvalOf({ discount, lines }: Basket): Pick<SaleBody, 'approvedBy'> {
	const approved = [...lines.map((line) => line.discount), discount].findLast((one) => one?.approvedBy !== undefined);
	return approved?.approvedBy === undefined ? {} : { approvedBy: approved.approvedBy };
}

const paying = { spendTaxedAs: 'payment' } as const;

/**
 * Closes a basket against its tenders. Amounts in minor units. Refuses an empty basket, a price or an offer that is not
 * the one that was shown, tenders that do not settle the due exactly, free texts without their hash, and anything `checkSale` refuses.
 */
export function closeSale(input: CloseSaleInput): ClosedSale {
	const { basket, terms, store } = input;
	const spends = input.spends ?? [];
	if (basket.lines.length === 0) return { ok: false, code: 'basket_empty' };
	if ((privatePart(basket) === null) !== (input.privateHash === null)) {
		return { ok: false, code: 'private_hash_wrong' };
	}
	const priced = priceBasket(basket, terms, input.offers?.discounts);
	if (!samePrice(priced, input.priced)) return { ok: false, code: 'price_changed' };
	const lines = basket.lines.map((line, index) => toSaleLine(line, index, priced));
	const spending = { spends, ...(input.spendTaxedAs === 'payment' && spends.length > 0 ? paying : {}) };
	const { taxes, dueMinor, exceeds } = taxAfterSpends(lines, spending, terms);
	if (exceeds) return { ok: false, code: 'spends_exceed_total' };
	if (dueMinor > largestAmountMinor) return { ok: false, code: 'amount_out_of_range' };
	const settlement = settle({ dueMinor, cashStepMinor: store.cashStepMinor, tenders: input.tenders });
	const refusal = refusalOf(settlement);
	if (refusal) return refusal;
	return balanced({
		saleId: input.ids.saleId,
		kind: 'sale',
		receiptNumber: input.receiptNumber,
		originalReceiptNumber: null,
		storeId: store.storeId,
		basketId: basket.id,
		openedAt: new Date(basket.openedAtMs).toISOString(),
		businessDate: input.businessDate,
		zone: store.zone,
		currency: terms.currency,
		pricesIncludeTax: terms.pricesIncludeTax,
		...(terms.taxMode === 'line' ? { taxMode: terms.taxMode } : {}),
		...ofRules(input),
		...approvalOf(basket),
		lines,
		taxes,
		...spending,
		totals: totalsOf(lines, taxes, dueMinor, settlement),
		tenders: settlement.tenders,
		member: basket.member && { memberId: basket.member.memberId, cardHmac: basket.member.cardHmac },
		receiptTokenHash: input.receiptTokenHash,
		privateHash: input.privateHash
	});
}
