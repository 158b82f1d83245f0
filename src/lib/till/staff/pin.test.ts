import { describe, expect, it } from 'vitest';
import { toBase64url } from '$lib/domain/bytes';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { DeskStore } from '../db/desk-store';
import { hmacWith } from '../device/secrets';
import { checkPin, delayAfter, derivePin } from './pin';

async function rig() {
	let nowMs = Date.now();
	const clock = { now: () => nowMs, after: () => () => undefined };
	const made = await enrolledRig({ clock });
	const salt = made.ports.random.bytes(16);
	const derived = await derivePin(crypto.subtle, '4711', salt, 10);
	const pinVerifier = toBase64url(await hmacWith(crypto.subtle, made.device, 'tillSecretSealed', derived));
	const ada = { id: 'ada', name: 'Ada', role: 'cashier' as const, pinSalt: toBase64url(salt), pinVerifier, rights: [] };
	await made.store.updateSync({ lastPullAt: new Date(nowMs).toISOString(), clockOffsetMs: 0 });
	const context = { ports: made.ports, store: made.store, desk: new DeskStore(made.db), rounds: 10 };
	return { try: (pin: string) => checkPin(context, ada, pin), later: (ms: number) => (nowMs += ms) };
}

describe('a PIN without the network', () => {
	it('lets the right one in and another not', async () => {
		const pin = await rig();
		expect(await pin.try('4711')).toEqual({ ok: true });
		expect(await pin.try('4712')).toEqual({ ok: false, code: 'wrong', waitMs: 0 });
	});

	it('makes the right one wait after five misses', async () => {
		const pin = await rig();
		for (let miss = 0; miss < 5; miss++) await pin.try('0000');
		expect(await pin.try('4711')).toEqual({ ok: false, code: 'wait', waitMs: 30_000 });
		pin.later(30_001);
		expect(await pin.try('4711')).toEqual({ ok: true });
	});

	it('doubles the wait up to an hour', () => {
		expect([4, 5, 6, 7, 30].map(delayAfter)).toEqual([0, 30_000, 60_000, 120_000, 3_600_000]);
	});

	it('ends 72 hours after the last pull', async () => {
		const pin = await rig();
		pin.later(72 * 3_600_000 + 1);
		expect(await pin.try('4711')).toMatchObject({ ok: false, code: 'expired' });
	});
});
