import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import { mayAttempt, takeAttempt, tooMany, windowOf, type Allowed, type Limit } from '../auth/rate-limit';
import type { Db } from '../db/client';

/** A chain of foreign tills may share a key and an address; a person who guesses may not. */
export const limits = {
	/** Only refused ones count. */
	tokenByAddress: { name: 'crmcom-token-ip', most: 20, windowSeconds: 60 },
	callsByKey: { name: 'crmcom-calls', most: 1200, windowSeconds: 60 },
	/** Customers who were not found: who harvests numbers misses most of the time. */
	missesByKey: { name: 'crmcom-misses', most: 60, windowSeconds: 60 },
	/** More cards of nobody than a chain's scanners misread: from then on nobody is looked for until the next day. */
	missesByDay: { name: 'crmcom-misses-day', most: 3_000, windowSeconds: 86_400 }
} as const satisfies Record<string, Limit>;

export type Limited = WireFault & { retryAfterSeconds: number };

export async function limited(db: Db, limit: Limit, subject: string, nowMs: number): Promise<Limited | null> {
	return toLimited(await takeAttempt(db, limit, subject, nowMs));
}

/** Without counting. */
export async function isLimited(db: Db, limit: Limit, subject: string, nowMs: number): Promise<Limited | null> {
	return toLimited(await mayAttempt(db, limit, subject, nowMs));
}

/** The same for what was counted in passing. */
export function limitedBy(limit: Limit, count: number, nowMs: number): Limited | null {
	const { startMs, windowMs } = windowOf(limit, '', nowMs);
	return count <= limit.most ? null : toLimited(tooMany(startMs + windowMs, nowMs));
}

export function toLimited(allowed: Allowed): Limited | null {
	if (allowed.ok) return null;
	const { retryAfterSeconds } = allowed;
	return {
		...fault('COMMON.RATELIMITEXCEEDEDEXCEPTION', `Wait ${String(retryAfterSeconds)} seconds`),
		retryAfterSeconds
	};
}
