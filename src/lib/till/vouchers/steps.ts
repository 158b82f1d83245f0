/** Vouchers as a till asks its server for them (contract/sync/vouchers), within the time a customer waits. */
import * as z from 'zod/mini';
import {
	shownVoucher,
	voucherHeld,
	voucherRefusals,
	type VoucherHeld,
	type VoucherHold,
	type VoucherRefusalCode,
	type VoucherShown
} from '$lib/contract/sync/vouchers';
import { askInTime, type InTime } from '../sync/in-time';
import type { SyncContext } from '../sync/session';

/** As long as the steps of a rewarded sale. */
const budgets = { show: 1500, hold: 1500, release: 5000 } as const;

export type VoucherWhy = VoucherRefusalCode | 'no_contact' | 'too_slow' | 'unreadable';
export type VoucherAnswer<T> = { ok: true; value: T } | { ok: false; code: VoucherWhy };

const known: ReadonlySet<string> = new Set(voucherRefusals);
const isKnown = (code: string | null): code is VoucherRefusalCode => code !== null && known.has(code);

export class VoucherSteps {
	readonly #context: SyncContext;

	constructor(context: SyncContext) {
		this.#context = context;
	}

	show(code: string, currency: string): Promise<VoucherAnswer<VoucherShown>> {
		return this.#ask('show', { code, currency }, shownVoucher);
	}

	hold(wish: VoucherHold): Promise<VoucherAnswer<VoucherHeld>> {
		return this.#ask('hold', wish, voucherHeld);
	}

	release(saleId: string, voucherIds: readonly string[]): Promise<VoucherAnswer<object>> {
		return this.#ask('release', { saleId, voucherIds }, z.object({}));
	}

	async #ask<T>(step: keyof typeof budgets, body: object, answer: z.ZodMiniType<T>): Promise<VoucherAnswer<T>> {
		const timeoutMs = budgets[step];
		return toAnswer(await askInTime(this.#context, { path: `/api/till/vouchers/${step}`, body, answer, timeoutMs }));
	}
}

function toAnswer<T>(answer: InTime<T>): VoucherAnswer<T> {
	if (answer.ok) return answer;
	if (answer.kind === 'too_slow') return { ok: false, code: 'too_slow' };
	if (answer.kind === 'unreachable') return { ok: false, code: 'no_contact' };
	const code = answer.kind === 'unreadable' ? null : answer.code;
	return { ok: false, code: isKnown(code) ? code : 'unreadable' };
}
