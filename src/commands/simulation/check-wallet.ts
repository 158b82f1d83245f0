/** What must be true of the members' value at rest, by the books alone (reliability I12–I17, I20). */
import { sumMinor } from '$lib/domain/money/money';
import type { Sale } from './check';
import type { Booked, LedgerRow } from './ledger-state';
import type { HeardGrant } from './member-sale';

export type WalletBooks = {
	log: readonly LedgerRow[];
	/** Whether `log` is in the order of booking, so that every moment can be looked at. */
	isOrdered: boolean;
	/** What stands beside the ledger, of one member and currency each. */
	balances: readonly { memberId: string; currency: string; balanceMinor: number; heldMinor: number }[];
	/** Cases about a sale's value. */
	cases: readonly { saleId: string; code: string }[];
};

export function checkWallet(books: WalletBooks, sales: readonly Sale[], heard: readonly HeardGrant[]): string[] {
	const booked = books.log.filter((row) => row.kind === 'booked');
	return [
		...checkSums(books, booked),
		...(books.isOrdered ? checkMoments(books) : []),
		...checkHolds(books),
		...checkReturns(booked, sales),
		...checkGrants(books, sales, heard)
	];
}

const memberPart = ({ entries }: Booked) =>
	sumMinor(entries.map(({ account, amountMinor }) => (account === 'member' ? amountMinor : 0)));

/** Nothing comes from nowhere, nothing is booked twice, and what stands beside the ledger is its sum (I12, I2). */
function checkSums({ balances }: WalletBooks, booked: readonly Booked[]): string[] {
	const problems: string[] = [];
	const keys = new Set<string>();
	const folds = new Map<string, number>();
	for (const { key, memberId, entries } of booked) {
		if (keys.has(key)) problems.push(`I2: ${key} is booked twice`);
		keys.add(key);
		const sums = new Map<string, number>();
		for (const { account, currency, amountMinor } of entries) {
			sums.set(currency, (sums.get(currency) ?? 0) + amountMinor);
			const place = `${memberId} ${currency}`;
			if (account === 'member') folds.set(place, (folds.get(place) ?? 0) + amountMinor);
		}
		for (const [currency, sum] of sums) if (sum !== 0) problems.push(`I12: ${key} sums to ${String(sum)} ${currency}`);
	}
	for (const { memberId, currency, balanceMinor } of balances) {
		const fold = folds.get(`${memberId} ${currency}`) ?? 0;
		if (fold !== balanceMinor)
			problems.push(`I12: a wallet says ${String(balanceMinor)} ${currency}, its ledger ${String(fold)}`);
	}
	return problems;
}

/** At every moment: what is free never falls below nothing without a case, and no grant is more than is free (I13). */
function checkMoments({ log, cases }: WalletBooks): string[] {
	const problems: string[] = [];
	const balance = new Map<string, number>();
	const standing = new Map<string, { memberId: string; amountMinor: number; capturedBy?: string | null }>();
	const told = new Set(cases.map(({ saleId }) => saleId));
	const freeOf = (memberId: string) => {
		const own = [...standing.values()].filter((hold) => hold.memberId === memberId);
		return (balance.get(memberId) ?? 0) - sumMinor(own.map(({ amountMinor }) => amountMinor));
	};
	for (const row of log) {
		if (row.kind === 'ended') {
			const hold = standing.get(row.holdId);
			// What is captured is set aside until that is booked.
			if (hold && row.outcome === 'captured') hold.capturedBy = row.key;
			else standing.delete(row.holdId);
			continue;
		}
		const before = freeOf(row.memberId);
		if (row.kind === 'held') {
			const { holdId, memberId, amountMinor } = row;
			if (amountMinor > before) problems.push(`I13: ${String(amountMinor)} was granted of ${String(before)}`);
			standing.set(holdId, { memberId, amountMinor });
			continue;
		}
		const { memberId, key, saleId } = row;
		for (const [holdId, { capturedBy }] of standing) if (capturedBy === key) standing.delete(holdId);
		balance.set(memberId, (balance.get(memberId) ?? 0) + memberPart(row));
		const after = freeOf(memberId);
		if (after < 0 && after < before && !(saleId !== null && told.has(saleId)))
			problems.push(`I13: ${key} leaves ${String(after)} and no case says so`);
	}
	return problems;
}

/** A hold ends once: by the sale it was for, or by nobody (I14). */
function checkHolds({ log }: WalletBooks): string[] {
	const problems: string[] = [];
	const ends = new Map<string, Extract<LedgerRow, { kind: 'ended' }>[]>();
	for (const row of log) if (row.kind === 'ended') ends.set(row.holdId, [...(ends.get(row.holdId) ?? []), row]);
	for (const row of log) {
		if (row.kind !== 'held') continue;
		const own = ends.get(row.holdId) ?? [];
		const [end] = own;
		if (own.length !== 1) problems.push(`I14: a hold ended ${String(own.length)} times`);
		if (end?.outcome === 'captured' && end.key !== `purchase:${String(row.saleId)}`)
			problems.push(`I14: a hold of sale ${String(row.saleId)} was captured by ${String(end.key)}`);
	}
	return problems;
}

