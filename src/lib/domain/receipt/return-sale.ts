/** Giving a sale back, whole or in parts. Every amount is allocated from the original, so that all parts together undo it exactly. */
import { settle, type TenderDraft } from '../basket/settlement';
import { sumMinor } from '../money/money';
import { partialMinor } from '../money/partial';
import { balanced, refusalOf, totalsOf, type CloseRefusal } from './close-sale';
import type { ReturnReason, SaleBody, SaleLine, SaleTax } from './sale';
import { returnSpends, spentOf } from './return-spends';
import { dueOf, untaxedShares } from './taxable';

/** Quantities in thousandths, positive, by line number of the original. */
export type Quantities = ReadonlyMap<number, number>;

export type ReturnRefusal =
	| { ok: false; code: 'nothing_to_return' | 'original_is_return' }
	| { ok: false; code: 'line_not_found' | 'quantity_out_of_range'; lineNo: number }
	| { ok: false; code: 'returned_more_than_sold'; lineNo: number; leftMilli: number };

/** What goes back, before it is paid out: amounts negative; `dueMinor` is what the customer gets, as a negative due. */
export type PreparedReturn = {
	ok: true;
	lines: SaleLine[];
	taxes: SaleTax[];
	spends: SaleBody['spends'];
	dueMinor: number;
};

/** What earlier returns of the same sale already gave back. A return's lines carry the numbers of the original's. */
export function returnedQuantities(earlier: readonly SaleBody[]): Map<number, number> {
	const sum = new Map<number, number>();
	for (const { lines } of earlier) {
		for (const { lineNo, quantityMilli } of lines) sum.set(lineNo, (sum.get(lineNo) ?? 0) - quantityMilli);
	}
	return sum;
}

/** What can still be given back of each line, in thousandths. */
export function returnableQuantities(original: SaleBody, returned: Quantities): Map<number, number> {
	return new Map(original.lines.map((line) => [line.lineNo, line.quantityMilli - (returned.get(line.lineNo) ?? 0)]));
}

function findRefusal(original: SaleBody, returned: Quantities, wanted: Quantities): ReturnRefusal | null {
	if (original.kind === 'return') return { ok: false, code: 'original_is_return' };
	if (wanted.size === 0) return { ok: false, code: 'nothing_to_return' };
	const left = returnableQuantities(original, returned);
	for (const [lineNo, quantity] of wanted) {
		const leftMilli = left.get(lineNo);
		if (leftMilli === undefined) return { ok: false, code: 'line_not_found', lineNo };
		if (!Number.isSafeInteger(quantity) || quantity < 1) return { ok: false, code: 'quantity_out_of_range', lineNo };
		if (quantity > leftMilli) return { ok: false, code: 'returned_more_than_sold', lineNo, leftMilli };
	}
	return null;
}

/** The part of an amount of this line that has gone back once `reached` thousandths of it have. */
function partOf(line: SaleLine, totalMinor: number, reached: number): number {
	return partialMinor({ totalMinor, whole: line.quantityMilli, reached, alreadyMinor: 0 });
}

function negative(value: number): number {
	return value === 0 ? 0 : -value;
}

/** Total and discounts by running allocation; the gross is what they add up to. */
function toReturnLine(line: SaleLine, before: number, quantityMilli: number): SaleLine {
	const now = (amount: number) => partOf(line, amount, before + quantityMilli) - partOf(line, amount, before);
	const discounts = line.discounts.map((discount) => ({
		...discount,
		amountMinor: negative(now(discount.amountMinor))
	}));
	const totalMinor = negative(now(line.totalMinor));
	return {
		...line,
		quantityMilli: -quantityMilli,
		grossMinor: totalMinor + sumMinor(discounts.map((discount) => discount.amountMinor)),
		discounts: discounts.filter((discount) => discount.amountMinor !== 0),
		totalMinor
	};
}

type Reached = { baseByRow: number[]; spentByLine: number[] };

/** What of each tax row's base has gone back once these quantities have, and of what each line's spends took off it. */
function reachedBy(original: SaleBody, shares: readonly number[], quantities: Quantities): Reached {
	const baseByRow = original.taxes.map(() => 0);
	const spentByLine: number[] = [];
	for (const [index, line] of original.lines.entries()) {
		const reached = quantities.get(line.lineNo) ?? 0;
		const totalMinor = partOf(line, line.totalMinor, reached);
		const spent = spentOf(line, shares[index] ?? 0, totalMinor);
		const row = original.taxes.findIndex((tax) => tax.rateId === line.taxRateId && tax.rateBp === line.taxRateBp);
		baseByRow[row] = (baseByRow[row] ?? 0) + totalMinor - spent;
		spentByLine.push(spent);
	}
	return { baseByRow, spentByLine };
}

