/** `POST /api/till/vouchers/{show,hold,release}` as HTTP: who asks, parse, one call, answer. */
import type * as z from 'zod/mini';
import { holdRequest, releaseRequest, showRequest, type VoucherRefusalCode } from '$lib/contract/sync/vouchers';
import { mayAttempt, takeAttempt, type Limit } from '../auth/rate-limit';
import { readJson } from '../http/body';
import { problemResponse } from '../http/problem';
import { answerJson, refuseEnded, refuseMany, refuseStranger, type TillApp } from '../tills/answer';
import { deviceOf, type SessionDevice } from '../tills/session';
import { holdVoucher, releaseVouchers, showVoucher } from './vouchers';

const bodyLimit = { limitBytes: 16 * 1024 };

/** Codes that belong to no voucher; a till must not become a way to guess them (specs/reliability.md T14). */
const misses: Limit = { name: 'voucher-misses', most: 10, windowSeconds: 3600 };

/** What a cashier can do about it; the till says it in its own words. */
const remedies: Record<Exclude<VoucherRefusalCode, 'too_many_tries'>, string> = {
	sale_already_closed: 'This sale is closed; nothing of it can change.',
	voucher_expired: 'This voucher has expired.',
	voucher_other_currency: 'This voucher is worth another currency than this store takes.',
	voucher_unknown: 'No voucher has this code; one given without network counts once its till has been online.',
	voucher_used: 'Nothing is left on this voucher.'
};

function refuse({ code }: { code: Exclude<VoucherRefusalCode, 'too_many_tries'> }): Response {
	return problemResponse(code === 'voucher_unknown' ? 404 : 409, code, remedies[code]);
}

type Asked<T> = { ok: true; value: T; device: SessionDevice } | { ok: false; response: Response };

async function ask<T extends z.ZodMiniType>(
	{ db, ports }: TillApp,
	request: Request,
	schema: T
): Promise<Asked<z.output<T>>> {
	const device = await deviceOf(db, request, ports.now());
	if (!device) return { ok: false, response: refuseStranger() };
	if (device.state !== 'active') return { ok: false, response: refuseEnded(device) };
	const body = await readJson(request, schema, bodyLimit);
	return body.ok ? { ok: true, value: body.value, device } : body;
}

export async function answerVoucherShow(app: TillApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, showRequest);
	if (!asked.ok) return asked.response;
	const { db, ports } = app;
	const { tillId } = asked.device;
	const allowed = await mayAttempt(db, misses, tillId, ports.now());
	if (!allowed.ok) return refuseMany('Too many codes of no voucher; try again later.', allowed.retryAfterSeconds);
	const shown = await showVoucher(db, ports, asked.value);
	if (shown.ok) return answerJson(shown.voucher);
	if (shown.code === 'voucher_unknown') await takeAttempt(db, misses, tillId, ports.now());
	return refuse(shown);
}

export async function answerVoucherHold(app: TillApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, holdRequest);
	if (!asked.ok) return asked.response;
	const held = await holdVoucher(app.db, app.ports, asked.device.storeId, asked.value);
	return held.ok ? answerJson(held.held) : refuse(held);
}

export async function answerVoucherRelease(app: TillApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, releaseRequest);
	if (!asked.ok) return asked.response;
	await releaseVouchers(app.db, app.ports, asked.value);
	return answerJson({});
}
