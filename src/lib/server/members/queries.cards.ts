import { sql, type Insertable } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { CardLeasesTable, CardRangesTable, CardState, CardsTable } from '$lib/server/db/schema-members';

// Cards ---------------------------------------------------------------------------------------------------------------

/** False when the number is taken. */
export async function insertCard(db: Db, card: Insertable<CardsTable>): Promise<boolean> {
	const added = await db
		.insertInto('cards')
		.values(card)
		.onConflict((oc) => oc.doNothing())
		.returning('number')
		.executeTakeFirst();
	return added !== undefined;
}

const cardColumns = ['number', 'hmac', 'member_id as memberId', 'state', 'replaced_by as replacedBy'] as const;

/** Locked until the transaction ends: a card goes to one member. */
export function lockCard(tx: Db, number: string) {
	return tx.selectFrom('cards').select(cardColumns).where('number', '=', number).forUpdate().executeTakeFirst();
}

export function findCardByNumber(db: Db, number: string) {
	return db.selectFrom('cards').select(cardColumns).where('number', '=', number).executeTakeFirst();
}

export function findCardByHmac(db: Db, hmac: Buffer) {
	return db.selectFrom('cards').select(cardColumns).where('hmac', '=', hmac).executeTakeFirst();
}

export function listCardsByHmac(db: Db, hmacs: Buffer[]) {
	return hmacs.length === 0 ? [] : db.selectFrom('cards').select(cardColumns).where('hmac', 'in', hmacs).execute();
}

/** The card a member carries: the newest that is in use. */
export function findCardOfMember(db: Db, memberId: string) {
	return db
		.selectFrom('cards')
		.select(cardColumns)
		.where('member_id', '=', memberId)
		.where('state', 'in', ['active', 'issued'])
		.orderBy('issued_at', (by) => by.desc().nullsLast())
		.orderBy('number')
		.limit(1)
		.executeTakeFirst();
}

export function updateCard(
	db: Db,
	number: string,
	change: { state: CardState; member_id?: string; replaced_by?: string | null; issued_at?: Date }
) {
	return db.updateTable('cards').set(change).where('number', '=', number).execute();
}

/** Shown for the first time: it arrived. */
export function activateCard(db: Db, number: string) {
	return db
		.updateTable('cards')
		.set({ state: 'active' })
		.where('number', '=', number)
		.where('state', '=', 'issued')
		.execute();
}

/** Whether any card has a number from `first` to `last`, which have the same length. */
export async function hasCardsBetween(db: Db, first: string, last: string): Promise<boolean> {
	return (await findHighestBetween(db, first, last)) !== null;
}

export async function findHighestBetween(db: Db, first: string, last: string): Promise<string | null> {
	const row = await db
		.selectFrom('cards')
		.select('number')
		.where('number', '>=', first)
		.where('number', '<=', last)
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row?.number ?? null;
}

// Ranges and masks ----------------------------------------------------------------------------------------------------

export function listRanges(db: Db) {
	return db
		.selectFrom('card_ranges')
		.select(['id', 'prefix', 'length', 'check_digit as check', 'active'])
		.orderBy('sort')
		.orderBy('prefix')
		.execute();
}

export function listMasks(db: Db) {
	return db.selectFrom('card_masks').select(['id', 'mask', 'replacement']).orderBy('sort').orderBy('id').execute();
}

/** False when there is one with this prefix and length. */
export async function insertRange(db: Db, row: Omit<Insertable<CardRangesTable>, 'sort'>): Promise<boolean> {
	const added = await db
		.insertInto('card_ranges')
		.columns(['id', 'prefix', 'length', 'check_digit', 'active', 'sort'])
		.expression((of) =>
			of
				.selectFrom('card_ranges')
				.select((e) => [
					e.val(row.id).as('id'),
					e.val(row.prefix).as('prefix'),
					e.val(row.length).as('length'),
					e.val(row.check_digit).as('check_digit'),
					e.val(row.active ?? true).as('active'),
					e.fn.coalesce(e(e.fn.max('sort'), '+', 1), e.lit(0)).as('sort')
				])
		)
		.onConflict((oc) => oc.doNothing())
		.returning('id')
		.executeTakeFirst();
	return added !== undefined;
}

export async function setRangeActive(db: Db, id: string, active: boolean): Promise<boolean> {
	const row = await db
		.updateTable('card_ranges')
		.set({ active })
		.where('id', '=', id)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function insertMask(db: Db, row: { id: string; mask: string; replacement: string | null }): Promise<void> {
	const last = await db
		.selectFrom('card_masks')
		.select((e) => e.fn.max('sort').as('sort'))
		.executeTakeFirst();
	await db
		.insertInto('card_masks')
		.values({ ...row, sort: (last?.sort ?? 0) + 1 })
		.execute();
}

export async function deleteMask(db: Db, id: string) {
	return db.deleteFrom('card_masks').where('id', '=', id).returning(['mask', 'replacement']).executeTakeFirst();
}

/** One change of the rules after the other, so that their order stays one. */
export async function lockRules(tx: Db): Promise<void> {
	await sql`SELECT pg_advisory_xact_lock(hashtext('card rules'))`.execute(tx);
}

/** The ranges in this order. */
export async function sortRanges(db: Db, ids: readonly string[]): Promise<void> {
	for (const [sort, id] of ids.entries()) {
		await db.updateTable('card_ranges').set({ sort }).where('id', '=', id).execute();
	}
}

/** The masks in this order. */
export async function sortMasks(db: Db, ids: readonly string[]): Promise<void> {
	for (const [sort, id] of ids.entries()) {
		await db.updateTable('card_masks').set({ sort }).where('id', '=', id).execute();
	}
}

// Numbers lent to tills -----------------------------------------------------------------------------------------------

export type Lease = Omit<CardLeasesTable, 'leased_at' | 'id' | 'device_id'> & { id: string };

const leaseColumns = ['id', 'prefix', 'length', 'check_digit', 'block'] as const;

/** The newest `most`, oldest first. */
export async function listLeases(db: Db, deviceId: string, most: number): Promise<Lease[]> {
	const newest = await db
		.selectFrom('card_leases')
		.select(leaseColumns)
		.where('device_id', '=', deviceId)
		.orderBy('leased_at', 'desc')
		.orderBy('id', 'desc')
		.limit(most)
		.execute();
	return newest.reverse();
}

/** Leases of a device whose range a number may lie in. */
export function findLeasesFor(db: Db, deviceId: string, number: string): Promise<Lease[]> {
	return db
		.selectFrom('card_leases')
		.select(leaseColumns)
		.where('device_id', '=', deviceId)
		.where('length', '=', number.length)
		.where((of) => of(of.val(number), 'like', of(of.ref('prefix'), '||', of.val('%'))))
		.execute();
}

/** One till at a time looks whether it needs numbers. */
export function lockDevice(tx: Db, deviceId: string) {
	return tx.selectFrom('devices').select('id').where('id', '=', deviceId).forNoKeyUpdate().executeTakeFirst();
}

export async function insertLease(db: Db, row: Insertable<CardLeasesTable>): Promise<boolean> {
	const added = await db
		.insertInto('card_leases')
		.values(row)
		.onConflict((oc) => oc.doNothing())
		.returning('id')
		.executeTakeFirst();
	return added !== undefined;
}

export function findLease(db: Db, range: { prefix: string; length: number }, block: number) {
	return db
		.selectFrom('card_leases')
		.select(['id', 'device_id as deviceId'])
		.where('prefix', '=', range.prefix)
		.where('length', '=', range.length)
		.where('block', '=', block)
		.executeTakeFirst();
}