/** The tax that has gone back with so much of a row's base. */
function taxUpTo(row: SaleTax, inclusive: boolean, baseMinor: number): number {
	const whole = inclusive ? row.grossMinor : row.netMinor;
	return partialMinor({ totalMinor: row.taxMinor, whole, reached: baseMinor, alreadyMinor: 0 });
}

function toReturnTax(row: SaleTax, inclusive: boolean, beforeMinor: number, afterMinor: number): SaleTax {
	const taxMinor = negative(taxUpTo(row, inclusive, afterMinor) - taxUpTo(row, inclusive, beforeMinor));
	const base = negative(afterMinor - beforeMinor);
	return {
		...row,
		netMinor: inclusive ? base - taxMinor : base,
		taxMinor,
		grossMinor: inclusive ? base : base + taxMinor
	};
}

/**
 * What giving these quantities back means, after those already returned. Everything follows from the original and the
 * quantities alone, so two tills that know the same quantities agree (domain-flows §2.7, partial return).
 */
export function prepareReturn(
	original: SaleBody,
	returned: Quantities,
	wanted: Quantities
): PreparedReturn | ReturnRefusal {
	const refusal = findRefusal(original, returned, wanted);
	if (refusal) return refusal;
	const after = new Map(returned);
	for (const [lineNo, quantity] of wanted) after.set(lineNo, (after.get(lineNo) ?? 0) + quantity);
	const given = original.lines.filter((line) => wanted.has(line.lineNo));
	const lines = given.map((line) => toReturnLine(line, returned.get(line.lineNo) ?? 0, wanted.get(line.lineNo) ?? 0));
	const shares = untaxedShares(original.lines, original);
	const start = reachedBy(original, shares, returned);
	const end = reachedBy(original, shares, after);
	const taxes = original.taxes
		.map((row, index) =>
			toReturnTax(row, original.pricesIncludeTax, start.baseByRow[index] ?? 0, end.baseByRow[index] ?? 0)
		)
		.filter((row) => lines.some((line) => line.taxRateId === row.rateId && line.taxRateBp === row.rateBp));
	const gross = ({ baseByRow }: Reached) =>
		sumMinor(
			original.taxes.map((row, index) => {
				const base = baseByRow[index] ?? 0;
				return original.pricesIncludeTax ? base : base + taxUpTo(row, false, base);
			})
		);
	const spends = returnSpends(original, { ...start, grossMinor: gross(start) }, { ...end, grossMinor: gross(end) });
	const dueMinor = dueOf(taxes, { spends, spendTaxedAs: original.spendTaxedAs }, -1);
	return { ok: true, lines, taxes, spends, dueMinor };
}

export type CloseReturnInput = {
	original: SaleBody;
	returned: Quantities;
	wanted: Quantities;
	/** Negative amounts: what is paid out. */
	tenders: readonly TenderDraft[];
	cashStepMinor: number;
	ids: { saleId: string; basketId: string };
	receiptNumber: string;
	/** RFC 3339 with milliseconds. */
	openedAt: string;
	businessDate: string;
	store: { storeId: string; zone: string };
	receiptTokenHash: string;
	privateHash: string | null;
	/** Why; absent where nobody was asked (imports). */
	reason?: ReturnReason;
	/** Id of the person who allowed it, where whoever stands at the till may not. */
	approvedBy?: string;
};

/** Builds the body of a return, or says why not. The member is the original's: awards and spends go back to them. */
export function closeReturn(input: CloseReturnInput): { ok: true; body: SaleBody } | ReturnRefusal | CloseRefusal {
	const { original } = input;
	const prepared = prepareReturn(original, input.returned, input.wanted);
	if (!prepared.ok) return prepared;
	const { lines, taxes, spends, dueMinor } = prepared;
	const settlement = settle({ dueMinor, cashStepMinor: input.cashStepMinor, tenders: input.tenders });
	const refusal = refusalOf(settlement);
	if (refusal) return refusal;
	return balanced({
		...original,
		offerTimes: undefined,
		coupons: undefined,
		couponsGiven: undefined,
		vouchersGiven: undefined,
		nearMiss: undefined,
		saleId: input.ids.saleId,
		kind: 'return',
		receiptNumber: input.receiptNumber,
		originalReceiptNumber: original.receiptNumber,
		storeId: input.store.storeId,
		basketId: input.ids.basketId,
		openedAt: input.openedAt,
		businessDate: input.businessDate,
		zone: input.store.zone,
		...(input.reason === undefined ? {} : { returnReason: input.reason }),
		// The original's was for its discounts.
		approvedBy: input.approvedBy,
		lines,
		taxes,
		spends,
		totals: totalsOf(lines, taxes, dueMinor, settlement),
		tenders: settlement.tenders,
		receiptTokenHash: input.receiptTokenHash,
		privateHash: input.privateHash
	});
}
