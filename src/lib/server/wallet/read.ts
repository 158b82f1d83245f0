/** What a wallet shows. Nothing here locks: decisions read again under the lock. */
import { balanceOf, type WalletBalance } from '$lib/domain/wallet/balance';
import { compareLots, isExpired } from '$lib/domain/wallet/lot';
import type { Db } from '../db/client';
import {
	listAfterBooking,
	listAnswers,
	listCurrencies,
	listEarned,
	listEntries,
	listOpenLots,
	listTakenBack,
	type EntryCursor,
	type LotRow
} from './queries';

/** Balances of several members by member, currencies in alphabetical order; a member without a wallet is missing. */
export async function balances(
	db: Db,
	memberIds: readonly string[],
	atMs: number
): Promise<Map<string, WalletBalance[]>> {
	const currencies = await listCurrencies(db, memberIds);
	const lots = await listOpenLots(db, memberIds);
	const byMember = new Map<string, WalletBalance[]>();
	for (const { member_id: memberId, currency } of currencies.sort((a, b) => (a.currency < b.currency ? -1 : 1))) {
		const own = lots.filter((lot) => lot.memberId === memberId);
		byMember.set(memberId, [...(byMember.get(memberId) ?? []), balanceOf(currency, own, atMs)]);
	}
	return byMember;
}

/** A member's lots that are not used up and have not expired, in the order they will be used; for previews too. */
export async function lots(db: Db, memberId: string, atMs: number): Promise<LotRow[]> {
	const open = await listOpenLots(db, [memberId]);
	return open.filter((lot) => !isExpired(lot, atMs) || lot.balanceMinor < 0).sort(compareLots);
}

/** What a sale gave its member, and what they had with it, as it was booked; null while it is not. */
export async function ofSale(db: Db, saleId: string): Promise<{ earned: Worth[]; balances: Worth[] } | null> {
	const key = `purchase:${saleId}`;
	if ((await listAnswers(db, [key])).length === 0) return null;
	const rows = await listAfterBooking(db, key);
	return {
		earned: rows.flatMap(({ currency, gaveMinor }) => (gaveMinor > 0 ? [{ currency, amountMinor: gaveMinor }] : [])),
		balances: rows.map(({ currency, balanceMinor }) => ({ currency, amountMinor: balanceMinor }))
	};
}

/** What each of these sales gave its member; those that gave nothing are missing. */
export async function earnedOn(db: Db, saleIds: readonly string[]): Promise<Map<string, Worth[]>> {
	const earned = new Map<string, Worth[]>();
	if (saleIds.length === 0) return earned;
	for (const { saleId, currency, amountMinor } of await listEarned(db, saleIds)) {
		earned.set(saleId, [...(earned.get(saleId) ?? []), { currency, amountMinor }]);
	}
	return earned;
}

/** What each of these returns took back of what its sale had given; those that no wallet heard of are missing. */
export async function takenBackBy(db: Db, returnIds: readonly string[]): Promise<Map<string, Worth[]>> {
	const taken = new Map<string, Worth[]>();
	if (returnIds.length === 0) return taken;
	for (const { returnId, currency, amountMinor } of await listTakenBack(db, returnIds)) {
		const before = taken.get(returnId) ?? [];
		taken.set(returnId, currency === null || amountMinor === 0 ? before : [...before, { currency, amountMinor }]);
	}
	return taken;
}

type Worth = { currency: string; amountMinor: number };

const cursorForm = /^([0-9a-f-]{36})\.(\d{1,5})$/;

function toCursor(text: string | null): EntryCursor | null {
	const [, transactionId, entryNo] = cursorForm.exec(text ?? '') ?? [];
	return transactionId === undefined ? null : { transactionId, entryNo: Number(entryNo) };
}

/** A page of movements, the newest first; `next` is the cursor of the page after it. An unknown cursor starts anew. */
export async function entries(
	db: Db,
	memberId: string,
	page: { limit: number; before?: string | null; currency?: string | null }
) {
	const found = await listEntries(db, memberId, {
		limit: page.limit + 1,
		before: toCursor(page.before ?? null),
		currency: page.currency ?? null
	});
	const shown = found.slice(0, page.limit);
	const last = found.length > page.limit ? shown.at(-1) : undefined;
	return { entries: shown, next: last ? `${last.transactionId}.${String(last.entryNo)}` : null };
}

/** Which of these keys are booked already, and what was answered then. */
export async function booked(
	db: Db,
	keys: readonly string[]
): Promise<Map<string, { transactionId: string; answer: unknown }>> {
	if (keys.length === 0) return new Map();
	const rows = await listAnswers(db, keys);
	return new Map(rows.map(({ key, id, answer }) => [key, { transactionId: id, answer }]));
}