/** What a sale gave and took, once it was given back (I16). */
function checkReturns(booked: readonly Booked[], sales: readonly Sale[]): string[] {
	const problems: string[] = [];
	for (const { key, saleId, memberId } of booked) {
		// Of a doubled sale the first counts; whose part is given back then, nobody can say.
		const own = sales.filter(({ body }) => body.saleId === saleId);
		const [original] = own;
		if (saleId === null || !key.startsWith('purchase:') || !original || own.length > 1) continue;
		const { receiptNumber, lines } = original.body;
		const sameNumber = sales.filter(({ body }) => body.receiptNumber === receiptNumber);
		if (sameNumber.length > 1) continue;
		const returns = sales.filter(({ body }) => body.originalReceiptNumber === receiptNumber);
		const rows = booked.filter((row) => row.originalSaleId === saleId);
		for (const { body } of returns)
			if (rows.filter((row) => row.saleId === body.saleId).length !== 1)
				problems.push(`I16: return ${body.receiptNumber} did not reach the wallet once`);
		const all = [...booked.filter((row) => row.key === key), ...rows];
		if (all.some((row) => row.memberId !== memberId)) problems.push(`I16: ${key} went back to somebody else`);
		const isBack = lines.every(({ lineNo, quantityMilli }) => {
			const back = returns.flatMap(({ body }) => body.lines.filter((line) => line.lineNo === lineNo));
			return sumMinor(back.map((line) => line.quantityMilli)) === -quantityMilli;
		});
		const net = sumMinor(all.map(memberPart)) - expiredPart(all);
		if (isBack && net !== 0) problems.push(`I16: sale ${receiptNumber} was given back and leaves ${String(net)}`);
		const [awarded, taken] = [accountPart(all, 'award_cost', -1), accountPart(rows, 'award_cost', 1)];
		if (awarded < 0 || taken < 0) problems.push(`I16: more than the award of ${receiptNumber} went back`);
		if (accountPart(all, 'spend', 1) < 0) problems.push(`I16: more than ${receiptNumber} spent came back`);
	}
	return problems;
}

/** What expired of it meanwhile is brought back only to be taken. */
function expiredPart(rows: readonly Booked[]): number {
	return accountPart(rows, 'expiry', -1);
}

function accountPart(rows: readonly Booked[], account: string, sign: 1 | -1): number {
	const entries = rows.flatMap((row) => row.entries).filter((entry) => entry.account === account);
	return sign * sumMinor(entries.map(({ amountMinor }) => amountMinor));
}

/** What is granted is no more than was asked and owed, is what was set aside, and is what the receipt says (I17). */
function checkGrants({ log }: WalletBooks, sales: readonly Sale[], heard: readonly HeardGrant[]): string[] {
	const problems: string[] = [];
	const held = new Map(log.flatMap((row) => (row.kind === 'held' ? [[row.holdId, row.amountMinor]] : [])));
	for (const { askedMinor, dueMinor, grant } of heard) {
		const { grantId, amountMinor } = grant;
		if (amountMinor > Math.min(askedMinor, dueMinor))
			problems.push(`I17: ${String(amountMinor)} granted, ${String(askedMinor)} asked, ${String(dueMinor)} due`);
		const aside = held.get(grantId);
		if (aside !== undefined && aside !== amountMinor)
			problems.push(`I17: ${String(amountMinor)} granted, ${String(aside)} set aside`);
	}
	const grants = new Map(heard.map(({ grant }) => [grant.grantId, grant.amountMinor]));
	for (const { body } of sales) {
		if (body.kind !== 'sale') continue;
		for (const { grantId, kind, amountMinor } of body.spends)
			if (kind === 'additional' && grants.get(grantId) !== amountMinor)
				problems.push(`I17: receipt ${body.receiptNumber} spends ${String(amountMinor)}, which nobody granted`);
	}
	return problems;
}

/** Looks again and again at books that may only grow (I15). */
export class LedgerWatch {
	#seen: string[] = [];
	readonly problems: string[] = [];

	look(log: readonly LedgerRow[]): void {
		const rows = log.map((row) => JSON.stringify(row));
		const isWhole = this.#seen.every((row, index) => rows[index] === row);
		if (!isWhole && this.problems.length === 0)
			this.problems.push('I15: rows of the ledger were changed or taken away');
		this.#seen = rows;
	}

	/** The server was put back. */
	forget(): void {
		this.#seen = [];
	}
}
