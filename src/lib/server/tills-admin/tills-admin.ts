import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { tillStateOf } from '$lib/server/today/till-state';
import { insertTill } from '$lib/server/tills/add-till';
import { selectTill, selectTillCodes, selectTills, updateTillName } from './queries';

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
	const fault = nameFault(name);
	if (fault) return { ok: false, faults: { name: fault } };
	return db.transaction().execute(async (tx) => {
		const known = await selectTillCodes(tx, input.storeId);
		const storeCode = known[0]?.storeCode;
		if (!storeCode) return { ok: false, faults: { storeId: 'Choose the store the till stands in.' } };
		if (isTaken(known, name)) return { ok: false, faults: { name: takenName } };
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

const takenName = 'A till of this store has this name already; choose another.';

function nameFault(name: string): string | null {
	if (!name) return 'Type a name, for example “Counter 2”.';
	return name.length > 80 ? 'Use at most 80 characters.' : null;
}

function isTaken(tills: readonly { tillName: string | null }[], name: string): boolean {
	return tills.some(({ tillName }) => tillName?.toLowerCase() === name.toLowerCase());
}

/** Gives a till another name; its code, and so its receipt numbers, stay. The tablet hears of it at its next pull. */
export async function renameTill(
	db: Db,
	ports: Ports,
	id: string,
	typed: string,
	staffId: string
): Promise<{ ok: true } | { ok: false; faults: { name: string } }> {
	const name = typed.trim();
	const fault = nameFault(name);
	if (fault) return { ok: false, faults: { name: fault } };
	return db.transaction().execute(async (tx) => {
		const till = await selectTill(tx, id);
		if (!till) return { ok: false, faults: { name: 'This till is not there any more.' } };
		const others = (await selectTillCodes(tx, till.storeId)).filter(({ tillId }) => tillId !== id);
		if (isTaken(others, name)) return { ok: false, faults: { name: takenName } };
		await updateTillName(tx, id, name);
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'till.renamed', id);
		return { ok: true };
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
