/**
 * `POST /api/sync/push`: a till's events in order of `seq`. Requests are strict. Answers are read without minding unknown
 * keys, because a till with an older app must be able to hand its sales to a newer server.
 */
import * as z from 'zod/mini';
import { pushLimits, sealedEvent } from './event';
import { epoch, hash, id, instant, seq, text } from './values';

/** What the till says of itself with every call, for the manager's list of tills. */
export const tillReport = z.strictObject({
	appVersion: text(40),
	pending: z.int().check(z.gte(0)),
	oldestPendingAt: z.nullable(instant),
	clockOffsetMs: z.int(),
	staffId: z.nullable(id),
	storageKept: z.boolean()
});

export const pushRequest = z.strictObject({
	epoch,
	events: z.array(sealedEvent).check(z.maxLength(pushLimits.events)),
	report: tillReport,
	/**
	 * What nobody has any more and no new epoch will name: the end of a former epoch, or of a device that ended. The server
	 * opens a case for it, once.
	 */
	lost: z.optional(z.array(z.strictObject({ epoch, fromSeq: seq, toSeq: seq })).check(z.maxLength(20)))
});

/** Per event. `quarantined`: genuine but unreadable, kept as evidence; the queue moves on. */
export const pushResult = z.enum(['applied', 'applied_with_case', 'duplicate', 'quarantined']);

/** What the till must do next, for the whole batch. */
export const pushOrder = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('none') }),
	z.object({ kind: z.literal('resend_from'), seq }),
	z.object({ kind: z.literal('new_epoch'), reason: z.enum(['fork', 'lost_events', 'restored']) })
]);

/** The state of the server a till compares itself with; part of every push and pull answer. */
export const watermark = z.object({
	generation: z.int().check(z.gte(1)),
	/** Newest event of the till's current epoch the server holds; seq 0 and the epoch's hash when none. */
	head: z.object({ epoch: z.int(), seq: z.int(), hash }),
	/** The same for the newest epochs of this device, one or many: a till may rightly still write in a former one. */
	epochs: z.optional(z.array(z.object({ epoch: z.int(), seq: z.int(), hash }))),
	/** Up to where that epoch (and former ones of this till) is in a backup; `null` when no backup was ever made. */
	backup: z.nullable(
		z.object({
			epoch: z.int(),
			seq: z.int(),
			at: instant,
			former: z.optional(z.array(z.object({ epoch: z.int(), seq: z.int() })))
		})
	),
	serverTime: instant,
	deviceState: z.enum(['active', 'retired', 'stolen'])
});

export const pushAnswer = z.object({
	answers: z.array(z.object({ seq, result: pushResult, caseId: z.optional(id) })),
	order: pushOrder,
	watermark
});

/**
 * `POST /api/sync/recover`: the journal of a device whose key is gone. No session: the signatures of the events, made with
 * the key the server knows for this device, are what it trusts. Gaps are allowed, because nobody can fill them any more.
 */
export const recoverRequest = z.strictObject({
	/** Null when the browser has lost even that: then the till named in the events says whose keys to try. */
	deviceId: z.nullable(id),
	epoch,
	events: z.array(sealedEvent).check(z.minLength(1), z.maxLength(pushLimits.events)),
	/** Only asks: nothing is booked, no `answers` come, and `standing` says whether the server holds these events. */
	probe: z.optional(z.literal(true))
});

export const recoverAnswer = z.object({
	answers: pushAnswer.shape.answers,
	/** What decides how long the browser keeps what it handed over. Absent from servers that do not say it yet. */
	standing: z.optional(
		z.object({
			generation: watermark.shape.generation,
			serverTime: instant,
			/** When the newest backup began; what was handed over before is in it. `null`: no backup was ever made. */
			backupBegunAt: z.nullable(instant),
			/** Whether the server holds every event of this call. */
			holds: z.boolean()
		})
	)
});

export type RecoverRequest = z.output<typeof recoverRequest>;
export type Standing = NonNullable<z.output<typeof recoverAnswer>['standing']>;
export type RecoverAnswer = z.output<typeof recoverAnswer>;
export type LostRange = NonNullable<z.output<typeof pushRequest>['lost']>[number];
export type TillReport = z.output<typeof tillReport>;
export type PushRequest = z.output<typeof pushRequest>;
export type PushResult = z.output<typeof pushResult>;
export type PushOrder = z.output<typeof pushOrder>;
export type Watermark = z.output<typeof watermark>;
export type PushAnswer = z.output<typeof pushAnswer>;
