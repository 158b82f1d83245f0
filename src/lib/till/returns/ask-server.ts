/** What the server says of a return, within the time a customer waits; then the till goes on alone. */
import type * as z from 'zod/mini';
import {
	foundReceipt,
	granted,
	type FoundReceipt,
	type ReturnGrant,
	type ReturnLookup
} from '$lib/contract/sync/returns';
import { call, type Answer } from '../sync/call';
import { withSession, type SyncContext } from '../sync/session';

const patienceMs = 4_000;

function ask<T>(context: SyncContext, step: string, body: unknown, answer: z.ZodMiniType<T>): Promise<Answer<T>> {
	const asking = withSession(context, (token) => {
		return call(context.ports, { method: 'POST', path: `/api/till/returns/${step}`, answer, body, token });
	});
	return Promise.race([asking, impatience<T>(context)]);
}

function impatience<T>({ ports }: SyncContext): Promise<Answer<T>> {
	return new Promise((done) => ports.clock.after(patienceMs, () => done({ ok: false, kind: 'unreachable' })));
}

export function askReceipt(context: SyncContext, lookup: ReturnLookup): Promise<Answer<FoundReceipt>> {
	return ask(context, 'lookup', lookup, foundReceipt);
}

export function askGrant(context: SyncContext, grant: ReturnGrant): Promise<Answer<{ returnId: string }>> {
	return ask(context, 'grant', grant, granted);
}

/** Best effort: what is not let go ends by itself. */
export async function letGo(context: SyncContext, returnId: string): Promise<void> {
	await ask(context, 'release', { returnId }, granted);
}
