/** The line to the CRM.COM elsewhere fails at every place; nothing is booked twice and nothing is lost. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRemoteStatus, tryEverythingNow } from '../../src/lib/server/crmcom-client/status';
import { mostTries } from '../../src/lib/server/crmcom-client/tasks';
import { newSale, RemoteCustomer, value } from '../support/remote-customer';
import { basketOf, elenisCard, RemoteRewards } from '../support/remote-rewards';
import { shopIds } from '../support/test-shop';

const create = 'customer_events/purchases/create';
const spending = 'customer_events/spend_requests/create';

let two: RemoteRewards;
let eleni: RemoteCustomer;
beforeAll(async () => {
	two = await RemoteRewards.open();
});
afterAll(() => two.close());
beforeEach(async () => {
	eleni = await RemoteCustomer.comesIn(two);
});

describe('a line that fails', () => {
	it('an answer lost after the purchase was made: asked again under its reference, booked once', async () => {
		const saleId = newSale();
		const before = await two.posted();
		two.fail(create, 'after');
		expect(await two.backend.open(saleId, basketOf(eleni.memberId), two.place)).toMatchObject({
			code: 'rewards_unavailable',
			retry: true
		});
		expect(await two.posted()).toBe(before + 1);
		await eleni.buy(saleId);
		await two.tasks();
		expect(await two.posted()).toBe(before + 1);
		expect(await two.balance()).toBe(538);
	});

	it.each(['before', 'after', '500'] as const)('a spend whose call fails (%s) is granted once', async (fault) => {
		const saleId = newSale();
		await eleni.open(saleId);
		two.fail(spending, fault);
		expect(await two.backend.spend(saleId, { currency: 'EUR', amountMinor: 200 }, two.place)).toMatchObject({
			code: 'rewards_unavailable'
		});
		expect(await eleni.spend(saleId, 200)).toMatchObject({ grant: { amountMinor: 200 } });
		expect(await two.balance()).toBe(338);
		value(await two.backend.abort(saleId, two.place));
		expect(await two.balance()).toBe(500);
	});

	it('a spend that was granted unheard and not taken is given back with the sale', async () => {
		const saleId = newSale();
		await eleni.open(saleId);
		two.fail(spending, 'after');
		await two.backend.spend(saleId, { currency: 'EUR', amountMinor: 200 }, two.place);
		expect(await two.balance()).toBe(338);
		await eleni.buy(saleId);
		await two.tasks();
		expect(await two.balance()).toBe(538);
	});

	it('an abort that is not heard is asked again', async () => {
		const saleId = newSale();
		await eleni.open(saleId);
		two.fail('customer_events/purchases/cancel', 'before');
		value(await two.backend.abort(saleId, two.place));
		expect(await two.balance()).toBe(538);
		await two.sweep();
		expect(await two.balance()).toBe(500);
	});

	it('a task is tried with growing pauses, becomes a case, and settles it itself once the line is back', async () => {
		const saleId = newSale();
		two.isDown = true;
		await eleni.buy(saleId);
		for (let round = 0; round < mostTries * 3; round++) {
			await two.tasks();
			two.advance(40 * 60_000);
		}
		expect(await two.task(saleId)).toMatchObject({ state: 'waiting' });
		const open = `sale_id = '${saleId}' AND kind = 'remote_unreachable' AND state =`;
		expect(await two.shop.count('cases', `${open} 'open'`)).toBe(1);
		const status = await readRemoteStatus(two.shop.db, two.client);
		expect(status).toMatchObject({ state: 'silent', host: 'there.example', queue: { waiting: 1, refused: 0 } });
		two.isDown = false;
		two.advance(31_000);
		expect(await tryEverythingNow(two.shop.db, two.shop.ports, shopIds.manager)).toBe(1);
		await two.tasks();
		expect(await readRemoteStatus(two.shop.db, two.client)).toMatchObject({
			state: 'answers',
			queue: { waiting: 0, oldestAt: null }
		});
		expect(await two.task(saleId)).toMatchObject({ state: 'done' });
		expect(await two.shop.count('cases', `${open} 'settled'`)).toBe(1);
		expect(await two.balance()).toBe(538);
	});

	it('an expired token is renewed without anybody noticing', async () => {
		// The other side's clock is ahead: the token ends earlier than we believe.
		two.foreign.shop.ports.advance(2 * 3600_000 + 1000);
		const found = await two.backend.identify({ kind: 'card', number: elenisCard }, two.place);
		expect(found.ok).toBe(true);
		expect(two.calls).toEqual([
			'rewards_participants/show',
			'authentication/web_api_key/token',
			'rewards_participants/show'
		]);
		two.shop.ports.advance(2 * 3600_000 + 1000);
	});

	it('nobody waits for a system that does not answer: the breaker opens, tries once, and closes', async () => {
		two.isDown = true;
		for (let tries = 0; tries < 5; tries++) await two.backend.preview(basketOf(eleni.memberId), two.place);
		expect(two.backend.health.breaker).toBe('open');
		two.calls.length = 0;
		expect(await two.backend.preview(basketOf(eleni.memberId), two.place)).toMatchObject({
			code: 'rewards_unavailable'
		});
		expect(two.calls).toEqual([]);
		two.isDown = false;
		two.advance(31_000);
		value(await two.backend.preview(basketOf(eleni.memberId), two.place));
		expect(two.backend.health.breaker).toBe('closed');
	});

	it('two who speak about one sale at once do not double it', async () => {
		const saleId = newSale();
		const before = await two.posted();
		const answers = await Promise.all([eleni.open(saleId), eleni.open(saleId), eleni.open(saleId)]);
		expect(answers).toHaveLength(3);
		expect(await two.posted()).toBe(before + 1);
		value(await two.backend.abort(saleId, two.place));
	});
});
