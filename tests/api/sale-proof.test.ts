import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSale } from '../../src/lib/server/sales/detail';
import { selectEvent, selectFormerHash } from '../../src/lib/server/sales/queries';
import { proveEvent } from '../../src/lib/server/sales/verify';
import { sell, shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;

beforeAll(async () => {
	shop = await TestShop.open();
	const till = await shop.till();
	await sell(till);
	await sell(till);
	await till.push();
});
afterAll(() => shop.close());

async function second() {
	const key = { tillId: shopIds.tillA, epoch: 1, seq: 3, branch: 0 };
	const event = await selectEvent(shop.db, key);
	if (!event) throw new Error('no event');
	return { event, former: await selectFormerHash(shop.db, key) };
}

const whole = { textUnchanged: true, chained: true, signed: true };

describe('the proof of a sale', () => {
	it('holds for what a till sent', async () => {
		const { event, former } = await second();
		expect(await proveEvent(event, former)).toEqual(whole);
		const [sale] = await shop.rows<{ id: string }>('SELECT id FROM sales ORDER BY seq DESC LIMIT 1');
		expect((await readSale(shop.db, sale?.id ?? ''))?.proof).toEqual(whole);
	});

	it('breaks when a single amount of the text is changed', async () => {
		const { event, former } = await second();
		const text = event.text.replace('"dueMinor":1260', '"dueMinor":1160');
		expect(text).not.toBe(event.text);
		expect(await proveEvent({ ...event, text }, former)).toEqual({
			textUnchanged: false,
			chained: true,
			signed: false
		});
	});

	it('breaks when text and hash are changed together, because only the tablet can sign', async () => {
		const { event, former } = await second();
		const text = event.text.replace('"dueMinor":1260', '"dueMinor":1160');
		const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
		const hash = Buffer.from(digest).toString('base64url');
		expect(await proveEvent({ ...event, text, hash }, former)).toEqual({ ...whole, signed: false });
	});

	it('breaks with the signature or the key of another, and with a text that is no event', async () => {
		const { event, former } = await second();
		const sig = `${event.sig.startsWith('A') ? 'B' : 'A'}${event.sig.slice(1)}`;
		expect(await proveEvent({ ...event, sig }, former)).toEqual({ ...whole, signed: false });
		expect(await proveEvent({ ...event, sig: 'short' }, former)).toEqual({ ...whole, signed: false });
		const other = await (await shop.till(shopIds.tillB)).push();
		expect(other.answers).toHaveLength(1);
		const [device] = await shop.rows<{ key: Buffer }>(
			`SELECT public_key AS key FROM devices WHERE till_id = '${shopIds.tillB}'`
		);
		const publicKey = device?.key ?? Buffer.alloc(0);
		expect(await proveEvent({ ...event, publicKey }, former)).toEqual({ ...whole, signed: false });
		const broken = await proveEvent({ ...event, text: 'not an event' }, former);
		expect(broken).toEqual({ textUnchanged: false, chained: false, signed: false });
	});

	it('breaks when an entry before it is gone', async () => {
		const { event } = await second();
		expect(await proveEvent(event, [])).toEqual({ ...whole, chained: false });
		expect(await proveEvent(event, ['A'.repeat(43)])).toEqual({ ...whole, chained: false });
	});
});
