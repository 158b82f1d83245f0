/** How tenders settle what is due. Card amounts are exact; only what is left for cash is rounded; change comes from cash. */
import { withoutPaymentNumbers } from '../code/payment-numbers';
import { roundToCash } from '../money/cash-rounding';
import { largestAmountMinor } from '../money/money';

/** What the cashier entered. Amounts are positive for a sale and negative for a refund. */
export type TenderDraft =
	{ kind: 'cash'; givenMinor: number } | { kind: 'card'; amountMinor: number; reference: string | null };

/** A tender as the sale records it: what it settled, and for cash what was handed over and what went back. */
export type SaleTender =
	| { kind: 'cash'; amountMinor: number; givenMinor: number; changeMinor: number }
	| { kind: 'card'; amountMinor: number; reference: string | null };

export type SettlementRefusal = {
	/** Which of the drafts is refused; it and those after it do not count. */
	index: number;
	code:
		| 'already_paid'
		| 'amount_not_positive'
		| 'amount_out_of_range'
		| 'card_exceeds_left'
		| 'cash_not_in_steps'
		| 'refund_exceeds_due';
};

export type Settlement = {
	/** What a card would have to pay now. */
	leftMinor: number;
	/** What would have to be handed over in cash now. */
	leftCashMinor: number;
	changeMinor: number;
	/** Paid − due, made by cash rounding. */
	roundingMinor: number;
	/** Sum of the tenders after change. */
	paidMinor: number;
	complete: boolean;
	tenders: SaleTender[];
	refusal?: SettlementRefusal;
};

export type SettlementInput = { dueMinor: number; cashStepMinor: number; tenders: readonly TenderDraft[] };

type Side = { dueMinor: number; stepMinor: number; refund: boolean };
type Taken = { cardMinor: number; cashMinor: number; anyCash: boolean };

/** What cash would have to bring in all, after the cards. */
function cashDue(side: Side, taken: Taken): number {
	return roundToCash(side.dueMinor - taken.cardMinor, side.stepMinor);
}

function isComplete(side: Side, taken: Taken): boolean {
	if (side.dueMinor - taken.cardMinor - taken.cashMinor === 0) return true;
	return taken.anyCash && taken.cashMinor >= cashDue(side, taken);
}

function refusalFor(draft: TenderDraft, side: Side, taken: Taken): SettlementRefusal['code'] | null {
	if (isComplete(side, taken)) return 'already_paid';
	const amount = draft.kind === 'cash' ? draft.givenMinor : draft.amountMinor;
	if (!Number.isSafeInteger(amount) || amount > largestAmountMinor) return 'amount_out_of_range';
	const leftCash = cashDue(side, taken) - taken.cashMinor;
	// Where less than half a coin is left, cash settles it with nothing.
	const nothingNeeded = draft.kind === 'cash' && leftCash === 0 && amount === 0;
	if (amount <= 0 && !nothingNeeded) return 'amount_not_positive';
	if (draft.kind === 'card') {
		return amount > side.dueMinor - taken.cardMinor - taken.cashMinor ? 'card_exceeds_left' : null;
	}
	if (amount % side.stepMinor !== 0) return 'cash_not_in_steps';
	return side.refund && amount > leftCash ? 'refund_exceeds_due' : null;
}

function take(draft: TenderDraft, taken: Taken): Taken {
	if (draft.kind === 'card') return { ...taken, cardMinor: taken.cardMinor + draft.amountMinor };
	return { ...taken, cashMinor: taken.cashMinor + draft.givenMinor, anyCash: true };
}

function mirrored(draft: TenderDraft): TenderDraft {
	if (draft.kind === 'cash') return { kind: 'cash', givenMinor: -draft.givenMinor };
	return { ...draft, amountMinor: -draft.amountMinor };
}

/** The change belongs to the last cash: before it the sale was not paid. */
function toTenders(drafts: readonly TenderDraft[], changeMinor: number): SaleTender[] {
	const lastCash = drafts.findLastIndex((draft) => draft.kind === 'cash');
	return drafts.map((draft, index) => {
		// A sale's event can never be erased: whatever was typed, no payment card goes into it.
		if (draft.kind === 'card')
			return { ...draft, reference: draft.reference && withoutPaymentNumbers(draft.reference) };
		const change = index === lastCash ? changeMinor : 0;
		return {
			kind: 'cash',
			amountMinor: draft.givenMinor - change,
			givenMinor: draft.givenMinor,
			changeMinor: change
		};
	});
}

function signed(value: number, refund: boolean): number {
	return refund && value !== 0 ? -value : value;
}

/**
 * Where payment stands. The drafts count in the order given, up to the first refused one. Amounts in minor units;
 * `cashStepMinor` is the smallest coin. A refund (negative due) is the mirror image and gives no change.
 */
export function settle({ dueMinor, cashStepMinor, tenders }: SettlementInput): Settlement {
	const refund = dueMinor < 0;
	const side: Side = { dueMinor: Math.abs(dueMinor), stepMinor: cashStepMinor, refund };
	let taken: Taken = { cardMinor: 0, cashMinor: 0, anyCash: false };
	let refusal: SettlementRefusal | undefined;
	const counted: TenderDraft[] = [];
	for (const [index, draft] of tenders.entries()) {
		const plain = refund ? mirrored(draft) : draft;
		const code = refusalFor(plain, side, taken);
		if (code) {
			refusal = { index, code };
			break;
		}
		taken = take(plain, taken);
		counted.push(draft);
	}
	const complete = isComplete(side, taken);
	const left = side.dueMinor - taken.cardMinor - taken.cashMinor;
	const exact = left === 0;
	const change = complete && !exact ? taken.cashMinor - cashDue(side, taken) : 0;
	const paid = taken.cardMinor + taken.cashMinor - change;
	return {
		leftMinor: complete ? 0 : signed(left, refund),
		leftCashMinor: complete ? 0 : signed(cashDue(side, taken) - taken.cashMinor, refund),
		changeMinor: change,
		roundingMinor: complete ? signed(paid - side.dueMinor, refund) : 0,
		paidMinor: signed(paid, refund),
		complete,
		tenders: toTenders(counted, change),
		...(refusal ? { refusal } : {})
	};
}
