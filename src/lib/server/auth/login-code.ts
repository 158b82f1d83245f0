import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { countCodeTry, insertLoginCode, selectNewestLoginCode, useLoginCode } from './queries';

const lifeMs = 10 * 60_000;
const mostTries = 5;

/** Somebody who wants to join: kept beside the code, so that nobody becomes a member with an address of another. */
export type JoinWish = { name: string; news: boolean };

/** Makes a six-digit code for an address. Only a hash is kept; the newest code of an address is the one that counts. */
export async function issueLoginCode(db: Db, ports: Ports, email: string, join?: JoinWish): Promise<string> {
	const code = sixDigits(ports);
	const id = newId(ports);
	await insertLoginCode(db, {
		id,
		email,
		code_hash: hashCode(id, code),
		join_name: join?.name ?? null,
		join_news: join?.news ?? false,
		created_at: new Date(ports.now()),
		expires_at: new Date(ports.now() + lifeMs)
	});
	return code;
}

/**
 * What the code was asked for, when it is the newest one of this address. It is used up; each try counts, also beside others at the same time,
 * and after five the code is dead. Unknown address, old code and wrong code look the same.
 */
export async function takeLoginCode(
	db: Db,
	email: string,
	code: string,
	nowMs: number
): Promise<{ join: JoinWish | null } | null> {
	const now = new Date(nowMs);
	const newest = await selectNewestLoginCode(db, email, now);
	if (!newest || !(await countCodeTry(db, newest.id, mostTries))) return null;
	const typed = hashCode(newest.id, code.replace(/\s/g, ''));
	if (!timingSafeEqual(typed, newest.codeHash) || !(await useLoginCode(db, newest.id, now))) return null;
	return { join: newest.joinName === null ? null : { name: newest.joinName, news: newest.joinNews } };
}

// Six digits are quickly tried out, so the hash only keeps the code from being read by chance; tries and time protect it.
function hashCode(id: string, code: string): Buffer {
	return createHmac('sha256', id).update(code).digest();
}

function sixDigits(ports: Ports): string {
	// 2^32 is no multiple of a million; drawing again above the last full million keeps every code equally likely.
	for (;;) {
		const drawn = new DataView(ports.randomBytes(4).buffer).getUint32(0);
		if (drawn < 4_294_000_000) return String(drawn % 1_000_000).padStart(6, '0');
	}
}
