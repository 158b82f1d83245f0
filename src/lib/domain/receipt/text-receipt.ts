/** A receipt as text for printers that know only characters: 42 columns on 80 mm paper, 32 on 58 mm (domain-flows §2.6). */
import { amountText } from '../money/amount-text';
import { sumMinor } from '../money/money';
import { quantityText } from '../money/quantity';
import { pieceUnit } from '../basket/limits';
import { couponText, type DocumentLine, type ReceiptDocument } from './document';
import { loyaltyNotes, loyaltyRows, worthText } from './loyalty';
import { nearMissText } from './near-miss-text';
import { spentAsDiscount, spentAsPayment } from './spent-rows';
import { centred, columnsOf, twoSides, wrapped } from './text-columns';
import { codeElsewhere, slipWords, usableLater, type VoucherSlip } from './voucher-slips';

export type TextColumns = 42 | 32;

const UNITS: Readonly<Record<string, string>> = { KGM: 'kg', GRM: 'g', LTR: 'l', MTR: 'm' };

type Printing = { columns: TextColumns; money: (amountMinor: number) => string };

function headBlock({ seller }: ReceiptDocument, { columns }: Printing): string[] {
	const lines = [seller.name, seller.store, ...seller.addressLines, seller.taxNumber];
	return lines.flatMap((line) => wrapped(line, columns)).map((line) => centred(line, columns));
}

function markBlock({ document }: ReceiptDocument, { columns }: Printing): string[] {
	const marks = [
		...(document.demo ? ['DEMO, NOT A RECEIPT'] : []),
		...(document.copyNo === null ? [] : [`COPY ${String(document.copyNo)}`])
	];
	return marks.map((mark) => centred(`*** ${mark} ***`, columns));
}

function documentBlock({ document }: ReceiptDocument, { columns }: Printing): string[] {
	const word = document.kind === 'sale' ? 'Sale' : 'Return';
	return [
		...twoSides(`${word} ${document.number}`, `${document.date} ${document.time}`, columns),
		...(document.originalNumber === null ? [] : wrapped(`For sale ${document.originalNumber}`, columns)),
		...twoSides(
			[document.till, document.cashier].filter((part) => part !== null && part !== '').join(', '),
			document.memberMark === null ? '' : `Member ${document.memberMark}`,
			columns
		)
	];
}

function measureText(line: DocumentLine, { money }: Printing): string {
	if (line.unit === pieceUnit) {
		return line.quantityMilli === 1000 ? '' : `${quantityText(line.quantityMilli)} x ${money(line.unitPriceMinor)}`;
	}
	const unit = UNITS[line.unit] ?? line.unit;
	return `${quantityText(line.quantityMilli)} ${unit} x ${money(line.unitPriceMinor)}`;
}

function lineBlock(line: DocumentLine, printing: Printing): string[] {
	const { columns, money } = printing;
	const measure = measureText(line, printing);
	const end = (amountMinor: number) => `${money(amountMinor)} ${line.letter}`;
	return [
		...twoSides(line.name, end(line.grossMinor), columns),
		...(measure === '' ? [] : wrapped(`  ${measure}`, columns)),
		...line.discounts.flatMap((discount) => twoSides(`  ${discount.label}`, end(discount.amountMinor), columns))
	];
}

function totalBlock(receipt: ReceiptDocument, { columns, money }: Printing): string[] {
	const { totals, tenders, discounts, currency } = receipt;
	const paid = spentAsPayment(receipt);
	const rows: { label: string; amountMinor: number }[] = [
		...discounts,
		...spentAsDiscount(receipt),
		{ label: `TOTAL ${currency}`, amountMinor: totals.dueMinor + sumMinor(paid.map(({ amountMinor }) => amountMinor)) },
		...paid,
		...(totals.roundingMinor === 0 ? [] : [{ label: 'Rounding', amountMinor: totals.roundingMinor }]),
		...tenders.map(({ kind, reference, amountMinor }) => {
			const label = kind === 'cash' ? 'Cash' : ['Card', reference].filter((part) => part !== null).join(' ');
			return { label, amountMinor };
		}),
		...(totals.changeMinor === 0 ? [] : [{ label: 'Change', amountMinor: -totals.changeMinor }])
	];
	return rows.flatMap(({ label, amountMinor }) => twoSides(label, money(amountMinor), columns));
}

