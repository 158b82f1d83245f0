/** The routes for foreign tills: spends on a purchase, and taking both back. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { byCard, eleni, ForeignTill, purchaseBody } from '../support/foreign-till';

let till: ForeignTill;
beforeAll(async () => {
	till = await ForeignTill.open();
});
beforeEach(() => till.renew());
afterAll(() => till.close());

describe('a purchase with its spend request', () => {
	const both = (spend: Record<string, unknown>, purchase: Record<string, unknown> = {}) => {
		const { products_set, reference_number, external_system, ...shared } = purchaseBody();
		return till.call('customer_events/purchases/create_spend', {
			...shared,
			external_system,
			purchase_customer_event: { products_set, reference_number, ...purchase },
			spend_request_customer_event: spend
		});
	};

	it('is booked whole', async () => {
		expect((await both({ spend_amount: 5 })).data).toMatchObject({
			total_additional_spend_amount: 5,
			external_system: 'CafePOS',
			wallet_balance: 7.88
		});
		expect((await both({})).data).toMatchObject({ total_additional_spend_amount: 7.88 });
	});

	it('is not booked at all when nothing can be spent', async () => {
		till.engine.member(eleni).balanceMinor = 0;
		const before = await till.shop.count('crmcom_purchases');
		expect((await both({ spend_amount: 5 })).code).toBe('CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION');
		expect(await till.shop.count('crmcom_purchases')).toBe(before);
		expect(till.engine.member(eleni).balanceMinor).toBe(0);
	});
});

describe('a spend request', () => {
	it('grants what is left to pay, says so, and counts on the purchase', async () => {
		till.engine.instantMinor = 50;
		const { data: purchase } = await till.purchase();
		const { data } = await till.spendOn(purchase, { spend_amount: '15.00' });
		expect(data).toMatchObject({
			type: 'SPEND REQUEST',
			life_cycle_state: 'POSTED',
			requested_spend_amount: 15,
			spend_amount: 9,
			instant_spend: false,
			automatic_spend: false,
			reduction_method: 'FRONT_END_REDUCTION',
			wallet_balance: 3.88,
			purchase_customer_event: {
				number: purchase.number,
				total_additional_spend_amount: 9,
				total_spend_amount: 9.5
			}
		});
		expect((await till.spendOn(purchase, { spend_amount: 1 })).code).toBe('CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION');
	});

	it('never exceeds the purchase when several come at once', async () => {
		till.engine.member(eleni).balanceMinor = 10_000;
		const { data: purchase } = await till.purchase();
		const answers = await Promise.all([5, 4, 3, 2].map((spend_amount) => till.spendOn(purchase, { spend_amount })));
		const granted = answers.reduce((sum, answer) => sum + Number(answer.data.spend_amount ?? 0), 0);
		expect(granted).toBeCloseTo(9.5, 5);
		expect(till.engine.member(eleni).balanceMinor).toBe(10_000 + 48 - 950);
	});

	it('is made once under its own reference', async () => {
		const { data: purchase } = await till.purchase();
		const reference = { external_system: 'CafePOS', external_system_reference_number: 'S-1', spend_amount: 3 };
		const answers = await Promise.all(Array.from({ length: 4 }, () => till.spendOn(purchase, reference)));
		expect(new Set(answers.map((answer) => answer.data.id)).size).toBe(1);
		expect(till.engine.member(eleni).balanceMinor).toBe(1240 + 48 - 300);
		expect((await till.spendOn(purchase, { ...reference, spend_amount: 4 })).code).toBe(
			'CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION'
		);
	});

	it('is refused for a blocked customer, another’s purchase, a cancelled one, and below the minimum', async () => {
		const { data: purchase } = await till.purchase();
		till.engine.minimumMinor = 200;
		expect((await till.spendOn(purchase, { spend_amount: 1 })).code).toBe(
			'CUSTOMEREVENTS.SPENDAMOUNTBELOWMINIMUMEXCEPTION'
		);
		expect((await till.spendOn(purchase, { ...byCard('9600000000000029'), spend_amount: 3 })).code).toBe(
			'CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION'
		);
		expect((await till.spendOn({ number: 'CE9999999' })).code).toBe('CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION');
		await till.cancel(purchase);
		expect((await till.spendOn(purchase, { spend_amount: 3 })).code).toBe(
			'CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION'
		);
		till.engine.member(eleni).spendBlocked = true;
		const { data: other } = await till.purchase();
		expect((await till.spendOn(other)).code).toBe('REWARDS.SPENDREQUESTSBLOCKEDEXCEPTION');
	});

	it('is shown, listed and cancelled; others end with their purchase', async () => {
		till.engine.instantMinor = 50;
		const { data: purchase } = await till.purchase();
		const { data: spend } = await till.spendOn(purchase, { spend_amount: 3 });
		const of = { purchase_customer_event_identifier: { id: purchase.id } };
		const { rows } = await till.call('customer_events/spend_requests/list', of);
		expect(rows.map((row) => [row.spend_amount, row.instant_spend])).toEqual(
			expect.arrayContaining([
				[0.5, true],
				[3, false]
			]) as unknown
		);
		const instant = rows.find((row) => row.instant_spend);
		expect((await till.cancel(instant ?? {}, 'spend_requests')).code).toBe('COMMON.INVALIDPARAMETERVALUEEXCEPTION');
		const cancelled = await till.cancel(spend, 'spend_requests');
		expect(cancelled.data).toMatchObject({
			life_cycle_state: 'CANCELLED',
			wallet_balance: 12.88,
			purchase_customer_event: { total_spend_amount: 0.5 }
		});
		expect((await till.cancel(spend, 'spend_requests')).data.life_cycle_state).toBe('CANCELLED');
		expect(till.engine.member(eleni).balanceMinor).toBe(1288);
		const shown = await till.call('customer_events/spend_requests/show', {
			customer_event_identifier: { number: spend.number }
		});
		expect(shown.data).toMatchObject({ id: spend.id, life_cycle_state: 'CANCELLED' });
	});
});

describe('cancelling a purchase', () => {
	it('takes the award back and gives every spend back, once', async () => {
		const body = purchaseBody();
		const { data: purchase } = await till.call('customer_events/purchases/create', body);
		await till.spendOn(purchase, { spend_amount: 3 });
		const answers = await Promise.all([till.cancel(purchase), till.cancel(purchase), till.cancel(purchase)]);
		for (const { data } of answers) {
			expect(data).toMatchObject({
				life_cycle_state: 'CANCELLED',
				reversed_award_amount: 0.48,
				reversed_spend_amount: 3,
				total_spend_amount: 0,
				wallet_balance: 12.4
			});
		}
		expect(till.engine.member(eleni).balanceMinor).toBe(1240);
		// Its reference may be used again.
		const again = await till.call('customer_events/purchases/create', body);
		expect(again.data).toMatchObject({ life_cycle_state: 'POSTED' });
		expect(again.data.id).not.toBe(purchase.id);
	});

	it('is refused the day after, and for what is not there', async () => {
		const { data: purchase } = await till.purchase();
		await till.cancel(purchase);
		till.shop.ports.advance(25 * 3600_000);
		await till.signIn();
		expect((await till.cancel(purchase)).code).toBe('CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION');
		expect((await till.cancel({ id: 'F'.repeat(32) })).code).toBe('CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION');
	});

	it('goes on after a failure', async () => {
		const { data: purchase } = await till.purchase();
		till.engine.failures = [{ step: 'refund', retry: true }];
		expect((await till.cancel(purchase)).http).toBe(500);
		expect((await till.cancel(purchase)).data.life_cycle_state).toBe('CANCELLED');
		expect(till.engine.member(eleni).balanceMinor).toBe(1240);
	});
});
