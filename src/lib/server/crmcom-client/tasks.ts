/** What the other side must still hear, one sale at a time, until it has heard it. */
import { log } from '../http/log';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import type { ClientFault, CrmcomClient } from './client';
import { caseId } from './case-id';
import { withSale } from './lease';
import { note } from './note';
import { unknownMember } from './participants';
import { cancelPurchase, type Desk } from './purchase';
import * as purchaseRows from './queries.purchases';
import { closeCase, endTask, findSold, isBooked, putOff, takeTasks, tryMember, tryRefused } from './queries.tasks';
import { remoteOf, taskTimeoutMs } from './remote';
import { readWanted, settle, type Settled } from './settle';

export const mostTries = 8;
const firstPauseMs = 5_000;
const longestPauseMs = 3_600_000;
const leaseMs = 300_000;
const refusedMs = 24 * 3600_000;
const batch = 10;

export function pauseAfter(tries: number): number {
	return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 20));
}

export function workDesk(db: Db, ports: Ports, client: CrmcomClient): Desk {
	return { db, ports, remote: remoteOf(client, taskTimeoutMs) };
}

/** Cases that are over once the other side has heard of the sale. */
const settledByItself = ['remote_unreachable', 'remote_refused', 'remote_member_unknown'];

type Task = Awaited<ReturnType<typeof takeTasks>>[number];

/** Does what is due; how many tasks it took. */
export async function runTasks(desk: Desk): Promise<number> {
	const { db, ports } = desk;
	const now = ports.now();
	const tasks = await takeTasks(db, new Date(now), new Date(now + leaseMs), batch);
	for (const task of tasks) await runTask(desk, task);
	return tasks.length;
}

async function runTask(desk: Desk, task: Task): Promise<void> {
	const { db, ports } = desk;
	const settled = await withSale(db, ports, task.about, () => settleBooked(desk, task.about));
	const sold = await findSold(db, task.saleId);
	const about = { saleId: task.saleId, receiptNumber: sold?.receiptNumber ?? '', memberId: sold?.memberId ?? null };
	if (settled.ok) return noteDone(desk, about);
	if (!settled.again) return noteRefused(desk, about, settled);
	// While it rests nobody was asked, so nothing was tried.
	const tries = task.tries + (settled.kind === 'resting' ? 0 : 1);
	const openCase =
		task.caseId ?? (tries >= mostTries ? await note(desk, about, 'remote_unreachable', { tries }) : null);
	await putOff(db, task.saleId, {
		tries,
		at: new Date(ports.now() + pauseAfter(tries)),
		fault: settled.text,
		caseId: openCase
	});
}

type About = { saleId: string; receiptNumber: string; memberId: string | null };

async function noteDone({ db, ports }: Desk, { saleId, memberId }: About): Promise<void> {
	const now = new Date(ports.now());
	await endTask(db, saleId, 'done', now, null);
	for (const kind of settledByItself) await closeCase(db, caseId(kind, saleId), now);
	if (memberId !== null) await tryMember(db, memberId, now);
}

/** Who joined here is not known there before somebody enters their card; that is no fault of the sale. */
async function noteRefused(desk: Desk, about: About, { code, text }: ClientFault): Promise<void> {
	const { saleId, memberId } = about;
	if (code === unknownMember.code) await note(desk, about, 'remote_member_unknown', { memberId });
	else await note(desk, about, 'remote_refused', { reason: code ?? 'unknown', text });
	await endTask(desk.db, saleId, 'refused', new Date(desk.ports.now()), text);
}

async function settleBooked(desk: Desk, saleId: string): Promise<Settled> {
	const wanted = await readWanted(desk, saleId);
	return wanted ? settle(desk, wanted) : { ok: true, standing: null, grantedMinor: 0 };
}

/**
 * Purchases whose sale did not come in time are cancelled there; one that comes later is booked anew. What was refused is
 * asked again once a day: it may have been put right there without anybody's saying so here.
 */
export async function sweep(desk: Desk): Promise<number> {
	const { db, ports } = desk;
	const left = await purchaseRows.selectLeft(db, new Date(ports.now()), batch);
	for (const { saleId } of left) {
		await withSale(db, ports, saleId, async () => {
			const row = await purchaseRows.findPurchase(db, saleId);
			if (row && !(await isBooked(db, saleId))) await cancelPurchase(desk, row);
		});
	}
	await tryRefused(db, new Date(ports.now()), new Date(ports.now() - refusedMs), batch);
	return left.length;
}

const everyMs = 1_000;
const sweepEveryMs = 30_000;

/** One worker a process; several processes share the work by leases. */
export function startTasks(desk: Desk): { stop: () => void } {
	let isRunning = false;
	let sweptMs = 0;
	const round = async () => {
		if (isRunning) return;
		isRunning = true;
		try {
			while ((await runTasks(desk)) === batch);
			if (desk.ports.now() - sweptMs >= sweepEveryMs) {
				sweptMs = desk.ports.now();
				await sweep(desk);
			}
		} catch (error) {
			log().warn({ task: 'remote rewards', error: String(error) }, 'background task failed');
		} finally {
			isRunning = false;
		}
	};
	const timer = setInterval(() => void round(), everyMs).unref();
	return { stop: () => clearInterval(timer) };
}