function taxBlock({ taxes, taxSum }: ReceiptDocument, { columns, money }: Printing): string[] {
	const row = (label: string, net: string, tax: string, gross: string) =>
		columnsOf(columns === 42 ? [label, net, tax, gross] : [label, tax, gross], columns);
	return [
		row('Tax', 'Net', 'Tax', 'Gross'),
		...taxes.map(({ letter, rateBp, netMinor, taxMinor, grossMinor }) =>
			row(`${letter} ${String(rateBp / 100)}%`, money(netMinor), money(taxMinor), money(grossMinor))
		),
		...(taxes.length > 1 ? [row('Sum', money(taxSum.netMinor), money(taxSum.taxMinor), money(taxSum.grossMinor))] : [])
	];
}

/** What a return takes back of the award; points are whole. */
function takenBackRows({ takenBack, currency }: ReceiptDocument, { columns, money }: Printing): string[] {
	if (takenBack === 'later') return wrapped('What was earned goes back when the sale is found.', columns);
	return (takenBack ?? []).flatMap(({ currency: of, amountMinor }) =>
		of === currency
			? twoSides('Earned, goes back', money(-amountMinor), columns)
			: twoSides('Points, go back', String(-amountMinor), columns)
	);
}

function endBlock(receipt: ReceiptDocument, printing: Printing): string[] {
	const { totals, loyalty, document, currency, nearMiss } = receipt;
	const { columns, money } = printing;
	const saved = document.kind === 'sale' && totals.discountsMinor > 0;
	return [
		...(saved ? twoSides('You saved', money(totals.discountsMinor), columns) : []),
		...(loyalty ? loyaltyRows(loyalty) : []).flatMap(({ label, worth }) =>
			twoSides(label, worthText(worth, currency), columns)
		),
		...takenBackRows(receipt, printing),
		...(loyalty ? loyaltyNotes(loyalty) : []).flatMap((note) => wrapped(note, columns)),
		...(nearMiss ? wrapped(nearMissText(nearMiss, money), columns) : [])
	];
}

function proofBlock({ proof, publicUrl, returnCode, footerLines, document }: ReceiptDocument, { columns }: Printing) {
	const signed = proof && `Signed by ${document.till}, event ${String(proof.seq)}, hash ${proof.groups.join(' ')}`;
	return [
		...[signed, publicUrl, returnCode].flatMap((text) => (text === null ? [] : wrapped(text, columns))),
		...footerLines.flatMap((line) => wrapped(line, columns)).map((line) => centred(line, columns))
	];
}

/** What the customer cuts off and brings along next time. */
function couponBlock({ coupons }: ReceiptDocument, { columns }: Printing): string[] {
	return coupons.flatMap((coupon) => [
		...wrapped(coupon.title, columns).map((line) => centred(line, columns)),
		...wrapped(couponText(coupon), columns).map((line) => centred(line, columns))
	]);
}

/** The same, with the code to be scanned or typed. */
function voucherBlock({ vouchers, vouchersWait, currency }: ReceiptDocument, { columns, money }: Printing): string[] {
	const linesFor = (slip: VoucherSlip) => [
		slip.title,
		...slipWords(slip, `${money(slip.amountMinor)} ${currency}`, (date) => date),
		slip.code ?? codeElsewhere
	];
	return [...vouchers.flatMap(linesFor), ...(vouchers.length > 0 && vouchersWait ? [usableLater] : [])]
		.flatMap((text) => wrapped(text, columns))
		.map((line) => centred(line, columns));
}

/** The receipt as lines of at most `columns` characters, blocks parted by dashes, without control codes. */
export function textReceipt(receipt: ReceiptDocument, columns: TextColumns): string {
	const printing: Printing = { columns, money: (amountMinor) => amountText(amountMinor, receipt.exponent) };
	const blocks = [
		[...headBlock(receipt, printing), ...markBlock(receipt, printing)],
		documentBlock(receipt, printing),
		receipt.lines.flatMap((line) => lineBlock(line, printing)),
		totalBlock(receipt, printing),
		taxBlock(receipt, printing),
		endBlock(receipt, printing),
		couponBlock(receipt, printing),
		voucherBlock(receipt, printing),
		proofBlock(receipt, printing)
	];
	const rule = '-'.repeat(columns);
	return blocks
		.filter((block) => block.length > 0)
		.map((block) => block.map((line) => line.trimEnd()).join('\n'))
		.join(`\n${rule}\n`);
}
