/**
 * Joining at a till. Online: `POST /api/till/members` with the till's bearer token. Offline, or when that call did not
 * answer: the event `member.joined` with the same member id and card, which books nothing twice. Another card for somebody
 * who is a member: `POST /api/till/members/cards`.
 */
import * as z from 'zod/mini';
import { identified } from './rewards';
import { hash, id, text } from './values';

export const memberName = text(80);
export const cardNumber = z.string().check(z.regex(/^\d{4,19}$/));

export const consent = z.strictObject({
	purpose: z.enum(['terms', 'news', 'profiling']),
	given: z.boolean(),
	textVersion: text(40)
});

const person = {
	name: memberName,
	/** As typed; the server reads it by its store's country. */
	phone: z.nullable(text(30)),
	email: z.nullable(text(200)),
	consents: z.array(consent).check(z.maxLength(5))
};

/** What travels beside the event `member.joined`. */
export const memberJoinedPrivate = z.strictObject({ ...person, cardNumber });

export const joinRequest = z.strictObject({
	memberId: id,
	...person,
	/** A prepared card, or a number this till was lent; `null`: the server gives one. */
	cardNumber: z.nullable(cardNumber),
	/** The phone or address is known already and this is somebody else all the same. */
	evenIfKnown: z.boolean()
});

export const joinAnswer = z.object({ member: identified, cardNumber });

/** Why nobody joined. Of `identifyRefusals`: `payment_card`, `too_many_tries`. */
export const joinRefusals = [
	/** Somebody with this phone or address is a member: identify them, or join with `evenIfKnown`. */
	'contact_known',
	/** Neither a phone number nor an address. */
	'contact_unreadable',
	/** Not one of our cards, or none that this till may give away. */
	'card_not_known',
	/** Belongs to somebody, or is blocked. */
	'card_taken',
	/** This member id joined with other words. */
	'conflict'
] as const;

/** A card for a member who is one already, in place of another (`replaces`) or beside it. */
export const cardRequest = z.strictObject({
	memberId: id,
	/** A prepared card, or a number this till was lent; `null`: the server gives one. */
	cardNumber: z.nullable(cardNumber),
	/** Keyed hash of the card that was lost or is worn. */
	replaces: z.nullable(hash)
});

export const cardRefusals = [
	'member_not_found',
	'card_not_known',
	'card_taken',
	/** The card to be replaced is another member's, or was replaced by another card already. */
	'card_not_theirs',
	'payment_card'
] as const;

/**
 * A hundred card numbers a till may give away without network: serials `firstSerial` … `firstSerial + count − 1` of a range
 * (domain/code/card `cardNumber`). `next`: all below it are known to be used.
 */
export const joinNumbers = z.object({
	prefix: z.string().check(z.regex(/^\d{1,18}$/)),
	length: z.int().check(z.gte(2), z.lte(19)),
	check: z.enum(['luhn', 'gs1', 'none']),
	firstSerial: z.int().check(z.gte(0)),
	count: z.int().check(z.gte(1), z.lte(1000)),
	next: z.int().check(z.gte(0))
});

/** The text a member agrees to today. */
export const termsVersion = '1';

export type Consent = z.output<typeof consent>;
export type MemberJoinedPrivate = z.output<typeof memberJoinedPrivate>;
export type JoinRequest = z.output<typeof joinRequest>;
export type CardRequest = z.output<typeof cardRequest>;
export type JoinAnswer = z.output<typeof joinAnswer>;
export type JoinRefusalCode = (typeof joinRefusals)[number] | 'payment_card' | 'too_many_tries';
export type CardRefusalCode = (typeof cardRefusals)[number];
export type JoinNumbers = z.output<typeof joinNumbers>;
