import { sql, type Insertable } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { MemberConsentsTable, MembersTable } from '$lib/server/db/schema-members';

/** Whom a code sent to this address signs in: the member who proved it, else the one who named it first. */
export function selectMemberByEmail(db: Db, email: string) {
	return db
		.selectFrom('members')
		.select(['id', 'name'])
		.where('email', '=', email)
		.where('state', '!=', 'ended')
		.orderBy((of) => of('email_proven_at', 'is', null))
		.orderBy('created_at')
		.orderBy('id')
		.limit(1)
		.executeTakeFirst();
}

/** False when there is a member of this id, or one who proved the same address. */
export async function insertMember(db: Db, row: Insertable<MembersTable>): Promise<boolean> {
	const added = await db
		.insertInto('members')
		.values(row)
		.onConflict((oc) => oc.doNothing())
		.returning('id')
		.executeTakeFirst();
	return added !== undefined;
}

/** A code that went to the address came back. Nobody else can prove it from now on. */
export function proveEmail(db: Db, memberId: string, email: string, at: Date) {
	return db
		.updateTable('members')
		.set({ email_proven_at: at })
		.where('id', '=', memberId)
		.where('email', '=', email)
		.where('email_proven_at', 'is', null)
		.execute();
}

export function insertConsents(db: Db, rows: Insertable<MemberConsentsTable>[]) {
	return rows.length === 0 ? [] : db.insertInto('member_consents').values(rows).execute();
}

export async function selectOrAddSecret(db: Db, name: string, fresh: Buffer): Promise<Buffer> {
	await db
		.insertInto('secrets')
		.values({ name, value: fresh })
		.onConflict((oc) => oc.doNothing())
		.execute();
	const row = await db.selectFrom('secrets').select('value').where('name', '=', name).executeTakeFirstOrThrow();
	return row.value;
}

/** Sales that named the card before its member was known become the member's. */
export function claimSalesOfCard(db: Db, hmac: Buffer, memberId: string) {
	return db
		.updateTable('sales')
		.set({ member_id: memberId })
		.where('card_hmac', '=', hmac)
		.where('member_id', 'is', null)
		.execute();
}

export function selectMember(db: Db, memberId: string) {
	return db
		.selectFrom('members')
		.select(['id', 'name', 'email', 'phone', 'tier', 'created_at as createdAt', 'terms_agreed_at as termsAgreedAt'])
		.select('news_agreed_at as newsAgreedAt')
		.where('id', '=', memberId)
		.executeTakeFirst();
}

export function selectCards(db: Db, memberId: string) {
	return db
		.selectFrom('cards')
		.select(['number', 'state'])
		.where('member_id', '=', memberId)
		.orderBy('created_at')
		.execute();
}

export function selectReceipts(db: Db, memberId: string, most: number) {
	return db
		.selectFrom('sales as s')
		.innerJoin('stores as st', 'st.id', 's.store_id')
		.innerJoin('journal_events as e', (join) =>
			join
				.onRef('e.till_id', '=', 's.till_id')
				.onRef('e.epoch', '=', 's.epoch')
				.onRef('e.seq', '=', 's.seq')
				.onRef('e.branch', '=', 's.branch')
		)
		.select([
			's.id',
			's.kind',
			's.receipt_number as receiptNumber',
			's.at',
			's.due_minor as dueMinor',
			's.item_count as itemCount',
			's.received_at as receivedAt',
			's.currency',
			'st.name as storeName',
			'st.address as storeAddress',
			'st.tax_number as taxNumber',
			'st.zone',
			'st.locale',
			'st.receipt_footer as footer',
			'e.text as eventText'
		])
		.where('s.member_id', '=', memberId)
		.orderBy('s.at', 'desc')
		.orderBy('s.id', 'desc')
		.limit(most)
		.execute();
}

export function selectMerchantName(db: Db) {
	return db.selectFrom('installation').select('merchant_name as merchantName').executeTakeFirst();
}

/** The money of this installation. */
export async function selectCurrency(db: Db): Promise<string | undefined> {
	return (await db.selectFrom('stores').select('currency').orderBy('code').limit(1).executeTakeFirst())?.currency;
}

export function setNews(db: Db, memberId: string, agreedAt: Date | null) {
	return db.updateTable('members').set({ news_agreed_at: agreedAt }).where('id', '=', memberId).execute();
}

export function selectAnyMember(db: Db) {
	return db
		.selectFrom('members as m')
		.select(['m.id'])
		.where('m.state', '=', 'active')
		.where((of) => of.exists(of.selectFrom('cards as c').select('c.number').whereRef('c.member_id', '=', 'm.id')))
		.orderBy(sql`(select count(*) from sales s where s.member_id = m.id)`, 'desc')
		.orderBy('m.id')
		.limit(1)
		.executeTakeFirst();
}
