/**
 * `member.joined` in the journal: somebody joined at a till without network, and holds a card already. The member is made
 * from the fact; what disagrees with the members there are is a finding, and nobody is ever merged with anybody.
 */
import { memberJoinedPrivate, type MemberJoinedPrivate } from '$lib/contract/sync/join';
import { isPaymentCard } from '$lib/domain/code/card';
import { openCase } from '$lib/server/cases/cases';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { addMember, type ConsentGiven } from './add';
import { cardHmac, cardKey } from './card';
import { readContacts, type Contacts } from './contacts';
import { giveCard } from './give-card';
import { lendNumbers } from './leases';
import { claimSalesOfCard } from './queries';
import { listCardsByHmac } from './queries.cards';
import { findCountry } from './queries.identify';
import { findJoined, listByContacts } from './queries.join';

/** What an event says: the body, and the private text when it is the one the body speaks of. */
export type JoinFact = {
	memberId: string;
	/** Hex. */
	cardHmac: string;
	termsVersion: string;
	privateText: string | null;
	/** Corrected time. */
	at: string;
	deviceId: string;
	staffId: string | null;
};

export type PlannedJoin = Contacts & {
	id: string;
	name: string;
	at: string;
	storeId: string;
	deviceId: string;
	staffId: string | null;
	consents: ConsentGiven[];
	/** Hex. */
	cardHmac: string;
	cardNumber: string | null;
	/** Whether the card is free, as far as the books know. */
	takesCard: boolean;
};

type JoinFinding = { code: string } & Record<string, unknown>;

/** What the books know of the contacts and cards these facts speak of. */
export type KnownForJoins = {
	country: string;
	/** Ids by contact. */
	byContact: Map<string, string[]>;
	/** By hex. */
	cards: Map<string, { memberId: string | null; state: string }>;
	key: Uint8Array;
};

export async function lookUpJoins(
	tx: Db,
	ports: Ports,
	storeId: string,
	facts: readonly { cardHmac: string; privateText: string | null }[]
): Promise<KnownForJoins | null> {
	if (facts.length === 0) return null;
	const country = await findCountry(tx, storeId);
	const contacts = facts.map(({ privateText }) => readContacts(readPrivate(privateText) ?? nobody, country));
	const phones = contacts.flatMap(({ phone }) => phone ?? []);
	const emails = contacts.flatMap(({ email }) => email ?? []);
	const byContact = new Map<string, string[]>();
	for (const { id, phone, email } of await listByContacts(tx, { phones, emails })) {
		for (const contact of [phone, email]) if (contact) addTo(byContact, contact, id);
	}
	const cards = await listCardsByHmac(
		tx,
		facts.map((fact) => Buffer.from(fact.cardHmac, 'hex'))
	);
	return {
		country,
		byContact,
		cards: new Map(cards.map((card) => [card.hmac.toString('hex'), card])),
		key: await cardKey(tx, ports)
	};
}

const nobody = { phone: null, email: null };

/** The private text is the till's own; one that cannot be read leaves a member without a name, and a finding. */
function readPrivate(text: string | null): MemberJoinedPrivate | null {
	if (text === null) return null;
	try {
		const read = memberJoinedPrivate.safeParse(JSON.parse(text));
		return read.success ? read.data : null;
	} catch {
		return null;
	}
}

function addTo(map: Map<string, string[]>, key: string, id: string): void {
	const ids = map.get(key) ?? [];
	if (!ids.includes(id)) map.set(key, [...ids, id]);
}

