import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventText } from '../../src/lib/domain/journal/event';
import { sell, shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	await till.push();
});
afterAll(() => shop.close());

const results = (answer: { answers: { result: string }[] }) => answer.answers.map(({ result }) => result);

/** The journal from a number on. */
const from = (seq: number) => till.journal.filter((event) => event.seq >= seq);
const next = () => (till.journal.at(-1)?.seq ?? 0) + 1;

describe('signatures', () => {
	it('a forged last event stores nothing of it', async () => {
		const other = await TestShop.open();
		const stranger = await other.till();
		const events = await shop.count('journal_events');
		const forged = await stranger.sealText(
			eventText({
				...JSON.parse((await till.seal({ type: 'staff.locked', body: { reason: 'tap' } }, next(), till.headHash)).text)
			}),
			next()
		);
		const response = await till.send([forged]);
		expect(response.status).toBe(422);
		expect(await response.json()).toMatchObject({ code: 'signature_wrong' });
		expect(await shop.count('journal_events')).toBe(events);
		await other.close();
	});

	it('one good signature at the end covers events whose own were lost', async () => {
		const first = next();
		for (let n = 0; n < 3; n++) await sell(till);
		const events = from(first).map((event, index) => (index < 2 ? { ...event, sig: 'A'.repeat(86) } : event));
		expect(results(await till.push(events))).toEqual(['applied', 'applied', 'applied']);
	});

	it('a bad signature at the end lets those before in by their own', async () => {
		const first = next();
		for (let n = 0; n < 3; n++) await sell(till);
		const events = from(first).map((event, index) => (index === 2 ? { ...event, sig: 'A'.repeat(86) } : event));
		expect(results(await till.push(events))).toEqual(['applied', 'applied']);
		expect(results(await till.push(from(first)))).toEqual(['duplicate', 'duplicate', 'applied']);
	});

	it('a signed event cannot be moved to another place', async () => {
		const event = await sell(till);
		const moved = await till.send([{ ...event, seq: event.seq + 1 }]);
		expect(moved.status).toBe(400);
		const otherEpoch = await till.send([event], 7);
		expect(otherEpoch.status).toBe(400);
		await till.push([event]);
	});

	it('of another till are refused', async () => {
		const other = await shop.till(shopIds.tillB);
		const response = await till.send(other.journal);
		expect(response.status).toBe(422);
		await other.push();
		expect(await shop.count('journal_events', `till_id = '${shopIds.tillB}'`)).toBe(1);
	});
});
