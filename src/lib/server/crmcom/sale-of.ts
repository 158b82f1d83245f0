/** A foreign till's purchase as a basket and a sale of ours, which is what the engine understands. Pure. */
import type { RewardBasket } from '$lib/contract/sync/rewards';
import { couponCodeOf } from '$lib/domain/basket/coupon';
import { scaleMinor, sumMinor } from '$lib/domain/money/money';
import { businessDate } from '$lib/domain/receipt/business-date';
import { prepareReturn } from '$lib/domain/receipt/return-sale';
import type { SaleBody, SaleLine } from '$lib/domain/receipt/sale';
import { spendShares, taxableLines } from '$lib/domain/receipt/taxable';
import { taxTable } from '$lib/domain/tax/tax';
import type { Place, PostedSale } from '../rewards/backend';
import { defaultProduct, type WireLine } from './lines';
import type { Store } from './place';

export type WireSale = {
	saleId: string;
	receiptNumber: string;
	memberId: string;
	store: Store;
	tillId: string | null;
	atMs: number;
	lines: readonly WireLine[];
	/** The code the customer showed. */
	coupon: string | null;
};

/** A code that no offer could ask for switches nothing on. */
export function couponOf(promoCode: string | null | undefined): string | null {
	return promoCode ? couponCodeOf(promoCode) : null;
}

/** A foreign till is none of ours: its key stands for it. */
export function placeOf({ store, tillId, atMs }: Pick<WireSale, 'store' | 'tillId' | 'atMs'>, keyId: string): Place {
	return { storeId: store.id, tillId: tillId ?? keyId, zone: store.zone, atMs };
}

const grossOf = (line: WireLine) => line.totalMinor + line.discountMinor;
const unitPriceOf = (line: WireLine) => scaleMinor(grossOf(line), 1000, line.quantityMilli);

function taxRateBp({ netMinor, vatMinor }: WireLine): number {
	return netMinor === 0 ? 0 : Math.min(10_000, scaleMinor(vatMinor, 10_000, netMinor));
}

/** Totals are what the customer pays before spends; amounts of this wire always contain the tax. */
export function toBasket({ memberId, store, lines, coupon }: WireSale): RewardBasket {
	return {
		memberId,
		cardHmac: null,
		currency: store.currency,
		pricesIncludeTax: true,
		lines: lines.map((line) => ({
			lineNo: line.lineNo,
			productId: line.product?.id ?? null,
			sku: (line.product ?? line.standIn ?? defaultProduct).sku,
			code: line.intendedValue,
			quantityMilli: line.quantityMilli,
			unitPriceMinor: unitPriceOf(line),
			minimumPriceMinor: null,
			grossMinor: grossOf(line),
			totalMinor: line.totalMinor,
			taxRateBp: taxRateBp(line)
		})),
		appliedOffers: [],
		coupons: coupon === null ? [] : [coupon],
		rulesVersion: 0
	};
}

function toSaleLine(line: WireLine): SaleLine {
	const discount = {
		kind: 'line' as const,
		source: 'manual:other',
		label: 'Discount',
		amountMinor: line.discountMinor
	};
	return {
		lineNo: line.lineNo,
		productId: line.product?.id ?? null,
		sku: (line.product ?? line.standIn ?? defaultProduct).sku,
		name: (line.product ?? line.standIn ?? defaultProduct).name,
		groupId: line.product?.groupId ?? null,
		code: line.intendedValue,
		quantityMilli: line.quantityMilli,
		unit: line.product?.unit ?? 'H87',
		unitPriceMinor: unitPriceOf(line),
		grossMinor: grossOf(line),
		discounts: line.discountMinor === 0 ? [] : [discount],
		totalMinor: line.totalMinor,
		taxRateId: (line.product ?? line.standIn ?? defaultProduct).taxRateId,
		taxRateBp: taxRateBp(line)
	};
}

const noReceiptToken = 'A'.repeat(43);

/** The sale as the engine books it; what is left after the spends counts as paid. */
export function toPostedSale(sale: WireSale, spends: SaleBody['spends'], keyId: string): PostedSale {
	const { store, atMs } = sale;
	const lines = sale.lines.map(toSaleLine);
	const rules = { pricesIncludeTax: true, taxMode: 'receipt' as const, taxRates: [] };
	const taxes = taxTable(taxableLines(lines, spendShares(lines, spends), 1), rules);
	const itemsMinor = sumMinor(lines.map((line) => line.grossMinor));
	const totalMinor = sumMinor(lines.map((line) => line.totalMinor));
	const dueMinor = sumMinor(taxes.map((row) => row.grossMinor));
	const body: SaleBody = {
		saleId: sale.saleId,
		kind: 'sale',
		receiptNumber: sale.receiptNumber,
		originalReceiptNumber: null,
		storeId: store.id,
		basketId: sale.saleId,
		openedAt: new Date(atMs).toISOString(),
		businessDate: businessDate(atMs, store.zone),
		zone: store.zone,
		currency: store.currency,
		pricesIncludeTax: true,
		...(sale.coupon !== null && { coupons: [sale.coupon] }),
		lines,
		taxes,
		spends,
		totals: {
			itemsMinor,
			discountsMinor: itemsMinor - totalMinor,
			taxMinor: sumMinor(taxes.map((row) => row.taxMinor)),
			dueMinor,
			roundingMinor: 0,
			paidMinor: dueMinor,
			changeMinor: 0
		},
		tenders: dueMinor === 0 ? [] : [{ kind: 'card', amountMinor: dueMinor, reference: null }],
		member: { memberId: sale.memberId, cardHmac: null },
		receiptTokenHash: noReceiptToken,
		privateHash: null
	};
	return { body, memberId: sale.memberId, place: placeOf(sale, keyId) };
}

/** Everything of the sale goes back: what cancelling means to the engine. */
export function toFullReturn(original: PostedSale, returnId: string, atMs: number): PostedSale {
	const { body, place } = original;
	const everything = new Map(body.lines.map((line) => [line.lineNo, line.quantityMilli]));
	const back = prepareReturn(body, new Map(), everything);
	if (!back.ok) throw new Error(`A booked purchase cannot be given back: ${back.code}`);
	const minus = (value: number) => (value === 0 ? 0 : -value);
	const { totals } = body;
	return {
		memberId: original.memberId,
		place: { ...place, atMs },
		body: {
			...body,
			saleId: returnId,
			kind: 'return',
			originalReceiptNumber: body.receiptNumber,
			openedAt: new Date(atMs).toISOString(),
			businessDate: businessDate(atMs, place.zone),
			lines: back.lines,
			taxes: back.taxes,
			spends: back.spends,
			totals: {
				itemsMinor: minus(totals.itemsMinor),
				discountsMinor: minus(totals.discountsMinor),
				taxMinor: sumMinor(back.taxes.map((row) => row.taxMinor)),
				dueMinor: back.dueMinor,
				roundingMinor: 0,
				paidMinor: back.dueMinor,
				changeMinor: 0
			},
			tenders: back.dueMinor === 0 ? [] : [{ kind: 'card', amountMinor: back.dueMinor, reference: null }]
		}
	};
}
