/**
 * Movements of value as data. A transaction is made of moves from one account to another, so its postings sum to zero by
 * construction (DESIGN.md §8). Undo is a mirrored transaction.
 */
import { assertMinor } from '../money/money';

/** Where value comes from and goes to, seen from the programme; members' lots are the other side. */
export type ProgrammeAccount = 'award_cost' | 'spend' | 'expiry' | 'adjustment';

export type Posting = {
	account: 'member' | ProgrammeAccount;
	/** The member's lot; on `expiry` the lot that ran out. */
	lotId?: string;
	currency: string;
	/** Never 0. */
	amountMinor: number;
};

type Side = { lot: string } | ProgrammeAccount;

function toPosting(side: Side, about: string | undefined, currency: string, amountMinor: number): Posting {
	if (typeof side !== 'string') return { account: 'member', lotId: side.lot, currency, amountMinor };
	return side === 'expiry' && about !== undefined
		? { account: side, lotId: about, currency, amountMinor }
		: { account: side, currency, amountMinor };
}

/** Both sides of one move; a move of nothing is no move. Throws for a negative amount: turn the sides around instead. */
export function move(from: Side, to: Side, currency: string, amountMinor: number): Posting[] {
	assertMinor(amountMinor);
	if (amountMinor < 0) throw new RangeError('a move cannot be negative');
	if (amountMinor === 0) return [];
	const about = [from, to].find((side) => typeof side !== 'string')?.lot;
	return [toPosting(from, about, currency, -amountMinor), toPosting(to, about, currency, amountMinor)];
}

/** Takes from lots in turn and gives to one account. */
export function moveTakes(
	takes: readonly { lotId: string; amountMinor: number }[],
	to: Side,
	currency: string
): Posting[] {
	return takes.flatMap(({ lotId, amountMinor }) => move({ lot: lotId }, to, currency, amountMinor));
}
