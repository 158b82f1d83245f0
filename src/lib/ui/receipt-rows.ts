/** A receipt's document as rows of paper. The words are English like the rest of the receipt for now. */
import { couponText, type DocumentLine, type ReceiptDocument } from '$lib/domain/receipt/document';
import { formatAmount, formatDate, formatQuantity, formatRate, formatTime } from './format';
import { loyaltyNotes, loyaltyRows, worthText, type ReceiptWorth } from '$lib/domain/receipt/loyalty';
import { nearMissText } from '$lib/domain/receipt/near-miss-text';
import { spentAsDiscount, spentAsPayment } from '$lib/domain/receipt/spent-rows';
import { codeElsewhere, slipWords, usableLater, type VoucherSlip } from '$lib/domain/receipt/voucher-slips';
import type { PaperRow } from './paper-row';

const units: Record<string, string> = { KGM: 'kg', LTR: 'l', MTR: 'm' };
const rule: PaperRow = { kind: 'rule' };

export type RowOptions = {
	zone: string;
	width: 80 | 58;
	/** 1 for the first copy; a copy is stamped. */
	copyNo?: number | undefined;
};

export function receiptRows(doc: ReceiptDocument, { zone, width, copyNo }: RowOptions): PaperRow[] {
	const plain = (minor: number) => formatAmount(minor, doc.currency, doc.locale, { symbol: false });
	const copy = copyNo ?? doc.document.copyNo;
	return [
		{ kind: 'title', text: doc.seller.name },
		{ kind: 'centre', lines: [...doc.seller.addressLines, doc.seller.taxNumber] },
		...(copy ? [{ kind: 'stamp', text: copy > 1 ? `COPY ${copy}` : 'COPY' } as const] : []),
		...(doc.document.demo ? [{ kind: 'stamp', text: 'DEMO, NO REAL SALE' } as const] : []),
		rule,
		...headRows(doc, zone, width),
		rule,
		...doc.lines.flatMap((line) => lineRows(line, doc, plain)),
		...[...doc.discounts, ...spentAsDiscount(doc)].map(({ label, amountMinor }): PaperRow => ({
			kind: 'pair',
			left: label,
			right: plain(amountMinor)
		})),
		rule,
		...totalRows(doc, plain),
		rule,
		taxTable(doc, width, plain),
		...takenBackRows(doc, plain),
		...gainRows(doc, plain),
		...couponRows(doc),
		...voucherRows(doc),
		...footRows(doc)
	];
}

/** What the customer saved, earned and only just missed. */
function gainRows(
	{ document, totals, loyalty, currency, nearMiss }: ReceiptDocument,
	plain: (minor: number) => string
): PaperRow[] {
	const saved = document.kind === 'sale' ? totals.discountsMinor : 0;
	const worth = (of: ReceiptWorth) => (of.currency === currency ? plain(of.amountMinor) : worthText(of, currency));
	const rows: PaperRow[] = [
		...(saved ? [{ kind: 'pair', left: 'You saved', right: plain(saved) } as const] : []),
		...(loyalty ? loyaltyRows(loyalty) : []).map((row): PaperRow => {
			return { kind: 'pair', left: row.label, right: worth(row.worth) };
		}),
		...(loyalty ? loyaltyNotes(loyalty) : []).map((text): PaperRow => ({ kind: 'text', text })),
		...(nearMiss ? [{ kind: 'text', text: nearMissText(nearMiss, plain) } as const] : [])
	];
	return rows.length > 0 ? [rule, ...rows] : [];
}

/** What a return takes back of what the sale earned. */
function takenBackRows({ takenBack, currency }: ReceiptDocument, plain: (minor: number) => string): PaperRow[] {
	if (takenBack === null || takenBack.length === 0) return [];
	if (takenBack === 'later') return [rule, { kind: 'text', text: 'What was earned goes back later.' }];
	return [
		rule,
		...takenBack.map(({ currency: of, amountMinor }): PaperRow => {
			const isMoney = of === currency;
			return {
				kind: 'pair',
				left: isMoney ? 'Earned, goes back' : 'Points, go back',
				right: isMoney ? plain(-amountMinor) : `−${String(amountMinor)}`
			};
		})
	];
}

function headRows({ document, locale }: ReceiptDocument, zone: string, width: 80 | 58): PaperRow[] {
	const at = `${formatDate(document.issuedAt, zone, locale)} ${formatTime(document.issuedAt, zone, locale)}`;
	const who = [document.till, document.cashier].filter(Boolean).join(' · ');
	const number = `${document.kind === 'return' ? 'Return' : 'Sale'} ${document.number}`;
	// Number and date do not fit side by side on the narrow roll.
	const first: PaperRow[] =
		width === 80
			? [{ kind: 'pair', left: number, right: at }]
			: [
					{ kind: 'text', text: number },
					{ kind: 'text', text: at }
				];
	const original: PaperRow[] = document.originalNumber
		? [{ kind: 'text', text: `For sale ${document.originalNumber}` }]
		: [];
	const mark = document.memberMark ? `Member …${document.memberMark}` : '';
	return [...first, ...original, { kind: 'pair', left: who, right: mark }];
}

