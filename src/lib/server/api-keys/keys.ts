/** Keys for foreign tills and other programs: made by a manager, shown once, kept as a hash, revocable at once. */
import { toHex } from '$lib/domain/bytes';
import { scopes, type Scope } from '$lib/contract/crmcom/methods';
import { noteAudit, type Actor } from '$lib/server/audit/audit';
import { hashToken } from '$lib/server/auth/token';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { insertKey, revoke, selectKey, selectKeys, selectStores } from './queries';

export { selectStores as listStoresForKeys } from './queries';

export type KeyInput = {
	name: string;
	scopes: readonly string[];
	/** Empty: every store. */
	storeIds: readonly string[];
	/** Last local day, `2026-12-31`; empty: no end. */
	expiresOn: string;
	unknownProducts: 'default' | 'refuse';
};

export type KeyFaults = Partial<Record<keyof KeyInput, string>>;
export type MadeKey = { ok: true; id: string; key: string; login: string } | { ok: false; faults: KeyFaults };

const dayMs = 86_400_000;

/** A command has no staff. */
const actorOf = (staffId: string | null): Actor =>
	staffId === null ? { kind: 'system' } : { kind: 'staff', id: staffId };

/** The key itself is in the answer and nowhere else. Its form is the one clients of CRM.COM expect: 32 hexadecimal digits. */
export async function createKey(db: Db, ports: Ports, input: KeyInput, staffId: string | null): Promise<MadeKey> {
	const stores = await selectStores(db);
	const faults = faultsOf(
		input,
		stores.map(({ id }) => id),
		ports.now()
	);
	if (Object.keys(faults).length > 0) return { ok: false, faults };
	const id = newId(ports);
	const key = toHex(ports.randomBytes(16)).toUpperCase();
	const login = `till-${toHex(ports.randomBytes(4))}`;
	const row = {
		id,
		name: input.name.trim(),
		login,
		key_hash: hashToken(key),
		shown: key.slice(0, 4),
		scopes: scopes.filter((scope) => input.scopes.includes(scope)),
		store_ids: [...input.storeIds],
		unknown_products: input.unknownProducts,
		created_by: staffId,
		created_at: new Date(ports.now()),
		expires_at: input.expiresOn ? new Date(Date.parse(input.expiresOn) + dayMs) : null
	};
	await db.transaction().execute(async (tx) => {
		await insertKey(tx, row);
		const detail = { scopes: row.scopes.join(' '), stores: row.store_ids.length, expires: input.expiresOn || null };
		await noteAudit(tx, ports, actorOf(staffId), 'api_key.made', id, detail);
	});
	return { ok: true, id, key, login };
}

function faultsOf(input: KeyInput, storeIds: readonly string[], nowMs: number): KeyFaults {
	const faults: KeyFaults = {};
	if (!input.name.trim()) faults.name = 'Say where the key will be used, such as “Café till, Nicosia”.';
	else if (input.name.length > 100) faults.name = 'Use at most 100 characters.';
	if (!input.scopes.some((scope) => scopes.includes(scope as Scope))) faults.scopes = 'Choose what the key may do.';
	if (input.storeIds.some((id) => !storeIds.includes(id)))
		faults.storeIds = 'One of these stores is not there any more.';
	if (input.expiresOn) {
		const lastMs = /^\d{4}-\d{2}-\d{2}$/.test(input.expiresOn) ? Date.parse(input.expiresOn) : Number.NaN;
		if (Number.isNaN(lastMs)) faults.expiresOn = 'Give the last day as year-month-day, such as 2027-12-31.';
		else if (lastMs + dayMs <= nowMs) faults.expiresOn = 'This day is over; choose a later one.';
	}
	return faults;
}

export type KeyState = 'active' | 'expired' | 'revoked';
export type ShownKey = Awaited<ReturnType<typeof listKeys>>[number];

/** All keys, usable ones first. */
export async function listKeys(db: Db, nowMs: number) {
	const [keys, stores] = await Promise.all([selectKeys(db), selectStores(db)]);
	const names = new Map(stores.map((store) => [store.id, store.name]));
	return keys.map((key) => ({
		...key,
		state: stateOf(key, nowMs),
		stores: key.storeIds.map((id) => names.get(id) ?? id)
	}));
}

function stateOf(
	{ revokedAt, expiresAt }: { revokedAt: string | null; expiresAt: string | null },
	nowMs: number
): KeyState {
	if (revokedAt !== null) return 'revoked';
	return expiresAt !== null && Date.parse(expiresAt) <= nowMs ? 'expired' : 'active';
}

/** Ends a key and every token it has. False when it had ended before. */
export function revokeKey(db: Db, ports: Ports, id: string, staffId: string | null): Promise<boolean> {
	return db.transaction().execute(async (tx) => {
		if (!(await selectKey(tx, id)) || !(await revoke(tx, id, staffId, new Date(ports.now())))) return false;
		await noteAudit(tx, ports, actorOf(staffId), 'api_key.revoked', id);
		return true;
	});
}
