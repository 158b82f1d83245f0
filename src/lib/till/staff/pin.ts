/** Checking a staff PIN without the network (DESIGN.md §12). */
import type { StaffRecord } from '$lib/contract/sync/pull';
import { trustHours } from '$lib/contract/sync/trust-hours';
import { fromBase64url, toBase64url, utf8 } from '$lib/domain/bytes';
import type { DeskStore } from '../db/desk-store';
import { hmacWith } from '../device/secrets';
import type { JournalStore } from '../journal/store';
import type { Ports } from '../ports';
import { delayAfter } from './delay';
import type { PinWaits } from './pin-waits';

export const pinRounds = 600_000;

export type PinContext = { ports: Ports; store: JournalStore; desk: DeskStore; waits: PinWaits; rounds?: number };

export type PinAnswer =
	| { ok: true }
	| { ok: false; code: 'wrong'; waitMs: number }
	/** Too many misses: not before this many milliseconds. */
	| { ok: false; code: 'wait'; waitMs: number }
	/** The till was without contact for more than 72 hours: its list of people may be outdated. */
	| { ok: false; code: 'expired'; waitMs: 0 }
	| { ok: false; code: 'failed'; waitMs: 0; reason: string };

/** Whether the PIN is this person's. Misses are counted per person and survive a restart. */
export async function checkPin(context: PinContext, staff: StaffRecord, pin: string): Promise<PinAnswer> {
	const { ports, store, desk, waits } = context;
	const now = ports.clock.now();
	const { device, sync } = await store.standing();
	if (!device) return { ok: false, code: 'failed', waitMs: 0, reason: 'not_enrolled' };
	const nowMs = now + sync.clockOffsetMs;
	if (!isTrusted(sync.lastPullAt, nowMs)) return { ok: false, code: 'expired', waitMs: 0 };
	const salt = fromBase64url(staff.pinSalt);
	if (!salt) return { ok: false, code: 'failed', waitMs: 0, reason: 'salt_unreadable' };
	// Counted before the check: pulling the plug while it runs must not give tries for free.
	let leftMs = 0;
	const counted = await desk.countTry(staff.id, (former) => {
		leftMs = former ? waits.leftMs(former, nowMs) : 0;
		const misses = (former?.misses ?? 0) + 1;
		return leftMs > 0 ? null : { staffId: staff.id, misses, delayMs: delayAfter(misses), atMs: nowMs };
	});
	if (!counted) return { ok: false, code: 'wait', waitMs: leftMs };
	const derived = await derivePin(ports.subtle, pin, salt, context.rounds ?? pinRounds);
	const verifier = await hmacWith(ports.subtle, device, 'tillSecretSealed', derived);
	if (toBase64url(verifier) !== staff.pinVerifier) {
		return { ok: false, code: 'wrong', waitMs: waits.leftMs(counted, nowMs) };
	}
	await desk.clearTries(staff.id);
	waits.forget(staff.id);
	return { ok: true };
}

/** How long this person has to wait before the next try; 0: not at all. */
export async function waitBeforePin({ ports, store, desk, waits }: PinContext, staffId: string): Promise<number> {
	const [tries, { clockOffsetMs }] = [await desk.tries(staffId), await store.sync()];
	return tries ? waits.leftMs(tries, ports.clock.now() + clockOffsetMs) : 0;
}

function isTrusted(lastPullAt: string | null, serverNowMs: number): boolean {
	return lastPullAt !== null && serverNowMs - Date.parse(lastPullAt) <= trustHours * 3_600_000;
}

export async function derivePin(
	subtle: SubtleCrypto,
	pin: string,
	salt: Uint8Array<ArrayBuffer>,
	iterations: number
): Promise<Uint8Array<ArrayBuffer>> {
	const key = await subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveBits']);
	const bits = await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256);
	return new Uint8Array(bits);
}
