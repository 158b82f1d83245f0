/**
 * The steps of a rewarded sale as a till asks them of its server (contract/sync/rewards); who the sale is for is asked by
 * `till/members`. Each answers within its time or not at all: a till that waits for a rewards system serves nobody
 * (docs/decisions/0011).
 */
import * as z from 'zod/mini';
import {
	opened,
	preview,
	rewardRefusals,
	spent,
	type Opened,
	type Preview,
	type RewardBasket,
	type RewardRefusalCode,
	type Spent
} from '$lib/contract/sync/rewards';
import { askInTime, type InTime } from '../sync/in-time';
import type { SyncContext } from '../sync/session';

/**
 * How long each step may take, in milliseconds. Identify is asked for by hand, and the cashier looks at nothing else until
 * it is answered: without the answer there is neither name nor balance, and a phone number finds nobody.
 */
export const stepBudgets = { identify: 2500, preview: 800, open: 1500, spend: 1500, abort: 5000 } as const;
type Step = Exclude<keyof typeof stepBudgets, 'identify'>;

/** Why there is no answer: the till goes on alone, and says so. */
export type Silence = 'no_contact' | 'too_slow' | 'unreadable';
export type StepRefusal = { ok: false; code: RewardRefusalCode | Silence };
export type StepAnswer<T> = { ok: true; value: T } | StepRefusal;

/** Whether the rewards system said no, and did not just stay silent. */
export function isRefusal(code: StepRefusal['code']): code is RewardRefusalCode {
	return known.has(code) && code !== 'rewards_unavailable';
}

const known: ReadonlySet<string> = new Set(rewardRefusals);
const isKnown = (code: string): code is RewardRefusalCode => known.has(code);

export class RewardSteps {
	readonly #context: SyncContext;
	readonly #budgets: Record<Step, number>;

	constructor(context: SyncContext, budgets: Record<Step, number> = stepBudgets) {
		this.#context = context;
		this.#budgets = budgets;
	}

	preview(basket: RewardBasket): Promise<StepAnswer<Preview>> {
		return this.#ask('preview', { basket }, preview);
	}

	open(saleId: string, basket: RewardBasket): Promise<StepAnswer<Opened>> {
		return this.#ask('open', { saleId, basket }, opened);
	}

	spend(saleId: string, currency: string, amountMinor: number): Promise<StepAnswer<Spent>> {
		return this.#ask('spend', { saleId, currency, amountMinor }, spent);
	}

	async abort(saleId: string): Promise<StepAnswer<object>> {
		return this.#ask('abort', { saleId }, z.object({}));
	}

	async #ask<T>(step: Step, body: object, answer: z.ZodMiniType<T>): Promise<StepAnswer<T>> {
		const timeoutMs = this.#budgets[step];
		return toStep(await askInTime(this.#context, { path: `/api/till/rewards/${step}`, body, answer, timeoutMs }));
	}
}

function toStep<T>(answer: InTime<T>): StepAnswer<T> {
	if (answer.ok) return answer;
	if (answer.kind === 'too_slow') return { ok: false, code: 'too_slow' };
	if (answer.kind === 'refused') return { ok: false, code: isKnown(answer.code) ? answer.code : 'unreadable' };
	if (answer.kind === 'busy') {
		return { ok: false, code: answer.code !== null && isKnown(answer.code) ? answer.code : 'rewards_unavailable' };
	}
	return { ok: false, code: answer.kind === 'unreachable' ? 'no_contact' : 'unreadable' };
}
