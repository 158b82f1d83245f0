/** The routes for foreign tills: purchases booked once, to the cent, and found again. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toGuid } from '../../src/lib/contract/crmcom/wire';
import { byCard, eleni, ForeignTill, purchaseBody } from '../support/foreign-till';
import { shopIds } from '../support/test-shop';

let till: ForeignTill;
beforeAll(async () => {
	till = await ForeignTill.open();
});
beforeEach(() => till.renew());
afterAll(() => till.close());

describe('a purchase', () => {
	it('is booked with its award, its instant spend and unknown products on the default product', async () => {
		till.engine.instantMinor = 50;
		const { data } = await till.purchase({ external_system_reference_number: 'b3c1-000917' });
		expect(data).toMatchObject({
			type: 'PURCHASE',
			life_cycle_state: 'POSTED',
			performed_on: '2026-11-20T09:42:07',
			external_system: 'CafePOS',
			external_system_reference_number: 'b3c1-000917',
			total_amount: 9.5,
			net_amount: 8.64,
			vat_amount: 0.86,
			total_awarded_amount: 0.48,
			total_spend_amount: 0.5,
			total_instant_spend_amount: 0.5,
			total_additional_spend_amount: 0,
			front_end_spend_amount: 0.5,
			wallet_balance: 12.88,
			performed_by_unit: { alternative_code: 'S01' },
			award_reward_transactions_set: [{ amount: 0.48, reward_offer: { name: '5 % back' } }]
		});
		expect(data.number).toMatch(/^CE\d{7}$/);
		expect(data.products_set).toMatchObject([
			{ quantity: 2, total_amount: 7, product: { code: 'P1', description: 'Product 1' }, intended_product_value: null },
			{
				quantity: 1,
				product: { code: 'DEFAULT_PRODUCT' },
				intended_product_identifier: 'code',
				intended_product_value: 'BROWNIE'
			}
		]);
	});

	it('is booked once, however often and by however many calls it is sent', async () => {
		const body = purchaseBody();
		const answers = await Promise.all(
			Array.from({ length: 6 }, () => till.call('customer_events/purchases/create', body))
		);
		expect(new Set(answers.map((answer) => answer.data.id)).size).toBe(1);
		expect((await till.call('customer_events/purchases/create', body)).data.number).toBe(answers[0]?.data.number);
		expect(till.engine.member(eleni).balanceMinor).toBe(1240 + 48);
		const changed = await till.call('customer_events/purchases/create', {
			...body,
			performed_on: '2026-11-20T09:00:00'
		});
		expect(changed.code).toBe('CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION');
	});

	it('takes an ID of the caller as another name for “the same one”', async () => {
		const id = toGuid('0199aaaa-0000-7000-8000-000000000001');
		const first = await till.purchase({ id, reference_number: 'R-1' });
		expect(first.data.id).toBe(id);
		expect((await till.purchase({ id, reference_number: 'R-2' })).code).toBe(
			'CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION'
		);
	});

	it('spends in the same call where asked, as much as there is', async () => {
		const { data } = await till.purchase({ requested_spend_amount: 50, accounts_receivable_identifier: null });
		expect(data).toMatchObject({
			requested_spend_amount: 50,
			total_additional_spend_amount: 9.5,
			total_spend_amount: 9.5,
			wallet_balance: 3.38
		});
	});

	it('goes on without instant spends where they are not wanted', async () => {
		till.engine.instantMinor = 50;
		expect((await till.purchase({ disable_instant_spend: 1 })).data).toMatchObject({ total_spend_amount: 0 });
	});

	it('keeps of a payment card what may be kept', async () => {
		const number = '4111111111111111';
		const { data } = await till.purchase({
			payment_medium_identifier: number,
			description: 'paid 4111 1111 1111 1111',
			terminal_identifier: number,
			products_set: [{ product_identifier: { code: number }, net_amount: 2, vat_amount: 0, total_amount: 2 }]
		});
		expect(data).toMatchObject({
			payment_medium_identifier: '411111******1111',
			description: 'paid 411111******1111',
			products_set: [{ intended_product_value: '411111******1111' }]
		});
		const { data: spend } = await till.spendOn(data, { description: number });
		expect(spend.description).toBe('411111******1111');
		const kept = await till.shop
			.rows(`SELECT p, s, l FROM crmcom_purchases p JOIN crmcom_spends s ON s.purchase_id = p.id
			JOIN crmcom_purchase_lines l ON l.purchase_id = p.id WHERE p.id = '${String(data.id)}'`);
		expect(kept.length).toBeGreaterThan(0);
		expect(JSON.stringify(kept)).not.toContain(number);
	});

	it('finishes what a failure left, with the same reference', async () => {
		const body = purchaseBody();
		till.engine.failures = [{ step: 'submit', retry: true }];
		const failed = await till.call('customer_events/purchases/create', body);
		expect(failed).toMatchObject({ code: 'COMMON.INTERNALERROREXCEPTION', http: 500 });
		const again = await till.call('customer_events/purchases/create', body);
		expect(again.data).toMatchObject({ life_cycle_state: 'POSTED', total_awarded_amount: 0.48 });
		expect(till.engine.member(eleni).balanceMinor).toBe(1240 + 48);
	});

	it('leaves nothing behind when the engine refuses', async () => {
		const before = await till.shop.count('crmcom_purchases');
		till.engine.failures = [{ step: 'open', retry: false }];
		expect((await till.purchase()).http).toBe(500);
		expect(await till.shop.count('crmcom_purchases')).toBe(before);
	});

	it.each([
		['net and VAT that are not the total', { net_amount: 1 }, 'CUSTOMEREVENTS.AMOUNTSDONOTBALANCEEXCEPTION'],
		[
			'negative amounts',
			{ net_amount: -6.54, vat_amount: -0.46, total_amount: -7 },
			'COMMON.INVALIDPARAMETERVALUEEXCEPTION'
		],
		['no product', { product_identifier: null }, 'COMMON.MANDATORYPARAMETERMISSINGEXCEPTION'],
		[
			'two names of a product',
			{ product_identifier: { code: 'A', id: 'F'.repeat(32) } },
			'COMMON.EXACTLYONEIDENTIFIERALLOWEDEXCEPTION'
		],
		['an amount beyond reason', { total_amount: 1e15 }, 'COMMON.INVALIDPARAMETERVALUEEXCEPTION'],
		['a quantity of nothing', { quantity: 0 }, 'COMMON.INVALIDPARAMETERVALUEEXCEPTION']
	])('is refused with %s', async (_, change, code) => {
		const line = {
			product_identifier: { code: 'P1' },
			quantity: 2,
			net_amount: 6.54,
			vat_amount: 0.46,
			total_amount: 7
		};
		expect((await till.purchase({ products_set: [{ ...line, ...change }] })).code).toBe(code);
	});

	it.each([
		['no lines', { products_set: [] }, 'COMMON.MANDATORYPARAMETERMISSINGEXCEPTION'],
		['a date that is none', { performed_on: '2026-02-30T10:00:00' }, 'COMMON.INVALIDPARAMETERVALUEEXCEPTION'],
		['a date of next week', { performed_on: '2026-11-27T10:00:00' }, 'COMMON.INVALIDPARAMETERVALUEEXCEPTION'],
		[
			'another currency',
			{ intended_currency_identifier: { code: 'USD' } },
			'CUSTOMEREVENTS.INTENDEDCURRENCYMISMATCHEXCEPTION'
		],
		['an unknown store', { performed_by_unit_identifier: { name: 'Nowhere' } }, 'UNITS.UNITNOTFOUNDEXCEPTION'],
		['an unknown till', { performed_by_tap_identifier: { code: 'X' } }, 'UNITS.TAPNOTFOUNDEXCEPTION'],
		['no customer', { rewards_participant_identifier: null }, 'COMMON.MANDATORYPARAMETERMISSINGEXCEPTION'],
		[
			'two customers',
			{ accounts_receivable_identifier: { number: '1' } },
			'COMMON.EXACTLYONEIDENTIFIERALLOWEDEXCEPTION'
		]
	])('is refused with %s', async (_, change, code) => {
		expect((await till.purchase(change)).code).toBe(code);
	});

	it('is accepted late, at a till by its own name, in the words of later releases', async () => {
		const { data } = await till.purchase({
			rewards_participant_identifier: null,
			accounts_receivable_identifier: { customer_identification_medium_identifier: { code: '9600000000000011' } },
			performed_by_unit_identifier: null,
			performed_by_business_unit_identifier: { id: shopIds.store },
			performed_by_tap_identifier: { code: 'S01T02' },
			performed_on: '2026-11-13T18:00:00+02:00',
			something_new: { a: 1 }
		});
		expect(data).toMatchObject({ performed_on: '2026-11-13T17:00:00', life_cycle_state: 'POSTED' });
	});
});

describe('the list of purchases', () => {
	it('finds by customer, receipt, window, state and what can still be spent', async () => {
		const { data: open } = await till.purchase({ reference_number: 'LIST-1', performed_on: '2026-11-19T08:00:00' });
		const { data: full } = await till.purchase({ reference_number: 'LIST-2', performed_on: '2026-11-19T09:00:00' });
		await till.spendOn(full, { spend_amount: 9.5 });
		const { data: gone } = await till.purchase({ reference_number: 'LIST-3', performed_on: '2026-11-19T10:00:00' });
		await till.cancel(gone);
		const window = { submitted_after_date: '2026-11-19T07:00:00', submitted_before_date: '2026-11-19T11:00:00' };
		const list = async (given: Record<string, unknown>) => {
			const answer = await till.call('customer_events/purchases/list', { ...byCard(), ...window, ...given });
			return answer.rows.map((row) => row.reference_number);
		};
		expect(await list({})).toEqual(['LIST-3', 'LIST-2', 'LIST-1']);
		expect(await list({ life_cycle_state: 'posted' })).toEqual(['LIST-2', 'LIST-1']);
		expect(await list({ eligible_for_spending: true })).toEqual(['LIST-1']);
		expect(await list({ spend_requests_applied: 'true' })).toEqual(['LIST-2']);
		expect(await list({ reference_number: 'LIST-1' })).toEqual(['LIST-1']);
		expect(await list({ number_of_results: 1, offset: 1 })).toEqual(['LIST-2']);
		expect(await list({ submitted_after_date: '2026-11-19T09:00:00' })).toEqual(['LIST-3']);
		const other = await till.call('customer_events/purchases/list', byCard('9600000000000029'));
		expect(other.body.data).toEqual([]);
		const shown = await till.call('customer_events/purchases/show', {
			customer_event_identifier: { number: open.number },
			fields_set: 'reference_number,products_set.total_amount'
		});
		expect(shown.data).toEqual({
			reference_number: 'LIST-1',
			products_set: [{ total_amount: 7 }, { total_amount: 2.5 }]
		});
	});

	it('finds by classification', async () => {
		await till.purchase({ classification_identifier: { name: 'Catering' } });
		const answer = await till.call('customer_events/purchases/list', {
			classification_identifier: { name: 'Catering' }
		});
		expect(answer.rows).toHaveLength(1);
		expect((await till.call('customer_events/purchases/list')).code).toBe('COMMON.MANDATORYPARAMETERMISSINGEXCEPTION');
	});
});
