import type { Db } from '$lib/server/db/client';

const columns = [
	'id',
	'name',
	'tier',
	'segments',
	'state',
	'spend_blocked as spendBlocked',
	'created_at as createdAt'
] as const;

export function findMember(db: Db, id: string) {
	return db.selectFrom('members').select(columns).where('id', '=', id).executeTakeFirst();
}

/** At most three: two are too many already. */
export function findMembersByPhone(db: Db, phone: string) {
	return db.selectFrom('members').select(columns).where('phone', '=', phone).orderBy('created_at').limit(3).execute();
}

export function findMembersByEmail(db: Db, email: string) {
	return db.selectFrom('members').select(columns).where('email', '=', email).orderBy('created_at').limit(3).execute();
}

export async function findCountry(db: Db, storeId: string): Promise<string> {
	const row = await db.selectFrom('stores').select('country').where('id', '=', storeId).executeTakeFirst();
	return row?.country ?? 'DE';
}

export type MemberRow = NonNullable<Awaited<ReturnType<typeof findMember>>>;