function lineRows(line: DocumentLine, doc: ReceiptDocument, plain: (minor: number) => string): PaperRow[] {
	const isOne = line.quantityMilli === 1000;
	const unit = units[line.unit];
	const quantity = formatQuantity(line.quantityMilli, unit, doc.locale);
	const rows: PaperRow[] = [
		{
			kind: 'pair',
			left: isOne || unit ? line.name : `${quantity} × ${line.name}`,
			right: `${plain(line.grossMinor)} ${line.letter}`
		}
	];
	if (unit) {
		rows.push({ kind: 'pair', left: `${quantity} × ${plain(line.unitPriceMinor)}/${unit}`, right: '', look: 'sub' });
	}
	for (const { label, amountMinor } of line.discounts) {
		rows.push({ kind: 'pair', left: label, right: `${plain(amountMinor)} ${line.letter}`, look: 'sub' });
	}
	return rows;
}

function totalRows(doc: ReceiptDocument, plain: (m: number) => string) {
	const { totals, tenders, currency, pricesIncludeTax } = doc;
	const paid = spentAsPayment(doc);
	const paidMinor = paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
	const rows: PaperRow[] = [];
	if (!pricesIncludeTax) rows.push({ kind: 'pair', left: 'Tax', right: plain(totals.taxMinor) });
	rows.push({ kind: 'pair', left: `Total ${currency}`, right: plain(totals.dueMinor + paidMinor), look: 'total' });
	for (const { label, amountMinor } of paid) rows.push({ kind: 'pair', left: label, right: plain(amountMinor) });
	if (totals.roundingMinor) rows.push({ kind: 'pair', left: 'Cash rounding', right: plain(totals.roundingMinor) });
	for (const { kind, amountMinor, reference } of tenders) {
		const name = kind === 'cash' ? 'Cash' : ['Card', reference].filter(Boolean).join(' ');
		rows.push({ kind: 'pair', left: name, right: plain(amountMinor) });
	}
	if (totals.changeMinor) rows.push({ kind: 'pair', left: 'Change', right: plain(-totals.changeMinor) });
	return rows;
}

function taxTable(doc: ReceiptDocument, width: 80 | 58, plain: (minor: number) => string): PaperRow {
	const narrow = width === 58;
	const cells = (name: string, net: number, tax: number, gross: number) =>
		narrow ? [name, plain(tax), plain(gross)] : [name, plain(net), plain(tax), plain(gross)];
	return {
		kind: 'table',
		head: narrow ? ['Rate', 'Tax', 'Gross'] : ['Tax', 'Net', 'Tax', 'Gross'],
		rows: doc.taxes.map((row) =>
			cells(`${row.letter} ${formatRate(row.rateBp, doc.locale)}`, row.netMinor, row.taxMinor, row.grossMinor)
		),
		...(doc.taxes.length > 1 && {
			sum: cells('Sum', doc.taxSum.netMinor, doc.taxSum.taxMinor, doc.taxSum.grossMinor)
		})
	};
}

function couponRows({ coupons }: ReceiptDocument): PaperRow[] {
	return coupons.flatMap((coupon): PaperRow[] => {
		const words = couponText(coupon);
		return [rule, { kind: 'qr', text: coupon.couponId, label: words, lines: [coupon.title, words] }];
	});
}

function voucherRows({ vouchers, vouchersWait, currency, locale }: ReceiptDocument): PaperRow[] {
	const wordsOf = (slip: VoucherSlip) =>
		slipWords(slip, formatAmount(slip.amountMinor, currency, locale), (date) => formatDate(date, 'UTC', locale));
	const rows = vouchers.flatMap((slip): PaperRow[] => {
		const { title, code, mark } = slip;
		if (code === null) return [rule, { kind: 'centre', lines: [title, ...wordsOf(slip), codeElsewhere] }];
		const lines = [title, ...wordsOf(slip), code];
		return [rule, { kind: 'qr', text: code, label: `Voucher ····${mark}`, lines }];
	});
	return vouchersWait && rows.length > 0 ? [...rows, { kind: 'text', text: usableLater }] : rows;
}

function footRows(doc: ReceiptDocument): PaperRow[] {
	const rows: PaperRow[] = [];
	const proof = doc.proof
		? [`Signed by ${doc.document.till}, event\u00a0${doc.proof.seq},`, `hash ${doc.proof.groups.join(' ')}`]
		: [];
	if (doc.publicUrl) {
		rows.push(rule, {
			kind: 'qr',
			text: doc.publicUrl,
			label: 'Address of the digital receipt',
			lines: ['Scan for the digital receipt.', ...proof]
		});
	} else if (doc.footerLines.length > 0) rows.push(rule);
	if (doc.footerLines.length > 0) rows.push({ kind: 'centre', lines: doc.footerLines });
	return rows;
}
