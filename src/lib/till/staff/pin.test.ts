import { describe, expect, it } from 'vitest';
import { toBase64url } from '$lib/domain/bytes';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { DeskStore } from '../db/desk-store';
import { hmacWith } from '../device/secrets';
import { delayAfter } from './delay';
import { checkPin, derivePin, waitBeforePin } from './pin';
import { PinWaits } from './pin-waits';

async function rig() {
	let nowMs = Date.now();
	const clock = { now: () => nowMs, after: () => () => undefined };
	const made = await enrolledRig({ clock });
	const salt = made.ports.random.bytes(16);
	const derived = await derivePin(crypto.subtle, '4711', salt, 10);
	const pinVerifier = toBase64url(await hmacWith(crypto.subtle, made.device, 'tillSecretSealed', derived));
	const ada = { id: 'ada', name: 'Ada', role: 'cashier' as const, pinSalt: toBase64url(salt), pinVerifier, rights: [] };
	await made.store.updateSync({ lastPullAt: new Date(nowMs).toISOString(), clockOffsetMs: 0 });
	let elapsedMs = 0;
	const context = (waits: PinWaits) => ({
		...{ ports: made.ports, store: made.store, desk: new DeskStore(made.db), waits, rounds: 10 }
	});
	const newPage = () => {
		const waits = new PinWaits(() => elapsedMs);
		return (pin: string) => checkPin(context(waits), ada, pin);
	};
	return {
		newPage,
		try: newPage(),
		/** As a page that has just begun says it. */
		wait: () => waitBeforePin(context(new PinWaits(() => elapsedMs)), ada.id),
		setClock: (ms: number) => (nowMs += ms),
		later: (ms: number) => ((nowMs += ms), (elapsedMs += ms))
	};
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

	it('does not mind what time the tablet is set to', async () => {
		const pin = await rig();
		for (let miss = 0; miss < 5; miss++) await pin.try('0000');
		pin.setClock(3_600_000);
		expect(await pin.try('4711')).toEqual({ ok: false, code: 'wait', waitMs: 30_000 });
		pin.setClock(-24 * 3_600_000);
		pin.later(29_000);
		expect(await pin.try('4711')).toEqual({ ok: false, code: 'wait', waitMs: 1_000 });
	});

	it('goes on with the delay when the page is loaded again, and keeps the misses', async () => {
		const pin = await rig();
		for (let miss = 0; miss < 5; miss++) await pin.try('0000');
		pin.later(29_000);
		const reloaded = pin.newPage();
		expect(await reloaded('4711')).toEqual({ ok: false, code: 'wait', waitMs: 1_000 });
		pin.later(1_000);
		expect(await reloaded('0000')).toEqual({ ok: false, code: 'wrong', waitMs: 60_000 });
		expect(await pin.try('4711')).toMatchObject({ code: 'wait' });
	});

	it('lets the right one in long after the misses, and says before how long it is', async () => {
		const pin = await rig();
		for (let miss = 0; miss < 5; miss++) await pin.try('0000');
		expect(await pin.wait()).toBe(30_000);
		pin.later(3_600_000);
		expect(await pin.wait()).toBe(0);
		expect(await pin.newPage()('4711')).toEqual({ ok: true });
		expect(await pin.wait()).toBe(0);
	});

	it('is not made longer by a clock that was set back', async () => {
		const pin = await rig();
		for (let miss = 0; miss < 5; miss++) await pin.try('0000');
		pin.setClock(-3_600_000);
		expect(await pin.newPage()('4711')).toEqual({ ok: false, code: 'wait', waitMs: 30_000 });
	});

	it('counts every try of tabs that ask at the same moment', async () => {
		const pin = await rig();
		const tabs = Array.from({ length: 12 }, () => pin.newPage());
		const codes = (await Promise.all(tabs.map((ask) => ask('0000')))).map((answer) => (answer.ok ? 'ok' : answer.code));
		expect(codes.filter((code) => code === 'wrong')).toHaveLength(5);
		expect(codes.filter((code) => code === 'wait')).toHaveLength(7);
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
