/** What this till asks the server about members: each call within the time a customer waits without noticing. */
import { cardRequest, joinAnswer, type JoinAnswer, type JoinRequest } from '$lib/contract/sync/join';
import { identified, type Identified, type Means } from '$lib/contract/sync/rewards';
import type * as z from 'zod/mini';
import { sleep } from '../ports';
import { call, type Answer } from '../sync/call';
import { withSession, type SyncContext } from '../sync/session';

/** Afterwards the till goes on with what it knows itself. */
const identifyBudgetMs = 2_500;
/** Longer: what a join answers is worth more than what is done without it. */
const joinBudgetMs = 5_000;

export function askWho(context: SyncContext, means: Means): Promise<Answer<Identified>> {
	return ask(context, identifyBudgetMs, '/api/till/rewards/identify', { means }, identified);
}

export function askToJoin(context: SyncContext, request: JoinRequest): Promise<Answer<JoinAnswer>> {
	return ask(context, joinBudgetMs, '/api/till/members', request, joinAnswer);
}

export function askForCard(context: SyncContext, request: z.output<typeof cardRequest>): Promise<Answer<JoinAnswer>> {
	return ask(context, joinBudgetMs, '/api/till/members/cards', request, joinAnswer);
}

async function ask<T>(
	context: SyncContext,
	budgetMs: number,
	path: string,
	body: unknown,
	answer: z.ZodMiniType<T>
): Promise<Answer<T>> {
	const asking = withSession(context, (token) => call(context.ports, { method: 'POST', path, body, answer, token }));
	const late = sleep(context.ports.clock, budgetMs).then((): Answer<T> => ({ ok: false, kind: 'unreachable' }));
	return Promise.race([asking, late]);
}
