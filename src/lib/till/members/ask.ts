/** What this till asks the server about members, each call within its time. */
import { cardRequest, joinAnswer, type JoinAnswer, type JoinRequest } from '$lib/contract/sync/join';
import { identified, type Identified, type Means } from '$lib/contract/sync/rewards';
import type * as z from 'zod/mini';
import { sleep } from '../ports';
import { stepBudgets } from '../rewards/steps';
import { call, type Answer } from '../sync/call';
import { withSession, type SyncContext } from '../sync/session';

/** There was no answer within its time; one that comes later is none. */
export type Late = { ok: false; kind: 'late' };
/** Longer: what a join answers is worth more than what is done without it. */
const joinBudgetMs = 5_000;

export function askWho(context: SyncContext, means: Means): Promise<Answer<Identified> | Late> {
	return ask(context, stepBudgets.identify, '/api/till/rewards/identify', { means }, identified);
}

export function askToJoin(context: SyncContext, request: JoinRequest): Promise<Answer<JoinAnswer> | Late> {
	return ask(context, joinBudgetMs, '/api/till/members', request, joinAnswer);
}

export function askForCard(
	context: SyncContext,
	request: z.output<typeof cardRequest>
): Promise<Answer<JoinAnswer> | Late> {
	return ask(context, joinBudgetMs, '/api/till/members/cards', request, joinAnswer);
}

async function ask<T>(
	context: SyncContext,
	budgetMs: number,
	path: string,
	body: unknown,
	answer: z.ZodMiniType<T>
): Promise<Answer<T> | Late> {
	const asking = withSession(context, (token) => call(context.ports, { method: 'POST', path, body, answer, token }));
	const late = sleep(context.ports.clock, budgetMs).then((): Late => ({ ok: false, kind: 'late' }));
	return Promise.race([asking, late]);
}
