/** The expiry run: lots that ran out leave the wallets, holds that ran out end. Safe to run twice and side by side. */
import { decideExpiry } from '$lib/domain/wallet/expiry-run';
import type { Db } from '../db/client';
import { newId, type Ports } from '../ports';
import { fingerprintOf, LedgerBatch } from './batch';
import { withoutHolds } from './opened';
import { bookLedger, listExpiring, openWallets, type Trx } from './queries';

const membersABatch = 200;

export type ExpiryRun = { members: number; holds: number; lots: number };

async function expireMembers(trx: Trx, ports: Ports, memberIds: readonly string[], nowMs: number): Promise<ExpiryRun> {
	const opened = await openWallets(trx, memberIds, { lots: true, expiredBy: new Date(nowMs).toISOString() });
	const batch = new LedgerBatch(ports.now());
	const lapsed = opened.holds.filter((hold) => hold.ended === null);
	for (const hold of lapsed) batch.endHold(hold.id, 'expired');
	const lots = withoutHolds(opened.lots ?? [], lapsed);
	let lotCount = 0;
	for (const memberId of memberIds) {
		const own = lots.filter((lot) => lot.memberId === memberId);
		const { postings, expired } = decideExpiry(own, nowMs);
		if (postings.length === 0) continue;
		lotCount += new Set(postings.flatMap(({ lotId, amountMinor }) => (amountMinor < 0 && lotId ? [lotId] : []))).size;
		const id = newId(ports);
		batch.addTransaction(
			{
				id,
				key: `expiry:${id}`,
				fingerprint: fingerprintOf(id),
				kind: 'expiry',
				memberId,
				saleId: null,
				actor: { kind: 'system' },
				atMs: nowMs,
				answer: Object.fromEntries(expired)
			},
			postings
		);
	}
	await bookLedger(trx, batch);
	return { members: memberIds.length, holds: lapsed.length, lots: lotCount };
}

/** Goes on until nothing is left that has run out by now; each batch is a transaction of its own. */
export async function expire(db: Db, ports: Ports): Promise<ExpiryRun> {
	const nowMs = ports.now();
	const done: ExpiryRun = { members: 0, holds: 0, lots: 0 };
	for (;;) {
		const memberIds = await listExpiring(db, new Date(nowMs).toISOString(), membersABatch);
		if (memberIds.length === 0) return done;
		const part = await db.transaction().execute((trx) => expireMembers(trx, ports, memberIds, nowMs));
		done.members += part.members;
		done.holds += part.holds;
		done.lots += part.lots;
	}
}

const everyMs = 60_000;

/** Once a minute: holds of tills that died give their value back soon after they ran out. */
export function startExpiry(db: Db, ports: Ports, onError: (error: unknown) => void): { stop: () => void } {
	let running = false;
	const round = async () => {
		if (running) return;
		running = true;
		try {
			await expire(db, ports);
		} catch (error) {
			onError(error);
		} finally {
			running = false;
		}
	};
	const timer = setInterval(() => void round(), everyMs).unref();
	void round();
	return { stop: () => clearInterval(timer) };
}
