/**
 * A receipt as plain structure, with every block of domain-flows §2.6. The screen, paper of 80 and 58 mm, the public page
 * and text printers render this one thing. Amounts in minor units with the sign they are shown with.
 */
import { fromBase64url, toHex } from '../bytes';
import { withoutPaymentNumbers } from '../code/payment-numbers';
import type { NearMiss } from '../offers/near-miss';
import { currencyExponent, sumMinor } from '../money/money';
import { localDateTime } from './business-date';
import type { ReceiptLoyalty } from './loyalty';
import { walletSpends } from '../voucher/voucher';
import type { CouponGiven, SaleBody, SaleLine, SaleSpend, SaleTax, SaleTender } from './sale';
import { voucherSlips, type VoucherSlip } from './voucher-slips';

/** What the document takes from the store's settings. */
export type ReceiptStore = {
	merchantName: string;
	storeName: string;
	address: string;
	taxNumber: string;
	locale: string;
	receiptFooter: string;
	demo: boolean;
};

export type TakenBack = 'later' | readonly { currency: string; amountMinor: number }[];

export type ReceiptExtras = {
	/** The event's `at`: when the receipt was issued. */
	issuedAt: string;
	tillName: string;
	cashierName: string | null;
	/** The last characters of the member's card; never a name. */
	memberMark?: string | null;
	/** From 1 for a copy. */
	copyNo?: number | null;
	/** The event that proves it; its hash in base64url. */
	event?: { seq: number; hash: string } | null;
	/** Address of the public receipt, shown as QR. */
	publicUrl?: string | null;
	/** Digits for the return desk's Code 128. */
	returnCode?: string | null;
	loyalty?: ReceiptLoyalty | null;
	/** Of a return with a member: what was earned and goes back, by currency; `later` when only the server knows. */
	takenBack?: TakenBack | null;
	/** Of the vouchers it hands out, sixteen symbols each, in the order of the sale. */
	voucherCodes?: readonly string[] | undefined;
	/** The shop does not have this sale yet: until then its vouchers are worth nothing. */
	isUnsent?: boolean;
};

export type DocumentDiscount = { label: string; amountMinor: number };

export type DocumentLine = {
	lineNo: number;
	quantityMilli: number;
	unit: string;
	name: string;
	sku: string;
	unitPriceMinor: number;
	/** Before discounts. */
	grossMinor: number;
	letter: string;
	/** The line's own, with the sign of the paper: negative on a sale. */
	discounts: DocumentDiscount[];
	/** After these and the line's share of what was given on the whole sale. */
	totalMinor: number;
};

export type ReceiptDocument = {
	seller: { name: string; store: string; addressLines: string[]; taxNumber: string };
	document: {
		kind: 'sale' | 'return';
		number: string;
		originalNumber: string | null;
		openedAt: string;
		issuedAt: string;
		/** On the store's wall: `2026-11-20`, `14:35`. */
		date: string;
		time: string;
		till: string;
		cashier: string | null;
		memberMark: string | null;
		copyNo: number | null;
		demo: boolean;
	};
	currency: string;
	exponent: number;
	locale: string;
	pricesIncludeTax: boolean;
	lines: DocumentLine[];
	/** Given on the whole sale: each stands once, not by the share that every line bears. Negative on a sale. */
	discounts: DocumentDiscount[];
	/** What the member spent, negative on a sale. */
	spentMinor: number;
	/** What vouchers paid, negative on a sale. */
	voucherSpentMinor: number;
	/** Whether these lowered what is taxed, or paid what was due: then they stand with the payments. */
	spentAs: 'discount' | 'payment';
	totals: {
		itemsMinor: number;
		/** What the customer saved; positive on a sale. */
		discountsMinor: number;
		taxMinor: number;
		dueMinor: number;
		roundingMinor: number;
		paidMinor: number;
		changeMinor: number;
	};
	tenders: { kind: SaleTender['kind']; amountMinor: number; reference: string | null }[];
	taxes: SaleTax[];
	taxSum: { netMinor: number; taxMinor: number; grossMinor: number };
	loyalty: ReceiptLoyalty | null;
	takenBack: TakenBack | null;
	/** What a little more would have brought. */
	nearMiss: NearMiss | null;
	/** Coupons for next time. */
	coupons: CouponGiven[];
	/** Vouchers for next time. */
	vouchers: VoucherSlip[];
	/** They can be used only once the shop has the sale. */
	vouchersWait: boolean;
	footerLines: string[];
	/** `groups`: the first twelve hexadecimal digits of the hash in fours. */
	proof: { seq: number; groups: string[]; hash: string } | null;
	publicUrl: string | null;
	returnCode: string | null;
};

/** “Coupon SPRING10”, “2 coupons SPRING10” */
export function couponText({ couponId, count }: CouponGiven): string {
	return count === 1 ? `Coupon ${couponId}` : `${String(count)} coupons ${couponId}`;
}

