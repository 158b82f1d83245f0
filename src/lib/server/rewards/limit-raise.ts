/**
 * The limits of corrections by hand are raised by two: one manager asks, another agrees. Lowering them needs one. The
 * database holds to it as well (constraint `second_person`, trigger `reward_settings_limits`).
 */
import { noteAudit } from '../audit/audit';
import type { Db } from '../db/client';
import { newId, type Ports } from '../ports';
import { countOtherManagers, decideRaise, insertRaise, lockRaise, selectPendingRaise } from './queries.limits';
import { lockSettings, updateSettings } from './queries.settings';

export { countOtherManagers } from './queries.limits';

export type Limits = { limitMinor: number; limitPoints: number };

/** What waits for a second manager. */
export async function readPendingRaise(db: Db) {
	return (await selectPendingRaise(db)) ?? null;
}

export type RaiseRefusal = 'no_other_manager' | 'another_waits';

/** Puts down what is asked for, in the transaction of the caller; null: it waits for the other manager now. */
export async function askRaise(tx: Db, ports: Ports, staffId: string, to: Limits): Promise<RaiseRefusal | null> {
	if ((await countOtherManagers(tx, staffId)) === 0) return 'no_other_manager';
	const id = newId(ports);
	const row = { id, limit_minor: to.limitMinor, limit_points: to.limitPoints };
	const asked = await insertRaise(tx, {
		...{ ...row, asked_by: staffId, asked_at: new Date(ports.now()) },
		...{ decided_by: null, decided_at: null }
	});
	if (!asked) return 'another_waits';
	await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'adjustment_limit.asked', null, row);
	return null;
}

export type RaiseDecision = 'approve' | 'refuse' | 'withdraw';
export type RaiseDecided = { ok: true } | { ok: false; message: string };

const states = { approve: 'agreed', refuse: 'refused', withdraw: 'withdrawn' } as const;

/** Another manager agrees or refuses, or who asked takes it back. */
export function decideLimitRaise(
	db: Db,
	ports: Ports,
	{ id, decision, staffId }: { id: string; decision: RaiseDecision; staffId: string }
): Promise<RaiseDecided> {
	return db.transaction().execute(async (tx) => {
		const settings = await lockSettings(tx);
		const raise = await lockRaise(tx, id);
		if (raise?.state !== 'pending') return { ok: false, message: 'Somebody decided this already.' };
		const isOwn = raise.asked_by === staffId;
		if (decision === 'withdraw' && !isOwn) {
			return { ok: false, message: 'Only who asked can take it back; refuse it instead.' };
		}
		if (decision !== 'withdraw' && isOwn) {
			return { ok: false, message: 'You asked for the higher limit, so another manager has to decide.' };
		}
		await decideRaise(tx, id, { state: states[decision], decided_by: staffId, decided_at: new Date(ports.now()) });
		const limits = {
			adjustment_limit_minor: Math.max(settings.adjustment_limit_minor, raise.limit_minor),
			adjustment_limit_points: Math.max(settings.adjustment_limit_points, raise.limit_points)
		};
		if (decision === 'approve') await updateSettings(tx, limits);
		const actor = { kind: 'staff', id: staffId } as const;
		const facts = { raiseId: id, ...(decision === 'approve' && limits) };
		await noteAudit(tx, ports, actor, `adjustment_limit.${states[decision]}`, null, facts);
		return { ok: true };
	});
}
