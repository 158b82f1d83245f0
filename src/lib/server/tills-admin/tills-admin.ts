import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { tillStateOf } from '$lib/server/today/till-state';
import { insertTill, selectTillCodes, selectTills } from './queries';

export { selectDevices as listDevices, selectStores as listStores } from './queries';

/** Tills with what their device last said. */
export async function listTills(db: Db, nowMs: number) {
	const rows = await selectTills(db);
	return rows.map(({ report: stored, ...till }) => {
		const { state, report } = tillStateOf({ ...till, report: stored }, nowMs);
		return { ...till, state, report };
	});
}

export type TillInput = { storeId: string; name: string };

/** Adds a till to a store with the next free code, for example `S01T03`. It sells once a tablet was enrolled. */
export async function createTill(
	db: Db,
	ports: Ports,
	input: TillInput,
	staffId: string | null
): Promise<{ ok: true; id: string; code: string } | { ok: false; faults: { name?: string; storeId?: string } }> {
	const name = input.name.trim();
	if (!name) return { ok: false, faults: { name: 'Type a name, for example “Counter 2”.' } };
	if (name.length > 80) return { ok: false, faults: { name: 'Use at most 80 characters.' } };
	return db.transaction().execute(async (tx) => {
		const known = await selectTillCodes(tx, input.storeId);
		const storeCode = known[0]?.storeCode;
		if (!storeCode) return { ok: false, faults: { storeId: 'Choose the store the till stands in.' } };
		if (known.some(({ tillName }) => tillName?.toLowerCase() === name.toLowerCase())) {
			return { ok: false, faults: { name: 'A till of this store has this name already; choose another.' } };
		}
		const taken = new Set(known.map((row) => row.tillCode));
		for (let number = known.length; number < known.length + 100; number++) {
			const code = `${storeCode}T${String(number).padStart(2, '0')}`;
			if (taken.has(code) || number === 0) continue;
			const id = newId(ports);
			if (!(await insertTill(tx, { id, store_id: input.storeId, code, name }))) continue;
			await noteAudit(tx, ports, staffId ? { kind: 'staff', id: staffId } : { kind: 'system' }, 'till.added', id, {
				code
			});
			return { ok: true, id, code };
		}
		throw new Error('a hundred till codes in a row were taken');
	});
}

/** Adds a till under this name, or under the name and a number where another till of the store has it already. */
export async function createNumberedTill(
	db: Db,
	ports: Ports,
	{ storeId, name }: TillInput
): ReturnType<typeof createTill> {
	const first = await createTill(db, ports, { storeId, name }, null);
	if (first.ok || first.faults.storeId) return first;
	const known = await selectTillCodes(db, storeId);
	// Two visitors at the same moment may take the same number; the next one is free.
	for (let number = known.length; number < known.length + 10; number++) {
		const till = await createTill(db, ports, { storeId, name: `${name} ${number}` }, null);
		if (till.ok) return till;
	}
	return first;
}