/** Decides about one fact after another; each is known to those behind it. Pure but for `known`, which it adds to. */
export function planJoin(
	fact: JoinFact,
	storeId: string,
	known: KnownForJoins
): { join: PlannedJoin; findings: JoinFinding[] } {
	const { memberId: id, at, deviceId, staffId, termsVersion } = fact;
	const findings: JoinFinding[] = [];
	const person = readPrivate(fact.privateText);
	if (!person) findings.push({ code: 'member_details_missing', memberId: id });
	const contacts = readContacts(person ?? nobody, known.country);
	if (contacts.unreadable.length > 0) {
		findings.push({ code: 'member_contact_unreadable', memberId: id, contacts: contacts.unreadable });
	}
	findings.push(...judgeContacts(id, contacts, known));
	const cardNumber = person ? readNumber(person.cardNumber, fact.cardHmac, known) : null;
	const cardFindings = judgeCard(id, cardNumber, fact.cardHmac, known);
	findings.push(...cardFindings);
	const agreed: ConsentGiven = { purpose: 'terms', given: true, textVersion: termsVersion };
	const { phone, email } = contacts;
	const join: PlannedJoin = {
		...{ id, name: person?.name.trim() || 'Member', phone, email, at, storeId, deviceId, staffId },
		consents: person?.consents ?? [agreed],
		cardHmac: fact.cardHmac,
		cardNumber,
		takesCard: cardFindings.length === 0
	};
	if (join.takesCard) known.cards.set(fact.cardHmac, { memberId: id, state: 'active' });
	return { join, findings };
}

/** Somebody else has the phone or the address: perhaps the same person twice, perhaps a family. */
function judgeContacts(id: string, { phone, email }: Contacts, known: KnownForJoins): JoinFinding[] {
	const findings: JoinFinding[] = [];
	for (const [contact, value] of [
		['phone', phone],
		['email', email]
	] as const) {
		if (value === null) continue;
		const others = (known.byContact.get(value) ?? []).filter((other) => other !== id);
		if (others.length > 0) {
			findings.push({ code: 'member_contact_doubled', contact, memberId: id, otherIds: others.slice(0, 10) });
		}
		addTo(known.byContact, value, id);
	}
	return findings;
}

function readNumber(number: string, hmacHex: string, known: KnownForJoins): string | null {
	if (isPaymentCard(number)) return null;
	return cardHmac(known.key, number).toString('hex') === hmacHex ? number : null;
}

function judgeCard(id: string, number: string | null, hmacHex: string, known: KnownForJoins): JoinFinding[] {
	const card = known.cards.get(hmacHex);
	if (!card) return number === null ? [{ code: 'member_card_unknown', memberId: id }] : [];
	const isFree = card.state === 'prepared' || card.memberId === id;
	return isFree ? [] : [{ code: 'member_card_taken', memberId: id, otherId: card.memberId, state: card.state }];
}

/** Makes the members before the sales that speak of them. One who exists already (joined online, answer lost) stays as is. */
export async function bookJoins(tx: Db, ports: Ports, joins: readonly PlannedJoin[]): Promise<void> {
	const devices = new Set<string>();
	for (const join of joins) {
		const { id, name, phone, email, storeId, staffId, consents } = join;
		if (!(await findJoined(tx, id))) {
			const at = new Date(join.at);
			const how = { joinedBy: 'till_offline', homeStoreId: storeId, actorId: staffId } as const;
			await addMember(tx, ports, { id, name, phone, email, at, consents, ...how });
		}
		await bookCard(tx, ports, join);
		devices.add(join.deviceId);
	}
	for (const deviceId of [...devices].sort()) await lendNumbers(tx, ports, deviceId);
}

/** The person holds the card: it is theirs unless it is somebody's already. */
async function bookCard(tx: Db, ports: Ports, join: PlannedJoin): Promise<void> {
	const hmac = Buffer.from(join.cardHmac, 'hex');
	const [known] = join.cardNumber === null ? await listCardsByHmac(tx, [hmac]) : [];
	const number = join.cardNumber ?? known?.number ?? null;
	// Nobody knows the number, but who holds the card is known.
	if (number === null) return void (await claimSalesOfCard(tx, hmac, join.id));
	const given = await giveCard(tx, ports, { number, memberId: join.id }, () => Promise.resolve(true));
	if (given.ok || !join.takesCard) return;
	// Given to somebody else after the books were read.
	await openCase(tx, ports, { kind: 'member_card_taken', detail: { memberId: join.id, code: given.code } });
}
