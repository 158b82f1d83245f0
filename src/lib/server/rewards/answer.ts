/** `POST /api/till/rewards/{identify,preview,open,spend,abort}` as HTTP: who asks, parse, one call, answer. */
import type * as z from 'zod/mini';
import {
	abortRequest,
	identifyRequest,
	openRequest,
	previewRequest,
	spendRequest,
	type RewardRefusalCode
} from '$lib/contract/sync/rewards';
import type { ProblemCode } from '$lib/contract/problem';
import { readJson } from '../http/body';
import { problemResponse } from '../http/problem';
import { answerJson, refuseEnded, refuseMany, refuseStranger, type TillApp } from '../tills/answer';
import { deviceOf } from '../tills/session';
import type { Place, Refusal, RewardsBackend } from './backend';
import { askBasket, askWho, type TooMany } from './asking';
import { findStoreZone } from './queries';

export type RewardsApp = TillApp & { rewards: RewardsBackend };

const bodyLimit = { limitBytes: 256 * 1024 };

/** What a cashier can do about it; the till says it in its own words. */
const remedies: Record<RewardRefusalCode, string> = {
	amount_above_maximum: 'This is more than one sale may spend; ask for less.',
	amount_below_minimum: 'This is less than one sale may spend; ask for more or for nothing.',
	card_not_active: 'This card is not in use; take the card the member was given last.',
	conflict: 'This sale was opened with other content; give it up and open it again.',
	member_ambiguous: 'Several members have this contact; ask for the card.',
	member_ended: 'This member has left; the sale goes on without.',
	member_not_found: 'No member is known by this; check it or let the customer join.',
	not_open: 'This sale is not open here; open it first.',
	nothing_to_spend: 'The member has nothing that can be spent on this basket.',
	payment_card: 'This is a payment card; it was not kept. Ask for the member card.',
	rewards_unavailable: 'The rewards system does not answer; the sale goes on without.',
	sale_already_closed: 'This sale is closed; nothing of it can change.',
	spend_blocked: 'This member can earn, but not spend.',
	too_late: 'The time for this is over; open the sale again.',
	too_many_tries: 'Too many look-ups; wait a minute.'
};

export function refuseStep({ code, detail }: Refusal): Response {
	const status =
		code === 'rewards_unavailable' ? 503 : code === 'too_many_tries' ? 429 : code === 'member_not_found' ? 404 : 409;
	return problemResponse(status, nameOf(code, detail), remedies[code]);
}

/** A card that is not in use: the till says what it is instead. */
function nameOf(code: RewardRefusalCode, detail: string | undefined): ProblemCode {
	if (code !== 'card_not_active') return code;
	return cardStates.find((state) => state === `card_${detail ?? ''}`) ?? code;
}

const cardStates = ['card_blocked', 'card_prepared', 'card_replaced'] as const;

export type Asked<T> = { ok: true; value: T; place: Place; deviceId: string } | { ok: false; response: Response };

export async function ask<T extends z.ZodMiniType>(
	app: RewardsApp,
	request: Request,
	schema: T
): Promise<Asked<z.output<T>>> {
	const { db, ports } = app;
	const device = await deviceOf(db, request, ports.now());
	if (!device) return { ok: false, response: refuseStranger() };
	if (device.state !== 'active') return { ok: false, response: refuseEnded(device) };
	const body = await readJson(request, schema, bodyLimit);
	if (!body.ok) return body;
	const store = await findStoreZone(db, device.storeId);
	const { storeId, tillId, deviceId } = device;
	const place = { storeId, tillId, zone: store?.zone ?? 'UTC', atMs: ports.now() };
	return { ok: true, value: body.value, place, deviceId };
}

function isTooMany<T extends { ok: boolean }>(answer: T | TooMany): answer is TooMany {
	return !answer.ok && 'retryAfterSeconds' in answer;
}

export function refuseTooMany({ retryAfterSeconds }: TooMany): Response {
	return refuseMany(remedies.too_many_tries, retryAfterSeconds);
}

/** Who is it? Counted, because a till must not become a way to collect members (specs/reliability.md T3). */
export async function answerIdentify(app: RewardsApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, identifyRequest);
	if (!asked.ok) return asked.response;
	const { means } = asked.value;
	const answer = await askWho(app, means, asked.place, () => app.rewards.identify(means, asked.place));
	if (isTooMany(answer)) return refuseTooMany(answer);
	return answer.ok ? answerJson(answer.member) : refuseStep(answer);
}

export async function answerPreview(app: RewardsApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, previewRequest);
	if (!asked.ok) return asked.response;
	const { basket } = asked.value;
	const answer = await askBasket(app, basket, asked.place, () => app.rewards.preview(basket, asked.place));
	if (isTooMany(answer)) return refuseTooMany(answer);
	return answer.ok ? answerJson(answer.preview) : refuseStep(answer);
}

export async function answerOpen(app: RewardsApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, openRequest);
	if (!asked.ok) return asked.response;
	const { saleId, basket } = asked.value;
	const answer = await askBasket(app, basket, asked.place, () => app.rewards.open(saleId, basket, asked.place));
	if (isTooMany(answer)) return refuseTooMany(answer);
	return answer.ok ? answerJson(answer.opened) : refuseStep(answer);
}

export async function answerSpend(app: RewardsApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, spendRequest);
	if (!asked.ok) return asked.response;
	const { saleId, ...wanted } = asked.value;
	const answer = await app.rewards.spend(saleId, wanted, asked.place);
	return answer.ok ? answerJson(answer.spent) : refuseStep(answer);
}

export async function answerAbort(app: RewardsApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, abortRequest);
	if (!asked.ok) return asked.response;
	const answer = await app.rewards.abort(asked.value.saleId, asked.place);
	return answer.ok ? answerJson({}) : refuseStep(answer);
}
