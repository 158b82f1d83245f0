/** How a member comes into being, whoever asks: own phone, till, office. */
import type { Db } from '$lib/server/db/client';
import type { ConsentChannel, ConsentPurpose, JoinedBy } from '$lib/server/db/schema-members';
import { newId, type Ports } from '$lib/server/ports';
import { insertConsents, insertMember } from './queries';

export type ConsentGiven = { purpose: ConsentPurpose; given: boolean; textVersion: string };

export type NewMember = {
	id: string;
	name: string;
	/** Lower case. */
	email: string | null;
	/** A code that went there came back. */
	emailProvenAt?: Date | null;
	/** E.164. */
	phone: string | null;
	joinedBy: JoinedBy;
	homeStoreId?: string | null;
	at: Date;
	consents: readonly ConsentGiven[];
	/** Staff who noted the consents. */
	actorId?: string | null;
};

/** False when there is a member of this id already, or one who proved the same address. Part of the caller's transaction. */
export async function addMember(tx: Db, ports: Ports, member: NewMember): Promise<boolean> {
	const { id, name, email, phone, at, consents } = member;
	const agreedAt = (purpose: ConsentPurpose) =>
		consents.some((one) => one.purpose === purpose && one.given) ? at : null;
	const added = await insertMember(tx, {
		id,
		name,
		email,
		email_proven_at: member.emailProvenAt ?? null,
		phone,
		reference: Buffer.from(ports.randomBytes(8)),
		home_store_id: member.homeStoreId ?? null,
		joined_by: member.joinedBy,
		created_at: at,
		terms_agreed_at: agreedAt('terms'),
		news_agreed_at: agreedAt('news')
	});
	if (!added) return false;
	const channel = channelOf(member.joinedBy);
	await noteConsents(tx, ports, id, consents, { channel, at, actorId: member.actorId ?? null });
	return true;
}

function channelOf(joinedBy: JoinedBy): ConsentChannel {
	return joinedBy === 'till_offline' ? 'till' : joinedBy;
}

/** Writes down what was agreed to or refused; nothing is ever overwritten. */
export async function noteConsents(
	tx: Db,
	ports: Ports,
	memberId: string,
	consents: readonly ConsentGiven[],
	how: { channel: ConsentChannel; at: Date; actorId?: string | null }
): Promise<void> {
	const rows = consents.map(({ purpose, given, textVersion }) => ({
		id: newId(ports),
		member_id: memberId,
		purpose,
		given,
		text_version: textVersion,
		at: how.at,
		channel: how.channel,
		actor_id: how.actorId ?? null
	}));
	await insertConsents(tx, rows);
}
