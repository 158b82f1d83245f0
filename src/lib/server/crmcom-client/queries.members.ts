/** Whom the other side knows by which id, and what it says of them. */
import type { Db } from '../db/client';

export async function findParticipant(db: Db, memberId: string): Promise<string | null> {
	const row = await db
		.selectFrom('remote_members')
		.select('participant_id as id')
		.where('member_id', '=', memberId)
		.executeTakeFirst();
	return row?.id ?? null;
}

export async function findMemberOfParticipant(db: Db, participantId: string): Promise<string | null> {
	const row = await db
		.selectFrom('remote_members')
		.select('member_id as id')
		.where('participant_id', '=', participantId)
		.executeTakeFirst();
	return row?.id ?? null;
}

/** False when either side is tied already. */
export async function tieMember(db: Db, memberId: string, participantId: string, now: Date): Promise<boolean> {
	const row = await db
		.insertInto('remote_members')
		.values({ member_id: memberId, participant_id: participantId, seen_at: now })
		.onConflict((conflict) => conflict.doNothing())
		.returning('member_id')
		.executeTakeFirst();
	return row !== undefined;
}

/** What the other side last said of a member; what it does not know is left alone. */
export async function updateSeen(
	db: Db,
	memberId: string,
	seen: { name: string | null; tier: string | null; spendBlocked: boolean }
): Promise<void> {
	await db
		.updateTable('members')
		.set({ ...(seen.name === null ? {} : { name: seen.name }), tier: seen.tier, spend_blocked: seen.spendBlocked })
		.where('id', '=', memberId)
		.execute();
}

export async function isSpendBlocked(db: Db, memberId: string): Promise<boolean> {
	const row = await db
		.selectFrom('members')
		.select('spend_blocked as is')
		.where('id', '=', memberId)
		.executeTakeFirst();
	return row?.is ?? false;
}

/**
 * Numbers of a member, those in use first, and a proven address: what the other side may know them by. It hears of no
 * replacement, so a card that was replaced here may be the one that is known there.
 */
export async function selectMeans(db: Db, memberId: string): Promise<string[]> {
	const cards = await db
		.selectFrom('cards')
		.select('number')
		.where('member_id', '=', memberId)
		.where('state', 'in', ['active', 'issued', 'replaced'])
		.orderBy((of) => of('state', '=', 'replaced'))
		.orderBy('created_at', 'desc')
		.limit(3)
		.execute();
	const member = await db
		.selectFrom('members')
		.select('email')
		.where('id', '=', memberId)
		.where('email_proven_at', 'is not', null)
		.executeTakeFirst();
	return [...cards.map(({ number }) => number), ...(member?.email ? [member.email] : [])];
}

export async function findCardNumber(db: Db, hmac: Buffer): Promise<string | null> {
	const row = await db.selectFrom('cards').select('number').where('hmac', '=', hmac).executeTakeFirst();
	return row?.number ?? null;
}

export async function findCardState(db: Db, number: string) {
	return db
		.selectFrom('cards')
		.select(['member_id as memberId', 'state'])
		.where('number', '=', number)
		.executeTakeFirst();
}

/** Who proved this address here: at most one. */
export async function findMemberOfProven(db: Db, email: string): Promise<string | null> {
	const row = await db
		.selectFrom('members')
		.select('id')
		.where('email', '=', email)
		.where('email_proven_at', 'is not', null)
		.where('state', '<>', 'ended')
		.executeTakeFirst();
	return row?.id ?? null;
}

export async function addForeignCard(db: Db, row: { number: string; hmac: Buffer; memberId: string; at: Date }) {
	const { number, hmac, memberId, at } = row;
	await db
		.insertInto('cards')
		.values({ number, hmac, member_id: memberId, state: 'active', issued_at: at, created_at: at })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** Sales that knew only the card now have their member. */
export async function claimSales(db: Db, hmac: Buffer, memberId: string): Promise<string[]> {
	const rows = await db
		.updateTable('sales')
		.set({ member_id: memberId })
		.where('card_hmac', '=', hmac)
		.where('member_id', 'is', null)
		.returning(['id', 'kind'])
		.execute();
	return rows.flatMap(({ id, kind }) => (kind === 'sale' ? [id] : []));
}
