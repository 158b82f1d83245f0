import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { readEvidence } from './evidence';
import { findingsOf, stakeOf } from './findings';
import {
	countCases,
	insertCase,
	reopen,
	selectCase,
	selectCaseHistory,
	selectCases,
	settle,
	type CaseState,
	type Resolution
} from './queries';

export type { CaseState, Resolution } from './queries';

const mostCases = 200;

export type CaseSort = 'newest' | 'money';

/** Cases of one state; the money at stake is told of each. */
export async function listCases(db: Db, { state, search, sort }: { state: CaseState; search: string; sort: CaseSort }) {
	const [rows, open, settled] = await Promise.all([
		selectCases(db, state, search, mostCases),
		countCases(db, 'open'),
		countCases(db, 'settled')
	]);
	const cases = rows.map(({ detail, ...row }) => ({ ...row, stakeMinor: stakeOf(row.kind, detail, row) }));
	if (sort === 'money') cases.sort((a, b) => (b.stakeMinor ?? -1) - (a.stakeMinor ?? -1));
	return { cases, counts: { open, settled } };
}

/** A case with its evidence; null when there is none of this id. */
export async function readCase(db: Db, id: string) {
	const found = await selectCase(db, id);
	if (!found) return null;
	const findings = findingsOf(found.kind, found.detail);
	const [evidence, history] = await Promise.all([readEvidence(db, found, findings), selectCaseHistory(db, id)]);
	return { ...found, findings, stakeMinor: stakeOf(found.kind, found.detail, found), ...evidence, history };
}

export type NewCase = { kind: string; tillId?: string | null; saleId?: string; detail: Record<string, unknown> };

/** Something a person has to look at. `detail` never holds personal data. */
export async function openCase(db: Db, ports: Ports, { kind, tillId, saleId, detail }: NewCase): Promise<string> {
	const id = newId(ports);
	await insertCase(db, { id, kind, tillId: tillId ?? null, saleId: saleId ?? null, detail, at: new Date(ports.now()) });
	return id;
}

const resolutions = ['explained', 'shop_bears', 'put_right'] as const satisfies readonly Resolution[];

export type Settled = { ok: true } | { ok: false; faults: { resolution?: string; reason?: string }; message?: string };

/** A person looked at the case, decided, and says why. */
export async function settleCase(
	db: Db,
	ports: Ports,
	id: string,
	given: { staffId: string; resolution: string; reason: string }
): Promise<Settled> {
	const resolution = resolutions.find((one) => one === given.resolution);
	const reason = given.reason.trim();
	const faults: { resolution?: string; reason?: string } = {};
	if (!resolution) faults.resolution = 'Choose how it ends.';
	if (reason.length < 5) faults.reason = 'Type why, in a few words; the next person who meets such a case reads it.';
	if (reason.length > 500) faults.reason = 'Use at most 500 characters.';
	if (!resolution || Object.keys(faults).length > 0) return { ok: false, faults };
	return db.transaction().execute(async (tx) => {
		const { staffId } = given;
		if (!(await settle(tx, id, { staffId, now: new Date(ports.now()), resolution, reason }))) {
			return { ok: false, faults: {}, message: 'Somebody settled this case already.' };
		}
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'case.settled', id, { resolution });
		return { ok: true };
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
