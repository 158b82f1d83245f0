/** Sends the journal to the server, in order, until it has everything. Safe to run again at any point. */
import { pushAnswer, type PushAnswer, type TillReport } from '$lib/contract/sync/push';
import type { CaseRow, EventRow, ProgressRow } from '../journal/rows';
import { fitBatch, toWire } from './batch';
import { call, type Failure } from './call';
import { countPending } from './pending';
import { withSession, type SyncContext } from './session';
import { progressOf } from './progress';
import { noteWatermark } from './watermark';

export type PushOutcome =
	| { ok: true; sent: number }
	/** The server answered, but does not move on: nothing is lost, a later try may help. */
	| { ok: false; kind: 'stuck' }
	| Failure;

/** More rounds than 90 days of a busy till need: a bound against a server that always asks for more. */
const roundsAtMost = 5_000;

export async function push(context: SyncContext): Promise<PushOutcome> {
	let sent = 0;
	const blocked = new Set<number>();
	for (let round = 0; round < roundsAtMost; round++) {
		const next = await nextBatch(context, blocked);
		if (next === null && round > 0) return blocked.size > 0 ? { ok: false, kind: 'stuck' } : { ok: true, sent };
		const outcome = await pushBatch(context, next?.progress ?? null, next?.rows ?? []);
		if (!outcome.ok) return outcome;
		// Without anything to send, the report alone went; its answer may say that the server was restored.
		if (next === null) continue;
		if (!outcome.moved) blocked.add(next.progress.epoch);
		sent += next.rows.length;
	}
	return { ok: false, kind: 'stuck' };
}

type Batch = { progress: ProgressRow; rows: EventRow[] };

/** The oldest events the server does not have, of an epoch that is not blocked. */
async function nextBatch({ store }: SyncContext, blocked: ReadonlySet<number>): Promise<Batch | null> {
	const progress = await store.progress();
	for (const head of await store.heads()) {
		const row = progressOf(progress, head.epoch);
		if (blocked.has(head.epoch) || row.ackedSeq >= head.seq) continue;
		const rows = fitBatch(await store.events(head.epoch, row.ackedSeq + 1, 200));
		if (rows.length > 0) return { progress: row, rows };
	}
	return null;
}

type Pushed = { ok: true; moved: boolean };

async function pushBatch(
	context: SyncContext,
	progress: ProgressRow | null,
	rows: EventRow[]
): Promise<Pushed | Failure> {
	const { ports, store } = context;
	const epoch = progress?.epoch ?? (await store.head())?.epoch;
	if (epoch === undefined) return { ok: true, moved: false };
	const report = await tillReport(context);
	let askedAtMs = ports.clock.now();
	const answer = await withSession(context, (token) => {
		askedAtMs = ports.clock.now();
		const body = { epoch, events: rows.map(toWire), report };
		return call(ports, { method: 'POST', path: '/api/sync/push', answer: pushAnswer, body, token });
	});
	if (!answer.ok) return answer;
	if (progress) await settle(context, progress, rows, answer.value);
	await noteWatermark(context, answer.value.watermark, askedAtMs);
	// A server that acknowledges and then says its head is where it was (it holds a stolen device's push) moves nothing.
	const after = progress && progressOf(await store.progress(), progress.epoch);
	return { ok: true, moved: after?.ackedSeq !== progress?.ackedSeq };
}

/** Writes down what the server answered. */
async function settle(
	{ ports, store }: SyncContext,
	before: ProgressRow,
	rows: readonly EventRow[],
	{ answers, order }: PushAnswer
): Promise<void> {
	const answered = new Map(answers.map((answer) => [answer.seq, answer]));
	let ackedSeq = before.ackedSeq;
	const cases: CaseRow[] = [];
	const at = new Date(ports.clock.now()).toISOString();
	for (const { epoch, seq } of rows) {
		const answer = answered.get(seq);
		if (!answer) break;
		ackedSeq = seq;
		if (answer.result === 'applied' || answer.result === 'duplicate') continue;
		cases.push({ epoch, seq, result: answer.result, caseId: answer.caseId ?? null, at });
	}
	if (order.kind === 'resend_from') {
		// What is missing lies right before these events, and not here: what came before it was answered already.
		const isBehindHole = (rows[0]?.seq ?? 0) > before.ackedSeq + 1;
		const [first] = isBehindHole ? [] : await store.events(before.epoch, order.seq, 1);
		if (first?.seq === order.seq) ackedSeq = order.seq - 1;
		else await orderEpoch(store, before.epoch, 'lost_events');
	}
	if (order.kind === 'new_epoch') await orderEpoch(store, before.epoch, order.reason);
	const confirmedSeq = Math.max(before.confirmedSeq, ackedSeq);
	const forked = before.forked || (order.kind === 'new_epoch' && order.reason === 'fork');
	await store.saveProgress({ ...before, ackedSeq, confirmedSeq, ...(forked && { forked }) }, cases);
}

/** Only a page can open an epoch, because that writes into the journal. An order about a former epoch is carried out already. */
async function orderEpoch(
	store: SyncContext['store'],
	epoch: number,
	reason: 'fork' | 'lost_events' | 'restored'
): Promise<void> {
	const head = await store.head();
	if (head?.epoch === epoch) await store.updateSync({ order: reason });
}

export async function tillReport(context: SyncContext): Promise<TillReport> {
	const { store } = context;
	const [sync, oldest] = [await store.sync(), await nextBatch(context, new Set())];
	return {
		appVersion: sync.appVersion,
		pending: await countPending(context),
		oldestPendingAt: oldest?.rows[0]?.at ?? null,
		clockOffsetMs: sync.clockOffsetMs,
		staffId: sync.staffId,
		storageKept: sync.storageKept
	};
}
