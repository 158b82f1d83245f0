import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import { takeAttempt, tooMany, windowOf, type Allowed, type Limit } from '../auth/rate-limit';
import type { Db } from '../db/client';

/** A chain of foreign tills may share a key and an address; a person who guesses may not. */
export const limits = {
	/** Only refused ones count. */
	tokenByAddress: { name: 'crmcom-token-ip', most: 20, windowSeconds: 60 },
	callsByKey: { name: 'crmcom-calls', most: 1200, windowSeconds: 60 },
	/** Customers who were not found: who harvests numbers misses most of the time. */
	missesByKey: { name: 'crmcom-misses', most: 60, windowSeconds: 60 }
} as const satisfies Record<string, Limit>;

export type Limited = WireFault & { retryAfterSeconds: number };

export async function limited(db: Db, limit: Limit, subject: string, nowMs: number): Promise<Limited | null> {
	const allowed = await takeAttempt(db, limit, subject, nowMs);
	return allowed.ok ? null : toLimited(allowed);
}

/** The same for what was counted in passing. */
export function limitedBy(limit: Limit, count: number, nowMs: number): Limited | null {
	const { startMs, windowMs } = windowOf(limit, '', nowMs);
	return count <= limit.most ? null : toLimited(tooMany(startMs + windowMs, nowMs));
}

function toLimited({ retryAfterSeconds }: Allowed & { ok: false }): Limited {
	return {
		...fault('COMMON.RATELIMITEXCEEDEDEXCEPTION', `Wait ${String(retryAfterSeconds)} seconds`),
		retryAfterSeconds
	};
}
