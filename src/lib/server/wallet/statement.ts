/** A wallet as a person reads it: one row for what happened, with the other side it went to, and the balance after it. */
import type { Db } from '../db/client';
import type { LedgerKind } from '../db/schema-wallet';
import { findBooked, listMoved, listOfSales, listSides, sumSince } from './queries.statement';

export { listHolds } from './queries.statement';

type ProgrammeAccount = 'award_cost' | 'spend' | 'expiry' | 'adjustment';

export type StatementRow = {
	transactionId: string;
	kind: LedgerKind;
	/** The side of the programme it came from or went to. */
	account: ProgrammeAccount;
	currency: string;
	amountMinor: number;
	/** Of the wallet in this currency, after this row. */
	balanceMinor: number;
	/** What the lots are called, each once. */
	labels: string[];
	at: string;
	bookedAt: string;
	saleId: string | null;
	receiptNumber: string | null;
	originalSaleId: string | null;
	originalReceiptNumber: string | null;
	reason: string | null;
	staffName: string | null;
};

type Side = Awaited<ReturnType<typeof listSides>>[number];

/** A page of a member's movements in one currency, the newest first; `next` is the cursor of the page after it. */
export async function statement(
	db: Db,
	memberId: string,
	currency: string,
	page: { limit: number; before: string | null }
): Promise<{ rows: StatementRow[]; next: string | null }> {
	const moved = await listMoved(db, memberId, currency, { before: page.before, limit: page.limit + 1 });
	const ids = moved.slice(0, page.limit).map(({ id }) => id);
	const sides = await listSides(db, ids, currency);
	let balance = await findBooked(db, memberId, currency);
	if (page.before !== null) balance -= await sumSince(db, memberId, currency, page.before);
	const rows: StatementRow[] = [];
	for (const id of ids) {
		// The last move of a transaction stands on top, as the newest of all does.
		for (const row of movesOf(sides.filter(({ transactionId }) => transactionId === id)).reverse()) {
			rows.push({ ...row, balanceMinor: balance });
			balance -= row.amountMinor;
		}
	}
	return { rows, next: moved.length > page.limit ? (ids.at(-1) ?? null) : null };
}

/** Postings come in pairs, from and to; what went to the same account is one row. */
function movesOf(sides: readonly Side[]): Omit<StatementRow, 'balanceMinor'>[] {
	const moves = new Map<string, Omit<StatementRow, 'balanceMinor'>>();
	for (let at = 0; at + 1 < sides.length; at += 2) {
		const pair = [sides[at], sides[at + 1]];
		const own = pair.find((side) => side?.account === 'member');
		const other = pair.find((side) => side && side.account !== 'member');
		if (!own || !other || other.account === 'member') continue;
		const key = `${other.account} ${own.currency}`;
		const former = moves.get(key);
		const label = own.label;
		if (former) {
			former.amountMinor += own.amountMinor;
			if (label !== null && !former.labels.includes(label)) former.labels.push(label);
			continue;
		}
		const { transactionId, kind, at: happenedAt, bookedAt, saleId, receiptNumber } = own;
		moves.set(key, {
			...{ transactionId, kind, at: happenedAt, bookedAt, saleId, receiptNumber },
			...{ originalSaleId: own.originalSaleId, originalReceiptNumber: own.originalReceiptNumber },
			...{ reason: own.reason, staffName: own.staffName, account: other.account, currency: own.currency },
			amountMinor: own.amountMinor,
			labels: label === null ? [] : [label]
		});
	}
	return [...moves.values()].filter(({ amountMinor }) => amountMinor !== 0);
}

const mostOfSales = 30;

/** What moved because of these sales, in all currencies, the newest first. */
export async function movesOfSales(db: Db, saleIds: readonly string[]): Promise<Omit<StatementRow, 'balanceMinor'>[]> {
	const ids = (await listOfSales(db, saleIds, mostOfSales)).map(({ id }) => id);
	const sides = await listSides(db, ids, null);
	return ids.flatMap((id) => movesOf(sides.filter(({ transactionId }) => transactionId === id)));
}
