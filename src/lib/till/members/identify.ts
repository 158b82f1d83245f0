/** Who is it? The server says; without it this till says what it knows of a card, and nothing of phones and addresses. */
import type { StoreSettings } from '$lib/contract/sync/pull';
import type { Means } from '$lib/contract/sync/rewards';
import { readMeans, type TypedMeans } from '$lib/domain/contact/means';
import { findCard, type FoundCard } from '../catalogue/members';
import { scanRulesOf } from '../catalogue/scan-rules';
import type { CatalogueStore } from '../catalogue/store';
import type { Answer } from '../sync/call';
import type { SyncContext } from '../sync/session';
import { askWho, type Late } from './ask';
import { fromServer, unknownCard, type Found } from './found';
import type { Identified } from '$lib/contract/sync/rewards';

export type IdentifyContext = SyncContext & { catalogue: CatalogueStore };

export type NotFoundCode =
	| 'member_not_found'
	| 'member_ambiguous'
	| 'member_ended'
	| 'card_blocked'
	| 'card_replaced'
	| 'card_prepared'
	| 'card_not_active'
	| 'payment_card'
	| 'too_many_tries'
	/** Phones and addresses are not kept on tills. */
	| 'needs_network'
	/** The same, because the server took too long. */
	| 'too_slow'
	/** Typed so far: nothing that could be looked up. */
	| 'unfinished'
	| 'not_a_means'
	| 'not_enrolled'
	/** The server answered otherwise than agreed. */
	| 'server_refused';

/** `number`: the card that was shown, where somebody may still join with it. */
export type NotFound = { ok: false; code: NotFoundCode; number?: string };
/** `by: 'till'`: the server was not reached. */
export type Identification = ({ ok: true; by: 'server' | 'till' } & Found) | NotFound;

export function meansOf(text: string, settings: StoreSettings | null): TypedMeans {
	return readMeans(text, scanRulesOf(settings), settings?.country ?? 'DE');
}

export async function identify(
	context: IdentifyContext,
	text: string,
	settings: StoreSettings | null
): Promise<Identification> {
	const typed = meansOf(text, settings);
	switch (typed.kind) {
		case 'payment_card':
			return { ok: false, code: 'payment_card' };
		case 'unfinished':
			return { ok: false, code: 'unfinished' };
		case 'none':
			return { ok: false, code: 'not_a_means' };
		case 'phone':
		case 'email':
			return byContact(context, typed);
		case 'card':
			return byCard(context, typed);
	}
}

async function byContact(context: IdentifyContext, means: Means): Promise<Identification> {
	const answer = await askWho(context, means);
	if (answer.ok) return { ok: true, by: 'server', ...fromServer(answer.value, null) };
	return { ok: false, code: refusalOf(answer) ?? (answer.kind === 'late' ? 'too_slow' : 'needs_network') };
}

type Card = Extract<TypedMeans, { kind: 'card' }>;

async function byCard(context: IdentifyContext, { number, isOurs }: Card): Promise<Identification> {
	const own = await findCard(context, number);
	if (!own) return { ok: false, code: 'not_enrolled' };
	const answer = await askWho(context, { kind: 'card', number });
	const last4 = number.slice(-4);
	if (answer.ok) return { ok: true, by: 'server', ...fromServer(answer.value, last4) };
	const code = refusalOf(answer);
	// A card of ours that nobody knows may be one that another till gave away without network.
	if (code === 'member_not_found' && isOurs) {
		return { ok: true, by: 'server', ...unknownCard(own.member.cardHmac ?? '', last4) };
	}
	// Whoever asks too often is not kept from serving a card that this till knows itself.
	if (code !== null && code !== 'too_many_tries') return { ok: false, code, number };
	return byIndex(own, { number, isOurs });
}

/** What this till knows itself. A card of ours that it does not know may be a newer one than its index. */
function byIndex({ member, tier, state, person }: FoundCard, { number, isOurs }: Omit<Card, 'kind'>): Identification {
	switch (state) {
		case 'blocked':
			return { ok: false, code: 'card_blocked' };
		case 'replaced':
			return { ok: false, code: 'card_replaced' };
		case 'ended':
			return { ok: false, code: 'member_ended' };
		case 'prepared':
			return { ok: false, code: 'card_prepared', number };
		case 'earns':
		case 'no_spend':
			return { ok: true, by: 'till', member, isKnown: true, tier, account: null, person };
		case null:
		case 'gone':
		case 'doubtful':
			if (!isOurs) return { ok: false, code: 'needs_network' };
			return { ok: true, by: 'till', member, isKnown: false, tier: null, account: null, person };
	}
}

const refusals = [
	'member_not_found',
	'member_ambiguous',
	'member_ended',
	'card_blocked',
	'card_replaced',
	'card_prepared',
	'card_not_active',
	'payment_card'
] as const;

/** Null: there was no answer, and the till goes on alone. */
function refusalOf(answer: Exclude<Answer<Identified>, { ok: true }> | Late): NotFoundCode | null {
	if (answer.kind === 'busy') return answer.code === 'too_many_tries' ? 'too_many_tries' : null;
	if (answer.kind !== 'refused') return null;
	return refusals.find((code) => code === answer.code) ?? 'server_refused';
}