function linesOf(text: string): string[] {
	return text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
}

function letterOf(line: SaleLine, taxes: readonly SaleTax[]): string {
	return taxes.find((row) => row.rateId === line.taxRateId && row.rateBp === line.taxRateBp)?.letter ?? '';
}

function opposite(amountMinor: number): number {
	return amountMinor === 0 ? 0 : -amountMinor;
}

function toDocumentLine(line: SaleLine, taxes: readonly SaleTax[]): DocumentLine {
	const { lineNo, quantityMilli, unit, name, sku, unitPriceMinor, grossMinor, totalMinor } = line;
	const discounts = line.discounts
		.filter(({ kind }) => kind !== 'basket')
		.map(({ label, amountMinor }) => ({ label, amountMinor: opposite(amountMinor) }));
	const letter = letterOf(line, taxes);
	return { lineNo, quantityMilli, unit, name, sku, unitPriceMinor, grossMinor, letter, discounts, totalMinor };
}

/** The shares of each discount on the whole sale, put together again. */
function wholeDiscounts(lines: readonly SaleLine[]): DocumentDiscount[] {
	const sums = new Map<string, number>();
	for (const { kind, label, amountMinor } of lines.flatMap((line) => line.discounts)) {
		if (kind === 'basket') sums.set(label, (sums.get(label) ?? 0) + amountMinor);
	}
	return [...sums].map(([label, amountMinor]) => ({ label, amountMinor: opposite(amountMinor) }));
}

/** Cash is shown as it was handed over; the change stands below it. */
function toDocumentTender(tender: SaleTender): ReceiptDocument['tenders'][number] {
	if (tender.kind === 'cash') return { kind: 'cash', amountMinor: tender.givenMinor, reference: null };
	const { amountMinor, reference } = tender;
	return { kind: 'card', amountMinor, reference: reference && withoutPaymentNumbers(reference) };
}

/** The first 48 bits of a hash in groups a person can compare, such as `51c0 9be2 77d4`. */
export function hashGroups(hash: string): string[] {
	const bytes = fromBase64url(hash);
	return bytes ? (toHex(bytes.subarray(0, 6)).match(/.{4}/g) ?? []) : [];
}

function signedSum({ kind }: SaleBody, spends: readonly SaleSpend[]): number {
	const sum = sumMinor(spends.map(({ amountMinor }) => amountMinor));
	return kind === 'sale' ? opposite(sum) : sum;
}

/** Builds the receipt of a sale or return from its body, the store's settings and what stands around the event. */
export function receiptDocument(body: SaleBody, store: ReceiptStore, extras: ReceiptExtras): ReceiptDocument {
	const byVoucher = body.spends.filter(({ kind }) => kind === 'voucher');
	const event = extras.event ?? null;
	return {
		seller: {
			name: store.merchantName,
			store: store.storeName,
			addressLines: linesOf(store.address),
			taxNumber: store.taxNumber
		},
		document: {
			kind: body.kind,
			number: body.receiptNumber,
			originalNumber: body.originalReceiptNumber,
			openedAt: body.openedAt,
			issuedAt: extras.issuedAt,
			...localDateTime(Date.parse(extras.issuedAt), body.zone),
			till: extras.tillName,
			cashier: extras.cashierName,
			memberMark: extras.memberMark ?? null,
			copyNo: extras.copyNo ?? null,
			demo: store.demo
		},
		currency: body.currency,
		exponent: currencyExponent(body.currency),
		locale: store.locale,
		pricesIncludeTax: body.pricesIncludeTax,
		lines: body.lines.map((line) => toDocumentLine(line, body.taxes)),
		discounts: wholeDiscounts(body.lines),
		spentMinor: signedSum(body, walletSpends(body.spends)),
		voucherSpentMinor: signedSum(body, byVoucher),
		spentAs: body.spendTaxedAs ?? 'discount',
		totals: { ...body.totals },
		tenders: body.tenders.map(toDocumentTender),
		taxes: body.taxes,
		taxSum: {
			netMinor: sumMinor(body.taxes.map((row) => row.netMinor)),
			taxMinor: sumMinor(body.taxes.map((row) => row.taxMinor)),
			grossMinor: sumMinor(body.taxes.map((row) => row.grossMinor))
		},
		loyalty: extras.loyalty ?? null,
		takenBack: extras.takenBack ?? null,
		// Returns of early tills carry their sale's.
		nearMiss: body.kind === 'sale' ? (body.nearMiss ?? null) : null,
		coupons: body.couponsGiven ?? [],
		vouchers: voucherSlips(body, extras.voucherCodes),
		vouchersWait: extras.isUnsent ?? false,
		footerLines: linesOf(store.receiptFooter),
		proof: event && { seq: event.seq, groups: hashGroups(event.hash), hash: event.hash },
		publicUrl: extras.publicUrl ?? null,
		returnCode: extras.returnCode ?? null
	};
}
