import * as z from 'zod/mini';
import type { Db } from '$lib/server/db/client';
import { readForm } from '$lib/server/http/form';
import type { Ports } from '$lib/server/ports';
import { decideAdjustment, type Decision } from './adjustments';

const schema = z.strictObject({ id: z.uuid(), decision: z.enum(['approve', 'refuse', 'withdraw']) });

export type DecidedForm = { ok: true; decided: Decision } | { ok: false; status: number; message: string };

/** The posted decision about a correction that waits; the same on all pages that show one. */
export async function decideFromForm(
	{ db, ports }: { db: Db; ports: Ports },
	request: Request,
	staffId: string | undefined
): Promise<DecidedForm> {
	const form = await readForm(request, schema);
	if (!form.ok) return { ok: false, status: form.status, message: form.message };
	if (staffId === undefined) return { ok: false, status: 401, message: 'Sign in first.' };
	const decided = await decideAdjustment(db, ports, { ...form.value, staffId });
	return decided.ok ? { ok: true, decided: form.value.decision } : { ok: false, status: 409, message: decided.message };
}
