/** Somebody joins here: on the server when it answers in time, else in the journal, under the same member id and card. */
import { termsVersion, type Consent, type JoinRequest, type MemberJoinedPrivate } from '$lib/contract/sync/join';
import type { StoreSettings } from '$lib/contract/sync/pull';
import { toBase64url, utf8 } from '$lib/domain/bytes';
import { readMeans } from '$lib/domain/contact/means';
import { shownName } from '$lib/domain/contact/shown-name';
import { uuidv7 } from '$lib/domain/id';
import { scanRulesOf } from '../catalogue/scan-rules';
import { hmacWith } from '../device/secrets';
import { append, type JournalContext } from '../journal/append';
import { hidePrivate } from '../journal/private';
import { refusedOf } from '../refused';
import { askToJoin } from './ask';
import { fromServer, type Found } from './found';
import { takeCardNumber } from './numbers';

export type JoinWish = {
	/** Minted with the form, so that one form makes one member however often it is sent. */
	memberId: string;
	name: string;
	/** A phone number or an address as typed; empty with a card. */
	contact: string;
	/** A prepared card that was shown; null: one of this till's numbers. */
	cardNumber: string | null;
	/** The terms were read out and agreed to. */
	agreed: boolean;
	/** The contact is somebody's, and this is somebody else all the same. */
	evenIfKnown: boolean;
	staffId: string | null;
};

export type JoinRefusal = {
	ok: false;
	code:
		| 'name_missing'
		| 'contact_missing'
		| 'contact_unreadable'
		| 'contact_known'
		| 'card_not_known'
		| 'card_taken'
		| 'payment_card'
		| 'too_many_tries'
		| 'conflict'
		| 'terms_missing'
		/** Neither a card nor a number left to give, and no server to ask. */
		| 'no_numbers'
		| 'server_refused'
		| 'not_enrolled'
		| 'storage_failed';
	reason?: string;
};

/** `by: 'till'`: the server hears of it with the journal. */
export type Joined = { ok: true; by: 'server' | 'till'; cardNumber: string } & Found;

const longestName = 80;

/** What is wrong with a form before anybody is asked; null when nothing is. */
export function refuseWish(wish: JoinWish, settings: StoreSettings | null): JoinRefusal | null {
	if (wish.name.trim() === '') return { ok: false, code: 'name_missing' };
	if (wish.contact.trim() === '' && wish.cardNumber === null) return { ok: false, code: 'contact_missing' };
	if (readContact(wish.contact, settings) === null) return { ok: false, code: 'contact_unreadable' };
	return wish.agreed ? null : { ok: false, code: 'terms_missing' };
}

/** As the server will read it; null when it is neither a phone number nor an address. */
function readContact(text: string, settings: StoreSettings | null): Pick<JoinRequest, 'phone' | 'email'> | null {
	if (text.trim() === '') return { phone: null, email: null };
	const means = readMeans(text, scanRulesOf(settings), settings?.country ?? 'DE');
	if (means.kind === 'phone') return { phone: means.phone, email: null };
	return means.kind === 'email' ? { phone: null, email: means.email } : null;
}

export async function join(
	context: JournalContext,
	wish: JoinWish,
	settings: StoreSettings | null
): Promise<Joined | JoinRefusal> {
	const refusal = refuseWish(wish, settings);
	const contact = readContact(wish.contact, settings);
	if (refusal) return refusal;
	if (contact === null) return { ok: false, code: 'contact_unreadable' };
	const { memberId, evenIfKnown } = wish;
	const name = wish.name
		.trim()
		.replace(/\p{Cc}/gu, ' ')
		.slice(0, longestName);
	const number = wish.cardNumber ?? (await takeCardNumber(context, settings?.joinNumbers ?? []));
	const consents: Consent[] = [{ purpose: 'terms', given: true, textVersion: termsVersion }];
	const person = { name, ...contact, consents };
	const answer = await askToJoin(context, { memberId, ...person, cardNumber: number, evenIfKnown });
	if (answer.ok) {
		const { member, cardNumber } = answer.value;
		return { ok: true, by: 'server', cardNumber, ...fromServer(member, cardNumber.slice(-4)) };
	}
	if (answer.kind === 'refused') return { ok: false, code: codeOf(answer.code) };
	if (answer.kind === 'busy' && answer.code === 'too_many_tries') return { ok: false, code: 'too_many_tries' };
	if (number === null) return { ok: false, code: 'no_numbers' };
	return joinHere(context, wish, { ...person, cardNumber: number });
}

const known = [
	'contact_known',
	'contact_unreadable',
	'card_not_known',
	'card_taken',
	'payment_card',
	'conflict'
] as const;

function codeOf(code: string): JoinRefusal['code'] {
	return known.find((one) => one === code) ?? 'server_refused';
}

async function joinHere(
	context: JournalContext,
	{ memberId, staffId }: JoinWish,
	person: MemberJoinedPrivate
): Promise<Joined | JoinRefusal> {
	const { ports, store } = context;
	const device = await store.device();
	if (!device) return { ok: false, code: 'not_enrolled' };
	const cardHmac = toBase64url(await hmacWith(ports.subtle, device, 'cardKeySealed', utf8(person.cardNumber)));
	const { part, hash } = await hidePrivate(ports, JSON.stringify(person));
	const body = { memberId, cardHmac, termsVersion, privateHash: hash };
	const written = await append(context, () => ({ type: 'member.joined', body, staffId, private: part }));
	if (!written.ok) return { ok: false, code: 'storage_failed', reason: refusedOf(written).reason };
	const cardLast4 = person.cardNumber.slice(-4);
	return {
		...{ ok: true, by: 'till', cardNumber: person.cardNumber, isKnown: true, tier: null, account: null },
		member: { memberId, cardHmac, cardLast4, name: shownName(person.name) },
		// A new member has neither tier nor segments, and everybody knows it.
		person: { tier: null, segments: [], known: { tier: true, segments: true } }
	};
}

/** An id for a form. */
export function newMemberId({ ports }: Pick<JournalContext, 'ports'>): string {
	return uuidv7(ports.clock.now(), ports.random.bytes(10));
}
