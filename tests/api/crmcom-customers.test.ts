/** The routes for foreign tills: whom a call is about, and what a basket would earn. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toGuid } from '../../src/lib/contract/crmcom/wire';
import { byCard, eleni, ForeignTill, marios, purchaseBody } from '../support/foreign-till';

let till: ForeignTill;
beforeAll(async () => {
	till = await ForeignTill.open();
});
beforeEach(() => till.renew());
afterAll(() => till.close());

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
