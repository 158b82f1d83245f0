import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../bytes';
import { sealEvent, verifyChain } from './chain';
import type { SealedEvent, Sha256, Sign, Verify } from './event';
import { hashPrivate } from './private';

const es256 = { name: 'ECDSA', hash: 'SHA-256' } as const;
const own = (bytes: Uint8Array) => new Uint8Array(bytes);
const sha256: Sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', own(bytes)));
const genesis = 'G'.repeat(42) + 'A';

let sign: Sign;
let verify: Verify;
let verified = 0;

async function chainOf(count: number): Promise<SealedEvent[]> {
	const events: SealedEvent[] = [];
	for (let seq = 1; seq <= count; seq++) {
		const fields = {
			id: `e${String(seq)}`,
			tillId: 't',
			epoch: 1,
			seq,
			type: 'drawer.opened',
			v: 1,
			at: '2026-11-20T13:35:00.000Z',
			clockOffsetMs: 0,
			staffId: null,
			body: { reason: 'no_sale' },
			prev: events.at(-1)?.hash ?? genesis
		};
		events.push(await sealEvent(fields, sha256, sign));
	}
	return events;
}

const check = (events: readonly SealedEvent[]) => verifyChain(events, genesis, sha256, verify);

/** The text with its hash made fitting again, as a forger without the key would. */
async function forged(event: SealedEvent, text: string): Promise<SealedEvent> {
	const hash = Buffer.from(await sha256(utf8(text))).toString('base64url');
	return { ...event, text, hash };
}

beforeAll(async () => {
	const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
	sign = async (bytes) => new Uint8Array(await crypto.subtle.sign(es256, keys.privateKey, own(bytes)));
	verify = (bytes, signature) => {
		verified += 1;
		return crypto.subtle.verify(es256, keys.publicKey, own(signature), own(bytes));
	};
});

describe('verifyChain', () => {
	it('accepts what sealEvent made and checks one signature for all', async () => {
		const events = await chainOf(8);
		verified = 0;
		expect(await check(events)).toEqual({ ok: true });
		expect(verified).toBe(1);
		expect(await check([])).toEqual({ ok: true });
	});

	it('goes on behind events that are already known', async () => {
		const events = await chainOf(5);
		const known = events[1]?.hash ?? '';
		expect(await verifyChain(events.slice(2), known, sha256, verify, { firstSeq: 3 })).toEqual({ ok: true });
		expect(await check(events.slice(2))).toEqual({ ok: false, seq: 1, code: 'seq_wrong' });
	});

	it('notices any flipped bit in a text, a hash, or the last signature', async () => {
		const events = await chainOf(4);
		const place = fc.record({ index: fc.nat(3), part: fc.constantFrom('text', 'hash', 'sig'), at: fc.nat() });
		await fc.assert(
			fc.asyncProperty(place, fc.integer({ min: 0, max: 6 }), async ({ index, part, at }, bit) => {
				const target = part === 'sig' ? 3 : index;
				const changed = events.map((event, place) => (place === target ? flip(event, part, at, bit) : event));
				expect((await check(changed)).ok).toBe(false);
			})
		);
	});

	it('names the event that was swapped, dropped, doubled or put in', async () => {
		const [a, b, c, d] = await chainOf(4);
		if (!a || !b || !c || !d) throw new Error('four events were made');
		expect(await check([a, c, b, d])).toEqual({ ok: false, seq: 2, code: 'seq_wrong' });
		expect(await check([a, c, d])).toEqual({ ok: false, seq: 2, code: 'seq_wrong' });
		expect(await check([a, b, b, c])).toEqual({ ok: false, seq: 3, code: 'seq_wrong' });
		expect(await check([b, c, d])).toEqual({ ok: false, seq: 1, code: 'seq_wrong' });
	});

	it('names a forgery with a fitting hash by the broken link behind it, or by its signature at the end', async () => {
		const [a, b, c] = await chainOf(3);
		if (!a || !b || !c) throw new Error('three events were made');
		const changed = (event: SealedEvent) => forged(event, event.text.replace('no_sale', 'sale'));
		expect(await check([a, await changed(b), c])).toEqual({ ok: false, seq: 3, code: 'prev_wrong' });
		expect(await check([a, b, await changed(c)])).toEqual({ ok: false, seq: 3, code: 'signature_wrong' });
	});

	it('names a text that is no event, another epoch and another till', async () => {
		const [a, b] = await chainOf(2);
		if (!a || !b) throw new Error('two events were made');
		expect(await check([await forged(a, 'null')])).toMatchObject({ code: 'text_unreadable' });
		expect(await check([await forged(a, '{')])).toMatchObject({ code: 'text_unreadable' });
		const epoch = await forged(b, b.text.replace('"epoch":1', '"epoch":2'));
		expect(await check([a, epoch])).toMatchObject({ seq: 2, code: 'epoch_changed' });
		const till = await forged(b, b.text.replace('"tillId":"t"', '"tillId":"u"'));
		expect(await check([a, till])).toMatchObject({ seq: 2, code: 'till_changed' });
	});

	it('refuses a text that only looks like another by its bytes', async () => {
		const [event] = await chainOf(1);
		if (!event) throw new Error('one event was made');
		const written = await forged(event, event.text.replace('no_sale', '\ufffd'));
		expect(await check([{ ...written, text: written.text.replace('\ufffd', '\ud800') }])).toMatchObject({
			code: 'hash_wrong'
		});
	});

	it('refuses a chain that starts behind another hash', async () => {
		const events = await chainOf(2);
		expect(await verifyChain(events, events[0]?.hash ?? '', sha256, verify)).toMatchObject({ code: 'prev_wrong' });
	});
});

describe('hashPrivate', () => {
	it('hashes the salt and then the text', async () => {
		const salt = new Uint8Array(16).fill(7);
		expect(await hashPrivate(salt, 'Zoë', sha256)).toEqual(await sha256(Uint8Array.of(...salt, ...utf8('Zoë'))));
	});

	it('needs sixteen bytes of salt', () => {
		expect(() => hashPrivate(new Uint8Array(15), 'x', sha256)).toThrow(RangeError);
	});
});

function flip(event: SealedEvent, part: string, at: number, bit: number): SealedEvent {
	const value = part === 'text' ? event.text : part === 'hash' ? event.hash : event.sig;
	const place = at % value.length;
	const letter = String.fromCharCode(value.charCodeAt(place) ^ (1 << bit));
	return { ...event, [part]: value.slice(0, place) + letter + value.slice(place + 1) };
}
