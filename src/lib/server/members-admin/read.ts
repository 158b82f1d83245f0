import { isUuid } from '$lib/domain/id';
import type { Db } from '$lib/server/db/client';
import { readLotNames } from '$lib/server/offers/names';
import * as wallet from '$lib/server/wallet/wallet';
import { readPlace } from './list';
import {
	countSharing,
	selectCards,
	selectConsents,
	selectHistory,
	selectMember,
	selectPurchases,
	selectYear
} from './queries.detail';

const pageSize = 20;
const historyRows = 50;

/** The head of a member's page; null when nobody has this id. */
export async function readMember(db: Db, id: string, nowMs: number) {
	const member = await selectMember(db, id);
	if (!member) return null;
	const place = await readPlace(db);
	const yearStart = new Date(Date.UTC(new Date(nowMs).getUTCFullYear(), 0, 1));
	const [balances, year] = await Promise.all([wallet.balances(db, [id], nowMs), selectYear(db, id, yearStart)]);
	return { ...member, place, year, balances: balances.get(id) ?? [] };
}

/** Lots in the order they are used, what is set aside, and a page of movements, all in one currency. */
export async function readWallet(
	db: Db,
	id: string,
	{ currency, before, nowMs }: { currency: string; before: string | null; nowMs: number }
) {
	const [lots, holds, page] = await Promise.all([
		wallet.lots(db, id, nowMs),
		wallet.holds(db, id),
		wallet.statement(db, id, currency, { limit: pageSize, before: before !== null && isUuid(before) ? before : null })
	]);
	const own = lots.filter((lot) => lot.currency === currency);
	return {
		...page,
		lots: own,
		/** What the ids in conditions are called. */
		names: await readLotNames(
			db,
			own.map(({ conditions }) => conditions)
		),
		holds: holds.filter((hold) => hold.currency === currency)
	};
}

const purchaseKey = /^(.{10,40})~([0-9a-f-]{36})$/;

export async function readPurchases(db: Db, id: string, before: string | null) {
	const [, at, saleId] = purchaseKey.exec(before ?? '') ?? [];
	const key = at !== undefined && saleId !== undefined && !Number.isNaN(Date.parse(at)) ? { at, id: saleId } : null;
	const found = await selectPurchases(db, id, { before: key, limit: pageSize + 1 });
	const rows = found.slice(0, pageSize);
	const last = found.length > pageSize ? rows.at(-1) : undefined;
	return { rows, next: last ? `${last.at}~${last.id}` : null };
}

/** What else is known of a member: how to reach them, what they agreed to, and who changed what. */
export async function readAbout(db: Db, member: { id: string; phone: string | null; email: string | null }) {
	const { id, phone, email } = member;
	const [consents, history, samePhone, sameEmail] = await Promise.all([
		selectConsents(db, id),
		selectHistory(db, id, historyRows),
		phone === null ? 0 : countSharing(db, 'phone', phone, id),
		email === null ? 0 : countSharing(db, 'email', email, id)
	]);
	return { consents, history, samePhone, sameEmail };
}

export function readCards(db: Db, id: string) {
	return selectCards(db, id);
}
