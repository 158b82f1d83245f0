import type { Db } from '../db/client';

/** Removes what has run out: sessions, codes, nonces, counters; and sent mails, whose text may hold a code. */
export async function deleteExpired(db: Db, now: string, dayAgo: string): Promise<void> {
	await db.deleteFrom('till_sessions').where('expires_at', '<', now).execute();
	await db.deleteFrom('staff_sessions').where('expires_at', '<', now).execute();
	await db.deleteFrom('member_sessions').where('expires_at', '<', now).execute();
	await db.deleteFrom('staff_sign_ins').where('expires_at', '<', now).execute();
	// A day longer than it is good for, so that its client hears “expired” and not “unknown”.
	await db.deleteFrom('api_tokens').where('expires_at', '<', dayAgo).execute();
	await db.deleteFrom('login_codes').where('expires_at', '<', dayAgo).execute();
	await db.deleteFrom('enrolment_codes').where('expires_at', '<', dayAgo).where('used_at', 'is', null).execute();
	// A signed session request is good for five minutes either way, so a nonce of yesterday can never return.
	await db.deleteFrom('used_nonces').where('used_at', '<', dayAgo).execute();
	await db.deleteFrom('rate_limits').where('window_start', '<', dayAgo).execute();
	// Nothing may be asked of them any more; what they held ends by the ledger's own sweep.
	await db.deleteFrom('open_sales').where('expires_at', '<', now).execute();
	await db.deleteFrom('voucher_holds').where('expires_at', '<', dayAgo).execute();
	await db.deleteFrom('mails').where('created_at', '<', dayAgo).execute();
}
