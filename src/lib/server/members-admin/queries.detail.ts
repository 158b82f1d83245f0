import { sql, type Updateable } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { MembersTable } from '$lib/server/db/schema-members';

export function selectMember(db: Db, id: string) {
	return db
		.selectFrom('members as m')
		.leftJoin('stores as st', 'st.id', 'm.home_store_id')
		.select(['m.id', 'm.name', 'm.phone', 'm.email', 'm.tier', 'm.state', 'm.segments', 'm.created_at as createdAt'])
		.select(['m.email_proven_at as emailProvenAt', 'm.spend_blocked as spendBlocked', 'm.joined_by as joinedBy'])
		.select(['m.home_store_id as homeStoreId', 'st.name as homeStoreName'])
		.select(sql<string>`encode(m.reference, 'hex')`.as('reference'))
		.where('m.id', '=', id)
		.executeTakeFirst();
}

/** One change after the other: a form that was opened before another's save must not undo it unseen. */
export function lockMember(tx: Db, id: string) {
	return tx
		.selectFrom('members')
		.select(['id', 'name', 'phone', 'email', 'tier', 'state', 'segments', 'spend_blocked as spendBlocked'])
		.select(['home_store_id as homeStoreId', 'email_proven_at as emailProvenAt'])
		.where('id', '=', id)
		.forUpdate()
		.executeTakeFirst();
}

export function updateMember(tx: Db, id: string, change: Updateable<MembersTable>) {
	return tx.updateTable('members').set(change).where('id', '=', id).execute();
}

/** Who is signed in as somebody who is a member no more is signed out. */
export function endSessions(tx: Db, memberId: string) {
	return tx.deleteFrom('member_sessions').where('member_id', '=', memberId).execute();
}

/** Another member who proved this address. */
export function findProven(db: Db, email: string, exceptId: string | null) {
	let query = db
		.selectFrom('members')
		.select(['id', 'name'])
		.where('email', '=', email)
		.where('email_proven_at', 'is not', null);
	if (exceptId !== null) query = query.where('id', '!=', exceptId);
	return query.executeTakeFirst();
}

/** Another member, who has not ended, with this contact. */
export function findSharing(db: Db, column: 'phone' | 'email', value: string, exceptId: string | null) {
	let query = db.selectFrom('members').select(['id', 'name']).where(column, '=', value).where('state', '!=', 'ended');
	if (exceptId !== null) query = query.where('id', '!=', exceptId);
	return query.orderBy('created_at').limit(1).executeTakeFirst();
}

/** How many other members a contact would lead to at a till: it then identifies nobody. */
export async function countSharing(
	db: Db,
	column: 'phone' | 'email',
	value: string,
	exceptId: string
): Promise<number> {
	const row = await db
		.selectFrom('members')
		.select((of) => of.fn.countAll<number>().as('n'))
		.where(column, '=', value)
		.where('id', '!=', exceptId)
		.where('state', '!=', 'ended')
		.executeTakeFirstOrThrow();
	return row.n;
}

export function selectCards(db: Db, memberId: string) {
	return db
		.selectFrom('cards')
		.select(['number', 'state', 'replaced_by as replacedBy', 'issued_at as issuedAt', 'created_at as createdAt'])
		.where('member_id', '=', memberId)
		.orderBy(sql`state IN ('active', 'issued')`, 'desc')
		.orderBy('created_at', 'desc')
		.orderBy('number')
		.limit(100)
		.execute();
}

/** The newest word on every purpose. */
export function selectConsents(db: Db, memberId: string) {
	return db
		.selectFrom('member_consents as c')
		.leftJoin('staff as p', 'p.id', 'c.actor_id')
		.distinctOn('c.purpose')
		.select(['c.purpose', 'c.given', 'c.at', 'c.channel', 'c.text_version as textVersion', 'p.name as staffName'])
		.where('c.member_id', '=', memberId)
		.orderBy('c.purpose')
		.orderBy('c.at', 'desc')
		.orderBy('c.id', 'desc')
		.execute();
}

export async function selectYear(db: Db, memberId: string, from: Date) {
	return db
		.selectFrom('sales')
		.select(sql<number>`coalesce(sum(due_minor), 0)::bigint`.as('boughtMinor'))
		.select(sql<number>`count(*) FILTER (WHERE kind = 'sale')`.as('visits'))
		.where('member_id', '=', memberId)
		.where('at', '>=', from.toISOString())
		.executeTakeFirstOrThrow();
}

export function selectPurchases(
	db: Db,
	memberId: string,
	page: { before: { at: string; id: string } | null; limit: number }
) {
	let query = db
		.selectFrom('sales as s')
		.innerJoin('stores as st', 'st.id', 's.store_id')
		.select(['s.id', 's.kind', 's.receipt_number as receiptNumber', 's.due_minor as dueMinor', 's.currency'])
		.select(['s.item_count as itemCount', 'st.name as storeName', 'st.zone'])
		// As text: a Date would lose the microseconds that keep the order.
		.select(sql<string>`s.at::text`.as('at'))
		.select((of) => [
			of
				.selectFrom('lots as l')
				.select(sql<number>`coalesce(sum(l.amount_minor), 0)::bigint`.as('n'))
				.whereRef('l.sale_id', '=', 's.id')
				.whereRef('l.currency', '=', 's.currency')
				.as('awardedMinor'),
			of
				.selectFrom('spend_parts as p')
				.select(sql<number>`coalesce(sum(p.amount_minor), 0)::bigint`.as('n'))
				.whereRef('p.sale_id', '=', 's.id')
				.as('spentMinor')
		])
		.where('s.member_id', '=', memberId);
	if (page.before)
		query = query.where(sql<boolean>`(s.at, s.id) < (${page.before.at}::timestamptz, ${page.before.id}::uuid)`);
	return query.orderBy('s.at', 'desc').orderBy('s.id', 'desc').limit(page.limit).execute();
}

/** Who changed what about a member, the newest first. */
export function selectHistory(db: Db, memberId: string, limit: number) {
	return db
		.selectFrom('audit_log as a')
		.leftJoin('staff as p', (join) => join.onRef('p.id', '=', 'a.actor_id').on('a.actor_kind', '=', 'staff'))
		.select(['a.id', 'a.at', 'a.action', 'a.actor_kind as actorKind', 'p.name as staffName', 'a.detail'])
		.where('a.object', '=', memberId)
		.orderBy('a.at', 'desc')
		.orderBy('a.id', 'desc')
		.limit(limit)
		.execute();
}
