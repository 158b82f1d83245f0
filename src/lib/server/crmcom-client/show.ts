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
			? { ok: true as const, seen: called.value, by: { cardNumber: null, contact: null, ...by } }
			: refusalOf(called, means.kind);
	switch (means.kind) {
		case 'card':
			return showCard(desk, means.number.replace(/[\s-]/g, ''));
		case 'card_hmac': {
			const number = await memberRows.findCardNumber(db, Buffer.from(means.cardHmac, 'base64url'));
			return number === null ? notFound : showCard(desk, number);
		}
		case 'member': {
			const participant = await participantOf(desk, means.memberId);
			return answer(participant.ok ? await remote.showById(participant.value) : participant);
		}
		case 'phone': {
			const { country } = await rows.findStore(db, place.storeId);
			const phone = normalisePhone(means.phone, country);
			return phone === null ? notFound : answer(await remote.showByCode(phone), { contact: { phone } });
		}
		case 'email': {
			const email = normaliseEmail(means.email);
			return email === null ? notFound : answer(await remote.showByCode(email), { contact: { email } });
		}
	}
}

/**
 * A card that is ours is a member's whatever the other side has heard of it: one that took the place of another here is
 * unknown there.
 */
async function showCard(desk: Desk, number: string): Promise<Answer<Shown>> {
	if (isPaymentCard(number)) return { ok: false, code: 'payment_card' };
	const here = await memberRows.findCardState(desk.db, number);
	if (here && here.state !== 'active' && here.state !== 'issued') {
		return { ok: false, code: 'card_not_active', detail: here.state };
	}
	const shown = await showNumber(desk, number);
	if (shown.ok || shown.code !== 'member_not_found' || !here?.memberId) return shown;
	const participant = await participantOf(desk, here.memberId);
	const known = participant.ok ? await desk.remote.showById(participant.value) : participant;
	return known.ok ? { ok: true, seen: known.value, by: shownBy(number) } : refusalOf(known, 'card');
}

const shownBy = (cardNumber: string): ShownBy => ({ cardNumber, contact: null });

/** The number as it is, else what the shop's masks make of it. A payment card leaves the house for nobody. */
async function showNumber({ db, remote }: Desk, number: string): Promise<Answer<Shown>> {
	const shown = await remote.showByCode(number);
	if (shown.ok) return { ok: true, seen: shown.value, by: shownBy(number) };
	const refusal = refusalOf(shown, 'card');
	const masked = matchCardMask(number, (await readCardRules(db)).cardMasks);
	if (refusal.code !== 'member_not_found' || masked === null) return refusal;
	const again = await remote.showByCode(masked);
	return again.ok ? { ok: true, seen: again.value, by: shownBy(masked) } : refusalOf(again, 'card');
}
