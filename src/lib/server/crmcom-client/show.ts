/** Who is it? Asked of the other side, with whatever they show or say. */
import type { Means } from '$lib/contract/sync/rewards';
import { isPaymentCard, matchCardMask } from '$lib/domain/code/card';
import { normaliseEmail } from '$lib/domain/contact/email';
import { normalisePhone } from '$lib/domain/contact/phone';
import { readCardRules } from '../members/card';
import type { Answer } from '../rewards/backend';
import type { Called } from './client';
import { participantOf, type ShownBy } from './participants';
import type { Desk } from './purchase';
import * as rows from './queries';
import * as memberRows from './queries.members';
import { refusalOf, type RemoteParticipant } from './remote';

type Shown = { seen: RemoteParticipant; by: ShownBy };

export async function show(desk: Desk, means: Means, place: { storeId: string }): Promise<Answer<Shown>> {
	const { db, remote } = desk;
	const notFound = { ok: false, code: 'member_not_found' } as const;
	const answer = (called: Called<RemoteParticipant>, by: Partial<ShownBy> = {}) =>
		called.ok
			? { ok: true as const, seen: called.value, by: { cardNumber: null, email: null, ...by } }
			: refusalOf(called, means.kind);
	switch (means.kind) {
		case 'card':
			return showCard(desk, means.number.replace(/[\s-]/g, ''));
		case 'card_hmac': {
			const number = await memberRows.findCardNumber(db, Buffer.from(means.cardHmac, 'base64url'));
			return number === null ? notFound : showNumber(desk, number);
		}
		case 'member':
			return answer(await showMember(desk, means.memberId));
		case 'phone': {
			const { country } = await rows.findStore(db, place.storeId);
			const phone = normalisePhone(means.phone, country);
			return phone === null ? notFound : answer(await remote.showByCode(phone));
		}
		case 'email': {
			const email = normaliseEmail(means.email);
			return email === null ? notFound : answer(await remote.showByCode(email), { email });
		}
	}
}

/** The number as it is, else what the shop's masks make of it. A payment card leaves the house for nobody. */
async function showCard(desk: Desk, number: string): Promise<Answer<Shown>> {
	if (isPaymentCard(number)) return { ok: false, code: 'payment_card' };
	const shown = await showNumber(desk, number);
	if (shown.ok || shown.code !== 'member_not_found') return shown;
	const masked = matchCardMask(number, (await readCardRules(desk.db)).cardMasks);
	return masked === null ? shown : showNumber(desk, masked);
}

/** A card that was given out here is known here alone: whose it is leads to whom the other side knows. */
async function showNumber(desk: Desk, number: string): Promise<Answer<Shown>> {
	const here = await memberRows.findCardState(desk.db, number);
	if (here && here.state !== 'active' && here.state !== 'issued') {
		return { ok: false, code: 'card_not_active', detail: here.state };
	}
	const shown = await desk.remote.showByCode(number);
	if (shown.ok) return { ok: true, seen: shown.value, by: { cardNumber: number, email: null } };
	const refusal = refusalOf(shown, 'card');
	if (refusal.code !== 'member_not_found' || !here?.memberId) return refusal;
	const holder = await showMember(desk, here.memberId);
	return holder.ok
		? { ok: true, seen: holder.value, by: { cardNumber: null, email: null } }
		: refusalOf(holder, 'card');
}

async function showMember(desk: Desk, memberId: string): Promise<Called<RemoteParticipant>> {
	const participant = await participantOf(desk, memberId);
	return participant.ok ? desk.remote.showById(participant.value) : participant;
}
