import { sql, type Insertable } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { MailsTable } from '$lib/server/db/schema-sign-in';

export function insertMail(db: Db, row: Insertable<MailsTable>) {
	return db.insertInto('mails').values(row).execute();
}

/** The next mail that is due, locked for this transaction; other processes take others. */
export function lockNextMail(tx: Db, now: Date, mostTries: number) {
	return tx
		.selectFrom('mails')
		.select(['id', 'recipient', 'subject', 'body', 'tries'])
		.where('sent_at', 'is', null)
		.where('next_try_at', '<=', now.toISOString())
		.where('tries', '<', mostTries)
		.orderBy('created_at')
		.limit(1)
		.forUpdate()
		.skipLocked()
		.executeTakeFirst();
}

/** The text goes once it is sent: it may hold a code, and nobody needs it here any more. A demo keeps it for its mailbox. */
export function markSent(tx: Db, id: string, now: Date, keepText: boolean) {
	return tx
		.updateTable('mails')
		.set(keepText ? { sent_at: now } : { sent_at: now, body: '' })
		.where('id', '=', id)
		.execute();
}

export function markFailed(tx: Db, id: string, error: string, nextTryAt: Date) {
	return tx
		.updateTable('mails')
		.set({ tries: sql`tries + 1`, last_error: error, next_try_at: nextTryAt })
		.where('id', '=', id)
		.execute();
}

export function selectNewestMails(db: Db, most: number) {
	return db
		.selectFrom('mails')
		.select(['id', 'recipient', 'subject', 'body', 'created_at as createdAt', 'sent_at as sentAt'])
		.orderBy('created_at', 'desc')
		.limit(most)
		.execute();
}

export function selectInstallation(db: Db) {
	return db.selectFrom('installation').select(['merchant_name as merchantName', 'kind']).executeTakeFirst();
}
