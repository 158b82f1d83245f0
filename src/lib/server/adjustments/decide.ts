/** What waits for a second person is decided once. */
import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { findBackend } from '$lib/server/rewards/settings';
import { book, factsOf, TooLittle } from './booking';
import { decide, lockAdjustment, type Trx } from './queries';

export type Decision = 'approve' | 'refuse' | 'withdraw';
export type Decided = { ok: true } | { ok: false; message: string };

/** Another manager agrees or refuses, or who asked takes it back. */
export async function decideAdjustment(
	db: Db,
	ports: Ports,
	{ id, decision, staffId }: { id: string; decision: Decision; staffId: string }
): Promise<Decided> {
	try {
		return await db.transaction().execute((tx) => settle(tx, ports, { id, decision, staffId }));
	} catch (error) {
		if (!(error instanceof TooLittle)) throw error;
		const message = 'The wallet does not hold that much any more. Refuse it and ask for less.';
		return { ok: false, message };
	}
}

const goneElsewhere = 'Another system keeps the members’ value by now. Refuse this here, and correct it there.';

async function settle(
	tx: Trx,
	ports: Ports,
	{ id, decision, staffId }: { id: string; decision: Decision; staffId: string }
): Promise<Decided> {
	const row = await lockAdjustment(tx, id);
	if (row?.state !== 'pending') return { ok: false, message: 'Somebody decided this already.' };
	const isOwn = row.asked_by === staffId;
	if (decision === 'withdraw' && !isOwn)
		return { ok: false, message: 'Only who asked can take it back; refuse it instead.' };
	if (decision !== 'withdraw' && isOwn) {
		return { ok: false, message: 'You asked for this correction, so somebody else has to decide.' };
	}
	// It was asked for before the value went elsewhere; no till would ever use it here.
	if (decision === 'approve' && (await findBackend(tx)) !== 'builtin') return { ok: false, message: goneElsewhere };
	if (decision === 'approve') await book(tx, ports, row, staffId);
	else {
		const state = decision === 'refuse' ? 'refused' : 'withdrawn';
		await decide(tx, id, { state, decided_by: staffId, decided_at: new Date(ports.now()), transaction_id: null });
	}
	const action = { approve: 'adjustment.approved', refuse: 'adjustment.refused', withdraw: 'adjustment.withdrawn' }[
		decision
	];
	await noteAudit(tx, ports, { kind: 'staff', id: staffId }, action, row.member_id, factsOf(row));
	return { ok: true };
}
