/** Tokens of keys: two hours, kept as hashes, bound to one store (specs/crmcom-api.md §3.1). */
import type { Scope } from '$lib/contract/crmcom/methods';
import { windowOf, type Limit } from '$lib/server/auth/rate-limit';
import { hashToken, newToken } from '$lib/server/auth/token';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { deleteToken, enterCall, insertToken, selectStores, selectUsableKey } from './queries';

export const tokenLifeMs = 2 * 3600_000;

export type Caller = {
	keyId: string;
	scopes: readonly string[];
	/** Empty: every store. */
	storeIds: readonly string[];
	/** The store the token acts as. */
	storeId: string;
	unknownProducts: 'default' | 'refuse';
};

export type Issued = { ok: true; token: string } | { ok: false; code: 'key_wrong' | 'store_wrong' };

/** `login` only where the client signs in with a name; `storeOf` reads what it calls its unit. */
export async function issueToken(
	db: Db,
	ports: Ports,
	{ key, login, unit }: { key: string; login?: string | undefined; unit?: string | undefined },
	storeOf: (unit: string, stores: readonly { id: string; name: string; code: string }[]) => string | null
): Promise<Issued> {
	const now = ports.now();
	const found = await selectUsableKey(db, hashToken(key.trim().toUpperCase()), new Date(now));
	if (!found || (login !== undefined && login.trim() !== found.login)) return { ok: false, code: 'key_wrong' };
	const stores = await selectStores(db);
	const allowed = stores.filter(({ id }) => found.storeIds.length === 0 || found.storeIds.includes(id));
	const storeId = unit === undefined ? allowed[0]?.id : storeOf(unit, allowed);
	if (!storeId) return { ok: false, code: 'store_wrong' };
	const { token, tokenHash } = newToken(ports);
	const row = {
		token_hash: tokenHash,
		key_id: found.id,
		store_id: storeId,
		created_at: new Date(now),
		expires_at: new Date(now + tokenLifeMs)
	};
	await insertToken(db, row, new Date(now));
	return { ok: true, token };
}

/** `calls`: of this key within the limit's window, this one included. `stamp`: of the house, see `db/house`. */
export type Recognised =
	{ ok: true; caller: Caller; calls: number; stamp: string } | { ok: false; code: 'token_wrong' | 'token_expired' };

/** Who calls, counted, in one round trip. */
export async function recogniseCaller(db: Db, token: string, counted: Limit, nowMs: number): Promise<Recognised> {
	const { startMs } = windowOf(counted, '', nowMs);
	const entered = await enterCall(db, hashToken(token), counted.name, new Date(startMs), new Date(nowMs));
	if (!entered) return { ok: false, code: 'token_wrong' };
	if (entered.ended) return { ok: false, code: 'token_expired' };
	const { keyId, scopes, storeIds, storeId, calls, stamp } = entered;
	const unknownProducts = entered.unknownProducts === 'refuse' ? 'refuse' : 'default';
	return { ok: true, caller: { keyId, scopes, storeIds, storeId, unknownProducts }, calls, stamp };
}

export async function releaseToken(db: Db, token: string): Promise<void> {
	await deleteToken(db, hashToken(token));
}

export function may(caller: Caller, scope: Scope): boolean {
	return caller.scopes.includes(scope);
}

export function mayActFor(caller: Caller, storeId: string): boolean {
	return caller.storeIds.length === 0 || caller.storeIds.includes(storeId);
}
