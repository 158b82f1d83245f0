import { sql } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { Contacts } from './contacts';

/** Two people cannot join with the same contact at the same moment without hearing of each other. */
export async function lockContacts(tx: Db, { phone, email }: Contacts): Promise<void> {
	for (const contact of [phone, email].filter((one) => one !== null).sort()) {
		await sql`SELECT pg_advisory_xact_lock(hashtext('member contact'), hashtext(${contact}))`.execute(tx);
	}
}

/** Members, ended ones left out, with one of these contacts. */
export async function listByContacts(db: Db, contacts: { phones: string[]; emails: string[] }) {
	const { phones, emails } = contacts;
	if (phones.length + emails.length === 0) return [];
	return db
		.selectFrom('members')
		.select(['id', 'phone', 'email'])
		.where('state', '!=', 'ended')
		.where((of) =>
			of.or([
				...(phones.length > 0 ? [of('phone', 'in', phones)] : []),
				...(emails.length > 0 ? [of('email', 'in', emails)] : [])
			])
		)
		.orderBy('created_at')
		.limit(1000)
		.execute();
}

export function findJoined(db: Db, id: string) {
	return db.selectFrom('members').select(['id', 'name', 'phone', 'email']).where('id', '=', id).executeTakeFirst();
}
