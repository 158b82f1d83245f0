/** `POST /api/till/members` and `/api/till/members/cards` as HTTP. */
import {
	cardRequest,
	joinRequest,
	type CardRefusalCode,
	type CardRequest,
	type JoinRefusalCode,
	type JoinRequest
} from '$lib/contract/sync/join';
import type { Means } from '$lib/contract/sync/rewards';
import { problemResponse } from '../http/problem';
import { identify } from '../members/identify';
import { noteIdentification, takeCardGiving, takeIdentification } from '../members/identify-limits';
import { join, type Joined } from '../members/join';
import { isLentTo } from '../members/leases';
import { issueCard, type CardIssued } from '../members/replace-card';
import { answerJson, refuseMany } from '../tills/answer';
import { ask, refuseStep, refuseTooMany, type RewardsApp } from './answer';
import type { Place } from './backend';

const remedies: Record<JoinRefusalCode | CardRefusalCode, string> = {
	card_not_known: 'This is none of our cards; take one of the shop, or join without.',
	card_not_theirs: "The card to be replaced is not this member's; identify the member again.",
	card_taken: 'This card is in use, or blocked; take another one.',
	conflict: 'This member joined with other words; begin again.',
	contact_known: 'Somebody with this phone or address is a member; look for them, or join all the same.',
	contact_unreadable: 'This is no phone number and no address; check it.',
	member_not_found: 'No member is known by this; identify the member again.',
	payment_card: 'This is a payment card; it was not kept. Take a card of the shop.',
	too_many_tries: 'Too many tries; wait a minute.'
};

function refuse(code: JoinRefusalCode | CardRefusalCode): Response {
	const status = code === 'too_many_tries' ? 429 : code === 'member_not_found' ? 404 : 409;
	return problemResponse(status, code, remedies[code]);
}

/** Whether somebody is a member already must not be asked without end, so a try counts like a look-up. */
export async function answerJoin(app: RewardsApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, joinRequest);
	if (!asked.ok) return asked.response;
	const { value, place, deviceId } = asked;
	const means = meansOf(value);
	const allowed = await takeIdentification(app.db, app.ports, place.tillId, means);
	if (!allowed.ok) return refuseTooMany(allowed);
	const joined = await join(app.db, app.ports, { storeId: place.storeId, deviceId }, value);
	const told = whatWasTold(joined);
	if (told !== null) await noteIdentification(app.db, app.ports, place.tillId, means, told === 'found');
	if (!joined.ok) return refuse(joined.code);
	return answerMember(app, place, { kind: 'member', memberId: value.memberId }, joined.cardNumber);
}

/**
 * What a refused join tells of the contact: somebody has it, or nobody does and only the card was refused. Who joined was
 * no look-up: a good day of joining must not look like probing.
 */
function whatWasTold(joined: Joined): 'found' | 'missed' | null {
	if (joined.ok) return null;
	switch (joined.code) {
		case 'contact_known':
			return 'found';
		case 'card_not_known':
		case 'card_taken':
		case 'payment_card':
			return 'missed';
		default:
			return null;
	}
}

/** They are a member whatever a rewards system elsewhere knows of them yet. */
async function answerMember(app: RewardsApp, place: Place, means: Means, cardNumber: string): Promise<Response> {
	const answer = await app.rewards.identify(means, place);
	const found = answer.ok ? answer : await identify(app.db, means, place, app.ports);
	return found.ok ? answerJson({ member: found.member, cardNumber }) : refuseStep(found);
}

function meansOf({ memberId, phone, email }: JoinRequest): Means {
	if (phone !== null) return { kind: 'phone', phone };
	return email === null ? { kind: 'member', memberId } : { kind: 'email', email };
}

/** Undoes the transaction. */
class NotIssued extends Error {
	constructor(readonly refused: CardIssued & { ok: false }) {
		super(refused.code);
	}
}

export async function answerCard(app: RewardsApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, cardRequest);
	if (!asked.ok) return asked.response;
	const { value, place, deviceId } = asked;
	const allowed = await takeCardGiving(app.db, app.ports, place.tillId);
	if (!allowed.ok)
		return refuseMany('This till gave too many cards; wait, or use another till.', allowed.retryAfterSeconds);
	const issued = await issue(app, value, deviceId);
	if (issued.ok) return answerMember(app, place, { kind: 'card', number: issued.cardNumber }, issued.cardNumber);
	await noteRefusedCard(app, place, value.cardNumber, issued.code);
	return refuse(issued.code);
}

async function issue({ db, ports }: RewardsApp, wish: CardRequest, deviceId: string): Promise<CardIssued> {
	const { memberId, cardNumber: number } = wish;
	const replaces = wish.replaces === null ? null : Buffer.from(wish.replaces, 'base64url');
	const actor = { kind: 'device', id: deviceId } as const;
	try {
		return await db.transaction().execute(async (tx) => {
			const mayMake = (made: string) => isLentTo(tx, deviceId, made);
			const issued = await issueCard(tx, ports, actor, { memberId, number, replaces }, mayMake);
			if (!issued.ok) throw new NotIssued(issued);
			return issued;
		});
	} catch (error) {
		if (error instanceof NotIssued) return error.refused;
		throw error;
	}
}

/** It tells that a number is somebody's or nobody's, as a look-up does. */
async function noteRefusedCard(
	{ db, ports }: RewardsApp,
	{ tillId }: Place,
	number: string | null,
	code: CardRefusalCode
): Promise<void> {
	if (number === null || (code !== 'card_taken' && code !== 'card_not_known')) return;
	await noteIdentification(db, ports, tillId, { kind: 'card', number }, code === 'card_taken');
}
