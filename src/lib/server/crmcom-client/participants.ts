/** Which of the other side's customers our members are. A customer who is met here becomes a member without any account. */
import { addMember } from '../members/add';
import { cardHmac, cardKey } from '../members/card';
import { newId, type Ports } from '../ports';
import type { Db } from '../db/client';
import type { Called, ClientFault } from './client';
import type { Desk } from './purchase';
import * as memberRows from './queries.members';
import { insertTasks, tryMember } from './queries.tasks';
import type { RemoteParticipant } from './remote';

export const unknownMember: ClientFault = {
	ok: false,
	kind: 'refused',
	code: 'REWARDS.REWARDSPARTICIPANTNOTFOUNDEXCEPTION',
	text: 'the member is not known there',
	again: false
};

/** Members who were never met there are asked for by what they carry and what they proved. */
export async function participantOf({ db, ports, remote }: Desk, memberId: string): Promise<Called<string>> {
	const tied = await memberRows.findParticipant(db, memberId);
	if (tied !== null) return { ok: true, value: tied };
	for (const code of await memberRows.selectMeans(db, memberId)) {
		const shown = await remote.showByCode(code);
		if (!shown.ok && shown.code !== unknownMember.code) return shown;
		if (!shown.ok || shown.value.id === null) continue;
		await memberRows.tieMember(db, memberId, shown.value.id, new Date(ports.now()));
		return { ok: true, value: shown.value.id };
	}
	return unknownMember;
}

/** What a customer was found there by. */
export type ShownBy = { cardNumber: string | null; email: string | null };

/** The member a customer of the other side is here; made when they are met for the first time. */
export async function memberOf(
	db: Db,
	ports: Ports,
	seen: RemoteParticipant & { id: string },
	by: ShownBy
): Promise<string> {
	const wasTied = (await memberRows.findMemberOfParticipant(db, seen.id)) !== null;
	const memberId = await db.transaction().execute(async (trx) => {
		const tied = await memberRows.findMemberOfParticipant(trx, seen.id);
		const found = tied ?? (await memberHere(trx, by)) ?? (await make(trx, ports, seen));
		if (tied === null) await memberRows.tieMember(trx, found, seen.id, new Date(ports.now()));
		// Another till met them at the same moment.
		return (await memberRows.findMemberOfParticipant(trx, seen.id)) ?? found;
	});
	const { spend_blocking_state: blocking, reward_tier: tier } = seen;
	const spendBlocked = blocking?.enabled ?? false;
	await memberRows.updateSeen(db, memberId, { name: null, tier: tier?.name?.slice(0, 20) ?? null, spendBlocked });
	if (by.cardNumber !== null) await keepCard(db, ports, memberId, by.cardNumber);
	if (!wasTied) await tryMember(db, memberId, new Date(ports.now()));
	return memberId;
}

/**
 * Somebody who is a member here and was never met there: by a card both sides know, or by an address they proved. A phone
 * number was typed at a till by anybody who wished to, and must not open the wallet of whom it belongs to.
 */
async function memberHere(db: Db, { cardNumber, email }: ShownBy): Promise<string | null> {
	const card = cardNumber === null ? undefined : await memberRows.findCardState(db, cardNumber);
	const memberId = card?.memberId ?? (email && (await memberRows.findMemberOfProven(db, email)));
	if (!memberId) return null;
	// Somebody here is tied to another customer already.
	return (await memberRows.findParticipant(db, memberId)) === null ? memberId : null;
}

async function make(db: Db, ports: Ports, { accounts_receivable: account, id }: RemoteParticipant): Promise<string> {
	const owner = account?.account_owner;
	const name = owner?.name ?? [owner?.first_name, owner?.last_name].filter(Boolean).join(' ');
	const memberId = newId(ports);
	const at = new Date(ports.now());
	const shown = name || account?.number || id || 'Member';
	await addMember(db, ports, {
		id: memberId,
		name: shown,
		email: null,
		phone: null,
		joinedBy: 'import',
		at,
		consents: []
	});
	return memberId;
}

/** From now on every till knows the card without a network, and sales that knew only the card find their member. */
async function keepCard(db: Db, ports: Ports, memberId: string, number: string): Promise<void> {
	if (await memberRows.findCardState(db, number)) return;
	const hmac = cardHmac(await cardKey(db, ports), number);
	const at = new Date(ports.now());
	await db.transaction().execute(async (trx) => {
		await memberRows.addForeignCard(trx, { number, hmac, memberId, at });
		const claimed = await memberRows.claimSales(trx, hmac, memberId);
		await insertTasks(
			trx,
			claimed.map((saleId) => ({ sale_id: saleId, about: saleId, next_at: at, created_at: at }))
		);
	});
}
