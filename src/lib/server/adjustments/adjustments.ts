/**
 * A wallet is corrected by hand. Up to the limit one person's word is enough; what goes beyond it within a day waits until
 * another manager agrees. Who asked never agrees to it: the database refuses that too (constraint `second_person`).
 */
import { pointsCurrency } from '$lib/domain/offers/offer';
import { endOfLocalDay } from '$lib/domain/wallet/expiry';
import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { countOtherManagers } from '$lib/server/rewards/limit-raise';
import { readRewardSettings, type RewardSettings } from '$lib/server/rewards/settings';
import { localDate } from '$lib/server/today/day';
import * as wallet from '$lib/server/wallet/wallet';
import { readAdjust, type AdjustFaults, type AdjustInput, type ReadAdjust } from './faults';
import {
	decide,
	findAdjustment,
	insertAdjustment,
	listPending,
	lockAdjustment,
	lockMember,
	sumAlone,
	type Trx
} from './queries';

export { countPending } from './queries';
export type { AdjustFaults, AdjustInput } from './faults';

const windowMs = 24 * 3_600_000;
const mostPending = 200;

export type AdjustWish = {
	/** Made with the form: sent twice, booked once. */
	id: string;
	memberId: string;
	input: AdjustInput;
	staffId: string;
};

export type Asked = { ok: true; state: 'booked' | 'pending' } | { ok: false; faults: AdjustFaults; message?: string };

type ShopPlace = { currency: string; zone: string };

class TooLittle extends Error {}

/** Books at once, or puts down what waits for a second person. */
export async function askAdjustment(db: Db, ports: Ports, place: ShopPlace, wish: AdjustWish): Promise<Asked> {
	const { currency } = wish.input;
	const today = localDate(ports.now(), place.zone);
	const read = readAdjust(wish.input, { currencies: [place.currency, pointsCurrency], today });
	if (Object.keys(read.faults).length > 0) return { ok: false, faults: read.faults };
	try {
		return await db.transaction().execute((tx) => ask(tx, ports, place, wish, read));
	} catch (error) {
		if (!(error instanceof TooLittle)) throw error;
		return { ok: false, faults: { amount: await tooLittle(db, ports, wish.memberId, currency) } };
	}
}

async function ask(tx: Trx, ports: Ports, place: ShopPlace, wish: AdjustWish, read: ReadAdjust): Promise<Asked> {
	const { id, memberId, staffId } = wish;
	const { currency } = wish.input;
	const member = await lockMember(tx, memberId);
	if (!member) return { ok: false, faults: {}, message: 'This member is not there any more.' };
	const sent = await findAdjustment(tx, id);
	if (sent) return sent.state === 'pending' ? { ok: true, state: 'pending' } : { ok: true, state: 'booked' };
	const now = new Date(ports.now());
	const needsSecond = await isBeyond(tx, memberId, currency, read.amountMinor, now);
	if (needsSecond && (await countOtherManagers(tx, staffId)) === 0) {
		const message = 'This needs a second person, and there is no other manager. Add one under Staff, or give less.';
		return { ok: false, faults: {}, message };
	}
	const row = {
		...{ id, member_id: memberId, currency, amount_minor: read.amountMinor, label: read.label, reason: read.reason },
		expires_at: read.until === null ? null : new Date(endOfLocalDay(read.until, place.zone)),
		...{ asked_by: staffId, asked_at: now, needs_second: needsSecond }
	};
	await insertAdjustment(tx, { ...row, state: 'pending', decided_by: null, decided_at: null, transaction_id: null });
	const facts = { adjustmentId: id, currency, amountMinor: read.amountMinor };
	if (needsSecond) {
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'adjustment.asked', memberId, facts);
		return { ok: true, state: 'pending' };
	}
	await book(tx, ports, { ...row, expires_at: row.expires_at?.toISOString() ?? null }, null);
	return { ok: true, state: 'booked' };
}

/** What one person may give or take of a wallet within a day. */
export function limitOf(settings: RewardSettings, currency: string): number {
	return currency === pointsCurrency ? settings.adjustmentLimitPoints : settings.adjustmentLimitMinor;
}

