/** A process that dies between two steps leaves nothing hanging. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { finishUnfinished } from '../../src/lib/server/crmcom/unfinished';
import { byCard, eleni, ForeignTill, purchaseBody } from '../support/foreign-till';

let till: ForeignTill;
beforeAll(async () => {
	till = await ForeignTill.open();
});
beforeEach(async () => {
	till.engine.member(eleni).balanceMinor = 1240;
	till.shop.ports.advance(3600_000);
	await till.signIn();
});
afterAll(() => till.close());

const later = async () => {
	till.shop.ports.advance(6 * 60_000);
	await finishUnfinished(till.app);
	await till.signIn();
};
const states = (table: string) =>
	till.shop.rows<{ state: string }>(`SELECT state FROM ${table} ORDER BY created_at, id`);
const last = async (table: string) => (await states(table)).at(-1)?.state;

describe('what was left half done', () => {
	it('is booked when the engine had granted already', async () => {
		const body = purchaseBody();
		till.engine.failures = [{ step: 'submit', retry: true }];
		await till.call('customer_events/purchases/create', body);
		await finishUnfinished(till.app);
		expect(await last('crmcom_purchases')).toBe('pending');
		await later();
		expect(await last('crmcom_purchases')).toBe('posted');
		expect(till.engine.member(eleni).balanceMinor).toBe(1240 + 48);
		// The till that had no answer asks again and hears of the same purchase.
		const count = await till.shop.count('crmcom_purchases');
		expect((await till.call('customer_events/purchases/create', body)).code).toBe('OK');
		expect(await till.shop.count('crmcom_purchases')).toBe(count);
	});

	it('is forgotten when nothing was granted', async () => {
		till.engine.open = () => Promise.reject(new Error('killed'));
		expect((await till.purchase()).http).toBe(500);
		Reflect.deleteProperty(till.engine, 'open');
		const count = await till.shop.count('crmcom_purchases');
		await later();
		expect(await till.shop.count('crmcom_purchases')).toBe(count - 1);
	});

	it('is cancelled to the end', async () => {
		const { data } = await till.purchase();
		till.engine.failures = [{ step: 'refund', retry: true }];
		await till.call('customer_events/purchases/cancel', { customer_event_identifier: { id: data.id } });
		expect(await last('crmcom_purchases')).toBe('cancelling');
		await later();
		expect(await last('crmcom_purchases')).toBe('cancelled');
		expect(till.engine.member(eleni).balanceMinor).toBe(1240);
	});

	it('goes back to the customer when nobody heard of the spend', async () => {
		const { data } = await till.purchase();
		const engine = till.engine;
		const spendOnPosted = engine.spendOnPosted.bind(engine);
		engine.spendOnPosted = async (...given) => {
			await spendOnPosted(...given);
			throw new Error('killed');
		};
		const failed = await till.call('customer_events/spend_requests/create', {
			...byCard(),
			purchase_customer_request_identifier: { id: data.id },
			spend_amount: 3
		});
		expect(failed.http).toBe(500);
		engine.spendOnPosted = spendOnPosted;
		expect(engine.member(eleni).balanceMinor).toBe(1240 + 48 - 300);
		await later();
		expect(await last('crmcom_spends')).toBe('cancelled');
		expect(engine.member(eleni).balanceMinor).toBe(1240 + 48);
	});
});
