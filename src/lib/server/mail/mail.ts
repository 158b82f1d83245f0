import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { insertMail, selectNewestMails } from './queries';

export type Mail = { to: string; subject: string; body: string };

/** Puts a mail into the queue; part of the caller's transaction, so that a mail and its reason stand or fall together. */
export async function queueMail(db: Db, ports: Ports, mail: Mail): Promise<void> {
	const now = new Date(ports.now());
	await insertMail(db, {
		id: newId(ports),
		recipient: mail.to,
		subject: mail.subject,
		body: mail.body,
		created_at: now,
		next_try_at: now
	});
}

/** The demo installation's mailbox: what would have been sent, newest first. */
export function listMails(db: Db) {
	return selectNewestMails(db, 50);
}
