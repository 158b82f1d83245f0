/** The routes for foreign tills: identification, purchases, spends, cancelling; money to the cent, each thing once. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { byCard, eleni, ForeignTill, marios, purchaseBody } from '../support/foreign-till';
import { toGuid } from '../../src/lib/contract/crmcom/wire';
import { shopIds } from '../support/test-shop';

let till: ForeignTill;
beforeAll(async () => {
	till = await ForeignTill.open();
});
beforeEach(async () => {
	// Past the windows of the rate limits, and the token with them.
	till.shop.ports.advance(61_000);
	till.engine.member(eleni).balanceMinor = 1240;
	Object.assign(till.engine, { instantMinor: 0, minimumMinor: 0, maximumMinor: null, failures: [] });
	Object.assign(till.engine.member(eleni), { spendBlocked: false, automatic: false, ended: false });
	await till.signIn();
});
afterAll(() => till.close());

const spendOn = (purchase: Record<string, unknown>, given: Record<string, unknown> = {}) =>
	till.call('customer_events/spend_requests/create', {
		...byCard(),
		performed_on: '2026-11-20T09:43:30',
		purchase_customer_request_identifier: { number: purchase.number },
		...given
	});
const cancel = (event: Record<string, unknown>, kind = 'purchases') =>
	till.call(`customer_events/${kind}/cancel`, { customer_event_identifier: { id: event.id } });

describe('a customer', () => {
	const show = (identifier: Record<string, unknown>, rest: Record<string, unknown> = {}) =>
		till.call('rewards_participants/show', { rewards_participant_identifier: identifier, ...rest });

	it('is found by card, e-mail, ID and number, and shown with the balance', async () => {
		const byCode = await show({ access_token_identifier: { authentication_code: '9600000000000011' } });
		expect(byCode.data).toMatchObject({
			id: toGuid(eleni),
			life_cycle_state: 'EFFECTIVE',
			sign_up_on: '2026-01-05T11:00:00',
			accounts_receivable: { account_owner: { first_name: 'Eleni', last_name: 'Markou' } },
			wallet: { balance: 12.4, unconditional_balance: 12.4, currency: { code: 'EUR' } },
			emails_set: [{ address: 'eleni@members.example' }]
		});
		expect(byCode.data.number).toMatch(/^RP\d{10}$/);
		for (const other of [
			{ email: 'Eleni@Members.example' },
			{ id: toGuid(eleni).toLowerCase() },
			{ number: byCode.data.number },
			{ number: String(byCode.data.number).replace('RP', 'ACR') },
			{ customer_identification_medium_identifier: { code: '9600000000000011' } }
		]) {
			expect((await show(other)).data.id).toBe(toGuid(eleni));
		}
	});

	it('is never guessed', async () => {
		expect(await show({ phone: '+357 99 001122' })).toMatchObject({
			code: 'COMMON.INVALIDPARAMETERVALUEEXCEPTION',
			http: 200
		});
		for (const nobody of [
			{ card_number: '9600000000009999' },
			{ number: 'RP9999999999' },
			{ number: 'x' },
			{ id: 'F'.repeat(32) },
			{ access_token_identifier: { identifier: '9600000000000011', pass_code: '1' } }
		]) {
			const answer = await show(nobody);
			expect(answer.code).toMatch(/REWARDSPARTICIPANTNOTFOUND|INVALIDPARAMETERVALUE/);
			expect(answer.body.data).toBeNull();
		}
		till.engine.member(eleni).ended = true;
		expect((await show({ email: 'eleni@members.example' })).code).toBe('REWARDS.REWARDSPARTICIPANTTERMINATEDEXCEPTION');
	});

	it('is shown in the fields asked for', async () => {
		const answer = await show({ card_number: '9600000000000011' }, { fields_set: 'id, wallet.balance' });
		expect(answer.data).toEqual({ id: toGuid(eleni), wallet: { balance: 12.4 } });
	});

	it('is shown by GET too', async () => {
		const query = new URLSearchParams({
			token: till.token,
			rewards_participant_identifier: 'access_token_identifier=authentication_code=9600000000000011',
			fields_set: 'id'
		});
		const answer = await till.raw(`rewards_participants/show/?${String(query)}`, { method: 'GET' });
		expect(answer.data).toEqual({ id: toGuid(eleni) });
	});

	it('is listed, newest first, in pages', async () => {
		const first = await till.call('rewards_participants/list', { number_of_results: 1 });
		expect(first.rows.map((row) => row.id)).toEqual([toGuid(marios)]);
		expect(first.body.paging).toEqual({ number_of_results: 1, offset: 0, has_more: true });
		const second = await till.call('rewards_participants/list', { number_of_results: '1', offset: '1' });
		expect(second.rows.map((row) => row.id)).toEqual([toGuid(eleni)]);
		expect((await till.call('rewards_participants/list')).body).not.toHaveProperty('paging');
	});

	it('has a balance', async () => {
		const answer = await till.call('wallets/get_balance', byCard());
		expect(answer.data).toMatchObject({ balance: 12.4, conditional_balance: 0, amount_on_hold: 0 });
		const byWallet = await till.call('wallets/get_balance', { wallet_identifier: { number: answer.data.number } });
		expect(byWallet.data).toEqual(answer.data);
		expect((await till.call('wallets/get_balance', { ...byCard(), as_of_date: '2027-11-20' })).code).toBe(
			'COMMON.INVALIDPARAMETERVALUEEXCEPTION'
		);
	});
});

describe('a preview', () => {
	it('says what would be earned and could be spent, and changes nothing', async () => {
		till.engine.instantMinor = 50;
		const before = await till.shop.count('crmcom_purchases');
		const answer = await till.call('customer_events/purchases/preview', purchaseBody({ reference_number: null }));
		expect(answer.data).toMatchObject({
			total_award_amount: 0.48,
			total_award_alternative_amount: null,
			total_instant_spend_amount: 0.5,
			total_automatic_spend_amount: 0,
			total_additional_spend_amount: 9,
			reduction_method: 'FRONT_END_REDUCTION',
			allow_spending: true,
			rewards_participant_id: toGuid(eleni),
			wallet_balance: 12.4,
			voucher_types_set: []
		});
		expect(await till.shop.count('crmcom_purchases')).toBe(before);
		expect(till.engine.member(eleni).balanceMinor).toBe(1240);
	});
});

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
		const { data } = await spendOn(purchase, { spend_amount: '15.00' });
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
		expect((await spendOn(purchase, { spend_amount: 1 })).code).toBe('CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION');
	});

	it('never exceeds the purchase when several come at once', async () => {
		till.engine.member(eleni).balanceMinor = 10_000;
		const { data: purchase } = await till.purchase();
		const answers = await Promise.all([5, 4, 3, 2].map((spend_amount) => spendOn(purchase, { spend_amount })));
		const granted = answers.reduce((sum, answer) => sum + Number(answer.data.spend_amount ?? 0), 0);
		expect(granted).toBeCloseTo(9.5, 5);
		expect(till.engine.member(eleni).balanceMinor).toBe(10_000 + 48 - 950);
	});

	it('is made once under its own reference', async () => {
		const { data: purchase } = await till.purchase();
		const reference = { external_system: 'CafePOS', external_system_reference_number: 'S-1', spend_amount: 3 };
		const answers = await Promise.all(Array.from({ length: 4 }, () => spendOn(purchase, reference)));
		expect(new Set(answers.map((answer) => answer.data.id)).size).toBe(1);
		expect(till.engine.member(eleni).balanceMinor).toBe(1240 + 48 - 300);
		expect((await spendOn(purchase, { ...reference, spend_amount: 4 })).code).toBe(
			'CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION'
		);
	});

	it('is refused for a blocked customer, another’s purchase, a cancelled one, and below the minimum', async () => {
		const { data: purchase } = await till.purchase();
		till.engine.minimumMinor = 200;
		expect((await spendOn(purchase, { spend_amount: 1 })).code).toBe('CUSTOMEREVENTS.SPENDAMOUNTBELOWMINIMUMEXCEPTION');
		expect((await spendOn(purchase, { ...byCard('9600000000000029'), spend_amount: 3 })).code).toBe(
			'CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION'
		);
		expect((await spendOn({ number: 'CE9999999' })).code).toBe('CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION');
		await cancel(purchase);
		expect((await spendOn(purchase, { spend_amount: 3 })).code).toBe(
			'CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION'
		);
		till.engine.member(eleni).spendBlocked = true;
		const { data: other } = await till.purchase();
		expect((await spendOn(other)).code).toBe('REWARDS.SPENDREQUESTSBLOCKEDEXCEPTION');
	});

	it('is shown, listed and cancelled; others end with their purchase', async () => {
		till.engine.instantMinor = 50;
		const { data: purchase } = await till.purchase();
		const { data: spend } = await spendOn(purchase, { spend_amount: 3 });
		const of = { purchase_customer_event_identifier: { id: purchase.id } };
		const { rows } = await till.call('customer_events/spend_requests/list', of);
		expect(rows.map((row) => [row.spend_amount, row.instant_spend])).toEqual(
			expect.arrayContaining([
				[0.5, true],
				[3, false]
			]) as unknown
		);
		const instant = rows.find((row) => row.instant_spend);
		expect((await cancel(instant ?? {}, 'spend_requests')).code).toBe('COMMON.INVALIDPARAMETERVALUEEXCEPTION');
		const cancelled = await cancel(spend, 'spend_requests');
		expect(cancelled.data).toMatchObject({
			life_cycle_state: 'CANCELLED',
			wallet_balance: 12.88,
			purchase_customer_event: { total_spend_amount: 0.5 }
		});
		expect((await cancel(spend, 'spend_requests')).data.life_cycle_state).toBe('CANCELLED');
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
		await spendOn(purchase, { spend_amount: 3 });
		const answers = await Promise.all([cancel(purchase), cancel(purchase), cancel(purchase)]);
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
		await cancel(purchase);
		till.shop.ports.advance(25 * 3600_000);
		await till.signIn();
		expect((await cancel(purchase)).code).toBe('CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION');
		expect((await cancel({ id: 'F'.repeat(32) })).code).toBe('CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION');
	});

	it('goes on after a failure', async () => {
		const { data: purchase } = await till.purchase();
		till.engine.failures = [{ step: 'refund', retry: true }];
		expect((await cancel(purchase)).http).toBe(500);
		expect((await cancel(purchase)).data.life_cycle_state).toBe('CANCELLED');
		expect(till.engine.member(eleni).balanceMinor).toBe(1240);
	});
});

describe('the list of purchases', () => {
	it('finds by customer, receipt, window, state and what can still be spent', async () => {
		const { data: open } = await till.purchase({ reference_number: 'LIST-1', performed_on: '2026-11-19T08:00:00' });
		const { data: full } = await till.purchase({ reference_number: 'LIST-2', performed_on: '2026-11-19T09:00:00' });
		await spendOn(full, { spend_amount: 9.5 });
		const { data: gone } = await till.purchase({ reference_number: 'LIST-3', performed_on: '2026-11-19T10:00:00' });
		await cancel(gone);
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
