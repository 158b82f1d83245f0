/**
 * A sale kept a card nobody knew, and its member is known now: it earns what the rules of its own time promise, once. The
 * database writes down which sales were claimed, whoever claimed them; here they reach the wallets.
 */
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { noteUnrewarded } from './book';
import { rewardBooked } from './booked';
import { toBooked } from './late';
import { listSalesWithText, removeClaimed, takeClaimed, type Trx } from './queries';

const everyMs = 2_000;
const atOnce = 20;

/** Answers how many sales were taken up. */
export async function bookClaimed(db: Db, ports: Ports): Promise<number> {
	let done = 0;
	for (;;) {
		const taken = await bookSome(db, ports);
		done += taken;
		if (taken < atOnce) return done;
	}
}

/** A batch; should the ledger refuse it, one by one, and the refused sale gets a case. */
async function bookSome(db: Db, ports: Ports): Promise<number> {
	try {
		return await db.transaction().execute((trx) => bookIn(trx, ports, atOnce, null));
	} catch (error) {
		const fault = faultOf(error);
		if (fault === null) throw error;
		return bookOne(db, ports);
	}
}

async function bookOne(db: Db, ports: Ports): Promise<number> {
	try {
		return await db.transaction().execute((trx) => bookIn(trx, ports, 1, null));
	} catch (error) {
		const fault = faultOf(error);
		if (fault === null) throw error;
		return db.transaction().execute((trx) => bookIn(trx, ports, 1, fault));
	}
}

async function bookIn(trx: Trx, ports: Ports, limit: number, fault: string | null) {
	const ids = await takeClaimed(trx, limit);
	if (ids.length === 0) return 0;
	const rows = await listSalesWithText(trx, ids);
	const sales = rows.flatMap((row) => toBooked(row) ?? []).map((sale) => ({ ...sale, isLate: true }));
	if (fault === null) await rewardBooked(trx, ports, sales);
	else for (const sale of sales) await noteUnrewarded(trx, ports, sale, fault);
	await removeClaimed(trx, ids);
	return ids.length;
}

/** What the data itself is refused for (classes 22 and 23); anything else passes and may be tried again. */
function faultOf(error: unknown): string | null {
	const { code } = error as { code?: string };
	return code && /^2[23]/.test(code) ? code : null;
}

export function startClaims(db: Db, ports: Ports, onError: (error: unknown) => void): { stop: () => void } {
	let isBusy = false;
	const round = async () => {
		if (isBusy) return;
		isBusy = true;
		await bookClaimed(db, ports).catch(onError);
		isBusy = false;
	};
	const timer = setInterval(() => void round(), everyMs).unref();
	return { stop: () => clearInterval(timer) };
}
