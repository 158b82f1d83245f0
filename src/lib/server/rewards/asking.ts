/** Whoever learns of a member is counted: by name, and also by a basket that names a card nobody was asked about yet. */
import type { Identified, Means, RewardBasket } from '$lib/contract/sync/rewards';
import type { Allowed } from '../auth/rate-limit';
import type { Db } from '../db/client';
import { cardHmac, cardKey } from '../members/card';
import { noteAsked, noteIdentification, takeIdentification, takePreview, wasAsked } from '../members/identify-limits';
import type { Ports } from '../ports';
import type { Answer, Place } from './backend';

export type TooMany = Allowed & { ok: false };
type Asking = { db: Db; ports: Ports };

/** Asks who it is, unless the till asked too often. */
export async function askWho(
	app: Asking,
	means: Means,
	place: Place,
	ask: () => Promise<Answer<{ member: Identified }>>
): Promise<Answer<{ member: Identified }> | TooMany> {
	const allowed = await takeIdentification(app.db, app.ports, place.tillId, means);
	if (!allowed.ok) return allowed;
	const answer = await ask();
	await noteAnswer(app, means, place, answer, answer.ok);
	const card = await cardOf(app, means, answer);
	if (card !== null) await noteAsked(app.db, app.ports, place.tillId, card);
	return answer;
}

/** Asks what a basket earns and may spend. A card of which this till never asked whose it is counts as asking that. */
export async function askBasket<T>(
	app: Asking,
	{ memberId, cardHmac: card }: Pick<RewardBasket, 'memberId' | 'cardHmac'>,
	place: Place,
	ask: () => Promise<Answer<T>>
): Promise<Answer<T> | TooMany> {
	const { db, ports } = app;
	const allowed = await takePreview(db, ports, place.tillId);
	if (!allowed.ok) return allowed;
	if (memberId !== null || card === null || (await wasAsked(db, ports, place.tillId, card))) return ask();
	const means = { kind: 'card_hmac', cardHmac: card } as const;
	const counted = await takeIdentification(db, ports, place.tillId, means);
	if (!counted.ok) return counted;
	const answer = await ask();
	await noteAnswer(app, means, place, answer, answer.ok || answer.code !== 'member_not_found');
	await noteAsked(db, ports, place.tillId, card);
	return answer;
}

/** A rewards system that does not answer says nothing of anybody. */
async function noteAnswer(app: Asking, means: Means, { tillId }: Place, answer: Answer<object>, isFound: boolean) {
	if (!answer.ok && answer.code === 'rewards_unavailable') return;
	await noteIdentification(app.db, app.ports, tillId, means, isFound);
}

/** The card that was asked about, also where nobody has it; null where no card was. */
async function cardOf({ db, ports }: Asking, means: Means, answer: Answer<{ member: Identified }>) {
	if (answer.ok && answer.member.cardHmac !== null) return answer.member.cardHmac;
	if (means.kind === 'card_hmac') return means.cardHmac;
	if (means.kind !== 'card') return null;
	return cardHmac(await cardKey(db, ports), means.number.replace(/[\s-]/g, '')).toString('base64url');
}