/** A large sum in small parts is a large sum. */
async function isBeyond(tx: Trx, memberId: string, currency: string, amountMinor: number, now: Date): Promise<boolean> {
	const limit = limitOf(await readRewardSettings(tx), currency);
	const before = await sumAlone(tx, memberId, currency, new Date(now.getTime() - windowMs));
	return before + Math.abs(amountMinor) > limit;
}

type Adjustment = Pick<
	NonNullable<Awaited<ReturnType<typeof findAdjustment>>>,
	'id' | 'member_id' | 'currency' | 'amount_minor' | 'label' | 'reason' | 'expires_at' | 'asked_by'
>;

/** The ledger names who asked; who agreed stands beside it. */
async function book(tx: Trx, ports: Ports, row: Adjustment, agreedBy: string | null): Promise<void> {
	const booked = await wallet.adjust(tx, ports, {
		key: `adjustment:${row.id}`,
		...{ memberId: row.member_id, currency: row.currency, amountMinor: row.amount_minor },
		...{ label: row.label, reason: row.reason, actor: { kind: 'staff', id: row.asked_by } },
		expiresAtMs: row.expires_at === null ? null : Date.parse(row.expires_at),
		policy: 'refuse'
	});
	if (!booked.ok && booked.code === 'insufficient_value') throw new TooLittle();
	if (!booked.ok) throw new Error(`adjustment ${row.id} was booked with other content`);
	const decided = { decided_by: agreedBy, decided_at: new Date(ports.now()), transaction_id: booked.transactionId };
	await decide(tx, row.id, { state: 'booked', ...decided });
}

async function tooLittle(db: Db, ports: Ports, memberId: string, currency: string): Promise<string> {
	const balances = await wallet.balances(db, [memberId], ports.now());
	const own = balances.get(memberId)?.find((one) => one.currency === currency);
	return (own?.spendableMinor ?? 0) > 0
		? 'The wallet holds less than that; look at what is free, and type at most that.'
		: 'Nothing in this wallet is free to be taken.';
}

export type Decision = 'approve' | 'refuse' | 'withdraw';
export type Decided = { ok: true } | { ok: false; message: string };

/** Another manager agrees or refuses, or who asked takes it back. */
export async function decideAdjustment(
	db: Db,
	ports: Ports,
	{ id, decision, staffId }: { id: string; decision: Decision; staffId: string }
): Promise<Decided> {
	try {
		return await db.transaction().execute((tx) => settle(tx, ports, { id, decision, staffId }));
	} catch (error) {
		if (!(error instanceof TooLittle)) throw error;
		const message = 'The wallet does not hold that much any more. Refuse it and ask for less.';
		return { ok: false, message };
	}
}

async function settle(
	tx: Trx,
	ports: Ports,
	{ id, decision, staffId }: { id: string; decision: Decision; staffId: string }
): Promise<Decided> {
	const row = await lockAdjustment(tx, id);
	if (row?.state !== 'pending') return { ok: false, message: 'Somebody decided this already.' };
	const isOwn = row.asked_by === staffId;
	if (decision === 'withdraw' && !isOwn)
		return { ok: false, message: 'Only who asked can take it back; refuse it instead.' };
	if (decision !== 'withdraw' && isOwn) {
		return { ok: false, message: 'You asked for this correction, so somebody else has to decide.' };
	}
	if (decision === 'approve') await book(tx, ports, row, staffId);
	else {
		const state = decision === 'refuse' ? 'refused' : 'withdrawn';
		await decide(tx, id, { state, decided_by: staffId, decided_at: new Date(ports.now()), transaction_id: null });
	}
	const action = { approve: 'adjustment.approved', refuse: 'adjustment.refused', withdraw: 'adjustment.withdrawn' }[
		decision
	];
	const facts = { adjustmentId: id, currency: row.currency, amountMinor: row.amount_minor };
	await noteAudit(tx, ports, { kind: 'staff', id: staffId }, action, row.member_id, facts);
	return { ok: true };
}

/** What waits for a second person: of one member, or of all. */
export function readPending(db: Db, memberId: string | null = null) {
	return listPending(db, memberId, mostPending);
}
