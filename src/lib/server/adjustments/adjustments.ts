/**
 * A wallet is corrected by hand. Up to the limit one person's word is enough; what goes beyond it within a day waits until
 * another manager agrees. Who asked never agrees to it: the database refuses that too (constraint `second_person`).
 */
import type { OfferFault } from '$lib/contract/sync/offer-faults';
import { pointsCurrency } from '$lib/domain/offers/offer';
import { stableJson } from '$lib/domain/stable-json';
import { endOfLocalDay } from '$lib/domain/wallet/expiry';
import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import type { AdjustmentState } from '$lib/server/db/schema-adjustments';
import { readLotNames } from '$lib/server/offers/names';
import type { Ports } from '$lib/server/ports';
import { countOtherManagers } from '$lib/server/rewards/limit-raise';
import { findBackend, readRewardSettings, type RewardSettings } from '$lib/server/rewards/settings';
import { localDate } from '$lib/server/today/day';
import * as wallet from '$lib/server/wallet/wallet';
import { book, factsOf, TooLittle, type AskedRow, type Wish } from './booking';
import { readAdjust, type AdjustFaults, type AdjustInput } from './faults';
import { findAdjustment, insertAdjustment, listPending, lockMember, sumAlone, type Trx } from './queries';
import { readConditions } from './terms';

export { decideAdjustment, type Decision } from './decide';
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

export type Asked =
	| { ok: true; state: 'booked' | 'pending' }
	/** `terms`: what is wrong with what it may be spent on, by the path of the field. */
	| { ok: false; faults: AdjustFaults; terms?: OfferFault[]; message?: string };

type ShopPlace = { currency: string; zone: string };

/** No till would ever use what is corrected here. */
const keptElsewhere = 'Another system keeps the members’ value. Correct it there.';

/** Books at once, or puts down what waits for a second person. */
export async function askAdjustment(db: Db, ports: Ports, place: ShopPlace, wish: AdjustWish): Promise<Asked> {
	const { id, memberId, staffId, input } = wish;
	if ((await findBackend(db)) !== 'builtin') return { ok: false, faults: {}, message: keptElsewhere };
	const today = localDate(ports.now(), place.zone);
	const read = readAdjust(input, { currencies: [place.currency, pointsCurrency], today });
	const limited = await readConditions(db, read.conditions);
	const terms = limited.ok ? [] : limited.terms;
	if (!limited.ok || Object.keys(read.faults).length > 0) return { ok: false, faults: read.faults, terms };
	const wanted = {
		...{ member_id: memberId, currency: input.currency, amount_minor: read.amountMinor },
		...{ label: read.label, reason: read.reason, conditions: limited.conditions },
		expires_at: read.until === null ? null : new Date(endOfLocalDay(read.until, place.zone)).toISOString()
	};
	try {
		return await db.transaction().execute((tx) => ask(tx, ports, { ...wanted, id, asked_by: staffId }));
	} catch (error) {
		if (!(error instanceof TooLittle)) throw error;
		return { ok: false, faults: { amount: await tooLittle(db, ports, memberId, input.currency) } };
	}
}

async function ask(tx: Trx, ports: Ports, row: AskedRow): Promise<Asked> {
	const { id, member_id: memberId, currency, amount_minor: amountMinor, conditions, asked_by: staffId } = row;
	const member = await lockMember(tx, memberId);
	if (!member) return { ok: false, faults: {}, message: 'This member is not there any more.' };
	const sent = await findAdjustment(tx, id);
	if (sent) return answerAgain(sent, row);
	const now = new Date(ports.now());
	const needsSecond = await isBeyond(tx, memberId, currency, amountMinor, now);
	if (needsSecond && (await countOtherManagers(tx, staffId)) === 0) {
		const message = 'This needs a second person, and there is no other manager. Add one under Staff, or choose less.';
		return { ok: false, faults: {}, message };
	}
	await insertAdjustment(tx, {
		...{ ...row, asked_at: now, needs_second: needsSecond, conditions: conditions && JSON.stringify(conditions) },
		...{ state: 'pending', decided_by: null, decided_at: null, transaction_id: null }
	});
	if (needsSecond) {
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'adjustment.asked', memberId, factsOf(row));
		return { ok: true, state: 'pending' };
	}
	await book(tx, ports, row, null);
	return { ok: true, state: 'booked' };
}

/** The same form gets the same answer; with something else in it, it is another wish. */
function answerAgain(sent: Wish & { state: AdjustmentState }, wanted: Wish): Asked {
	const contentOf = ({ member_id, currency, amount_minor, label, reason, expires_at, conditions }: Wish) =>
		stableJson([member_id, currency, amount_minor, label, reason, expires_at && Date.parse(expires_at), conditions]);
	if (contentOf(sent) === contentOf(wanted))
		return { ok: true, state: sent.state === 'pending' ? 'pending' : 'booked' };
	const message =
		'This form was sent before with something else in it, and that was taken. Look at the wallet, then open the form again.';
	return { ok: false, faults: {}, message };
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

async function tooLittle(db: Db, ports: Ports, memberId: string, currency: string): Promise<string> {
	const balances = await wallet.balances(db, [memberId], ports.now());
	const own = balances.get(memberId)?.find((one) => one.currency === currency);
	return (own?.spendableMinor ?? 0) > 0
		? 'The wallet holds less than that; look at what is free, and type at most that.'
		: 'Nothing in this wallet is free to be taken.';
}

/** What waits for a second person: of one member, or of all. */
export function readPending(db: Db, memberId: string | null = null) {
	return listPending(db, memberId, mostPending);
}

/** What the ids in their conditions are called. */
export function readPendingNames(db: Db, pending: Awaited<ReturnType<typeof readPending>>) {
	return readLotNames(
		db,
		pending.map(({ conditions }) => conditions)
	);
}
