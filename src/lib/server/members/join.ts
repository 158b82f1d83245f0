/** Somebody joins at a till that reaches the server. */
import type { JoinRefusalCode, JoinRequest } from '$lib/contract/sync/join';
import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { addMember } from './add';
import { addCard } from './card';
import { readContacts, type Contacts } from './contacts';
import { giveCard } from './give-card';
import { isLentTo, lendNumbers } from './leases';
import { findCardOfMember } from './queries.cards';
import { findCountry } from './queries.identify';
import { findJoined, listByContacts, lockContacts } from './queries.join';

export type TillPlace = { storeId: string; deviceId: string };
export type Joined = { ok: true; cardNumber: string } | { ok: false; code: JoinRefusalCode };

class Refused extends Error {
	constructor(readonly code: JoinRefusalCode) {
		super(code);
	}
}

/**
 * Makes a member with a card. Asked again with the same member id and words, the same answer; with other words, `conflict`.
 * A contact somebody has already is refused once, so that the cashier looks for the member instead of making a second.
 */
export async function join(db: Db, ports: Ports, place: TillPlace, request: JoinRequest): Promise<Joined> {
	const contacts = readContacts(request, await findCountry(db, place.storeId));
	if (contacts.unreadable.length > 0 || !hasReach(contacts, request)) return { ok: false, code: 'contact_unreadable' };
	try {
		const cardNumber = await db.transaction().execute((tx) => joinWith(tx, ports, place, request, contacts));
		return { ok: true, cardNumber };
	} catch (error) {
		// The transaction is undone: a card that could not be given leaves no member behind.
		if (error instanceof Refused) return { ok: false, code: error.code };
		throw error;
	}
}

/** Without a contact a printed card at least says who it is. */
function hasReach({ phone, email }: Contacts, { cardNumber }: JoinRequest): boolean {
	return phone !== null || email !== null || cardNumber !== null;
}

async function joinWith(
	tx: Db,
	ports: Ports,
	place: TillPlace,
	request: JoinRequest,
	contacts: Contacts
): Promise<string> {
	const { memberId: id, consents } = request;
	const { phone, email } = contacts;
	const name = request.name.trim();
	await lockContacts(tx, contacts);
	const before = await findJoined(tx, id);
	if (before) {
		if (before.name !== name || before.phone !== phone || before.email !== email) throw new Refused('conflict');
		const card = await findCardOfMember(tx, id);
		if (card) return card.number;
	} else {
		const known = await listByContacts(tx, { phones: phone ? [phone] : [], emails: email ? [email] : [] });
		if (known.length > 0 && !request.evenIfKnown) throw new Refused('contact_known');
		const at = new Date(ports.now());
		const homeStoreId = place.storeId;
		await addMember(tx, ports, { id, name, phone, email, joinedBy: 'till', homeStoreId, at, consents });
		const actor = { kind: 'device', id: place.deviceId } as const;
		await noteAudit(tx, ports, actor, 'member.joined', id, { sharedContact: known.length > 0 });
	}
	return cardFor(tx, ports, place, request);
}

async function cardFor(tx: Db, ports: Ports, place: TillPlace, request: JoinRequest): Promise<string> {
	const { memberId, cardNumber: number } = request;
	if (number === null) return addCard(tx, ports, memberId);
	const given = await giveCard(tx, ports, { number, memberId }, () => isLentTo(tx, place.deviceId, number));
	if (!given.ok) throw new Refused(given.code);
	await lendNumbers(tx, ports, place.deviceId);
	return number;
}
