import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { reopen, selectCase, selectCases, selectEventOfCase, settle } from './queries';

const mostCases = 200;

export function listCases(db: Db, state: 'open' | 'settled') {
	return selectCases(db, state, mostCases);
}

export async function readCase(db: Db, id: string) {
	const found = await selectCase(db, id);
	return found ? { ...found, events: await selectEventOfCase(db, id) } : null;
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
