import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { insertCase, reopen, selectCase, selectCases, selectEventOfCase, settle } from './queries';

const mostCases = 200;

export function listCases(db: Db, state: 'open' | 'settled') {
	return selectCases(db, state, mostCases);
}

export async function readCase(db: Db, id: string) {
	const found = await selectCase(db, id);
	return found ? { ...found, events: await selectEventOfCase(db, id) } : null;
}

export type NewCase = { kind: string; tillId?: string | null; detail: Record<string, unknown> };

/** Something that no event brought and a person has to look at. `detail` never holds personal data. */
export async function openCase(db: Db, ports: Ports, { kind, tillId, detail }: NewCase): Promise<string> {
	const id = newId(ports);
	await insertCase(db, { id, kind, tillId: tillId ?? null, detail, at: new Date(ports.now()) });
	return id;
}

/** A person looked at the case and it needs nothing more. False when it was settled already. */
export async function settleCase(db: Db, ports: Ports, id: string, staffId: string): Promise<boolean> {
	return db.transaction().execute(async (tx) => {
		if (!(await settle(tx, id, staffId, new Date(ports.now())))) return false;
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'case.settled', id);
		return true;
	});
}

/** Undo of settling. */
export async function reopenCase(db: Db, ports: Ports, id: string, staffId: string): Promise<boolean> {
	return db.transaction().execute(async (tx) => {
		if (!(await reopen(tx, id))) return false;
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'case.reopened', id);
		return true;
	});
}
