import { createHash } from 'node:crypto';
import type { Db } from '$lib/server/db/client';
import { countAttempt, selectAttempts } from './queries';

export type Limit = { name: string; most: number; windowSeconds: number };

/** Attempts a minute; kept in the database, so that a restart or a second process forgives nothing. */
export const limits = {
	signInByAddress: { name: 'sign-in-ip', most: 10, windowSeconds: 60 },
	/** One account from one address: who guesses elsewhere does not lock the person out. */
	signInByAccount: { name: 'sign-in-account', most: 5, windowSeconds: 60 },
	/** One account from anywhere: more than a person needs, fewer than a guess needs. */
	signInAnywhere: { name: 'sign-in-anywhere', most: 100, windowSeconds: 3600 },
	codeByAddress: { name: 'code-ip', most: 10, windowSeconds: 600 },
	codeByAccount: { name: 'code-account', most: 5, windowSeconds: 600 },
	joinByAddress: { name: 'join-ip', most: 10, windowSeconds: 3600 },
	demoByAddress: { name: 'demo-ip', most: 60, windowSeconds: 60 }
} as const satisfies Record<string, Limit>;

export type Allowed = { ok: true } | { ok: false; code: 'too_many_tries'; retryAfterSeconds: number };

/** Counts one attempt and says whether it may go on. `subject` (address, e-mail) is only kept as a hash. */
export async function takeAttempt(db: Db, limit: Limit, subject: string, nowMs: number): Promise<Allowed> {
	const { key, startMs, windowMs } = windowOf(limit, subject, nowMs);
	const count = await countAttempt(db, key, new Date(startMs));
	return count <= limit.most ? { ok: true } : tooMany(startMs + windowMs, nowMs);
}

/** Whether one more attempt would be allowed; counts nothing. */
export async function mayAttempt(db: Db, limit: Limit, subject: string, nowMs: number): Promise<Allowed> {
	const { key, startMs, windowMs } = windowOf(limit, subject, nowMs);
	const count = await selectAttempts(db, key, new Date(startMs));
	return count < limit.most ? { ok: true } : tooMany(startMs + windowMs, nowMs);
}

/** Once a window holds more than the limit. */
export function tooMany(endMs: number, nowMs: number): Allowed & { ok: false } {
	return { ok: false, code: 'too_many_tries', retryAfterSeconds: Math.max(1, Math.ceil((endMs - nowMs) / 1000)) };
}

/** Counts something in a limit's window without refusing it; answers how often it happened there. */
export function countEvent(db: Db, limit: Limit, subject: string, nowMs: number): Promise<number> {
	const { key, startMs } = windowOf(limit, subject, nowMs);
	return countAttempt(db, key, new Date(startMs));
}

/** Takes back an attempt that succeeded, where only misses shall count. */
export async function returnAttempt(db: Db, limit: Limit, subject: string, nowMs: number): Promise<void> {
	const { key, startMs } = windowOf(limit, subject, nowMs);
	await countAttempt(db, key, new Date(startMs), -1);
}

/** Where a limit is counted, for calls that count or look in passing. */
export function windowOf(
	limit: Pick<Limit, 'name' | 'windowSeconds'>,
	subject: string,
	nowMs: number
): { key: string; startMs: number; windowMs: number } {
	const windowMs = limit.windowSeconds * 1000;
	const startMs = Math.floor(nowMs / windowMs) * windowMs;
	const hash = createHash('sha256').update(subject.toLowerCase()).digest('base64url');
	return { key: `${limit.name}:${hash.slice(0, 22)}`, startMs, windowMs };
}
