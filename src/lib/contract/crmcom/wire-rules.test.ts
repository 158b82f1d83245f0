import { describe, expect, it } from 'vitest';
import { envelope } from './envelope';
import { fault, fullCode, httpStatusOf, knownCode, wireErrors, type WireErrorCode } from './errors';
import { faultOfIssues } from './fault-of-issue';
import { selectFields } from './fields';
import { customer, meansOf } from './identifiers';
import { methods } from './methods';
import { bodyOfQuery } from './query-params';

describe('fields_set', () => {
	const data = { id: 1, account: { number: 2, owner: { name: 'x' } }, rows: [{ a: 1, b: 2 }] };

	it('keeps everything when it names nothing', () => {
		for (const nothing of [undefined, '', ' , ', []]) expect(selectFields(data, nothing)).toEqual(data);
	});

	it('keeps members, parts of members and parts of rows', () => {
		expect(selectFields(data, 'id, account.number')).toEqual({ id: 1, account: { number: 2 } });
		expect(selectFields(data, ['account', 'account.number'])).toEqual({ account: data.account });
		expect(selectFields(data, 'rows.b')).toEqual({ rows: [{ b: 2 }] });
		expect(selectFields([data, data], 'id')).toEqual([{ id: 1 }, { id: 1 }]);
		expect(selectFields(data, 'nothing,id.deep')).toEqual({ id: 1 });
		expect(selectFields(null, 'id')).toBeNull();
	});
});

describe('the catalogue of errors', () => {
	it('keeps HTTP 200 for business failures in the legacy mode and has a status for each in the strict one', () => {
		expect(httpStatusOf('REWARDS.REWARDSPARTICIPANTNOTFOUNDEXCEPTION', 'legacy200')).toBe(200);
		expect(httpStatusOf('REWARDS.REWARDSPARTICIPANTNOTFOUNDEXCEPTION', 'http')).toBe(404);
		for (const code of [
			'COMMON.RATELIMITEXCEEDEDEXCEPTION',
			'COMMON.INTERNALERROREXCEPTION',
			'COMMON.METHODNOTFOUNDEXCEPTION'
		] as const) {
			expect(httpStatusOf(code, 'legacy200')).toBe(wireErrors[code]);
		}
	});

	it('knows its own codes in any case', () => {
		for (const code of Object.keys(wireErrors) as WireErrorCode[]) {
			expect(knownCode(fullCode(code))).toBe(code);
			expect(knownCode(fullCode(code).toLowerCase())).toBe(code);
		}
		expect(knownCode('COM.CRM.EXCEPTION.SUBSCRIPTIONS.SERVICEALREADYEXISTSONSUBSCRIPTIONEXCEPTION')).toBeNull();
		expect(knownCode('OK')).toBeNull();
		expect(fault('CUSTOMEREVENTS.AMOUNTSDONOTBALANCEEXCEPTION', 'line 1').message).toBe('line 1');
	});
});

describe('the envelope', () => {
	it('is read with missing and null texts', () => {
		expect(envelope.parse({ data: null, status: { code: 'OK', description: null } }).status).toEqual({
			code: 'OK',
			description: '',
			message: ''
		});
		expect(envelope.safeParse({ id: 'x' }).success).toBe(false);
	});
});

describe('identifiers', () => {
	it('name one thing by one key', () => {
		const token = { access_token_identifier: { authentication_code: '6012340000012345' } };
		expect(meansOf(customer.parse(token))).toEqual({ by: 'code', code: '6012340000012345' });
		expect(meansOf(customer.parse({ phone: '+35799001122', number: null }))).toEqual({
			by: 'code',
			code: '+35799001122'
		});
		expect(meansOf(customer.parse({ number: 42 }))).toEqual({ by: 'number', number: '42' });
		const cim = { customer_identification_medium_identifier: { code: 'a@b.example' } };
		expect(meansOf(customer.parse(cim))).toEqual({ by: 'code', code: 'a@b.example' });
		expect(meansOf(customer.parse({ access_token_identifier: { one_time_password: 123456 } }))).toEqual({
			by: 'nothing'
		});
	});

	it('are refused with none or several', () => {
		for (const wrong of [{}, { id: null }, { number: '1', email: 'a@b.example' }]) {
			const body = { rewards_participant_identifier: wrong };
			const result = methods['rewards_participants/show'].request.safeParse(body);
			const [code, description] = result.success
				? []
				: Object.values(faultOfIssues(result.error.issues, body)).slice(1, 3);
			expect(code).toBe('COMMON.EXACTLYONEIDENTIFIERALLOWEDEXCEPTION');
			expect(description).toMatch(/^rewards_participant_identifier needs exactly one of id, number/);
		}
	});
});

describe('what is wrong with a request', () => {
	const faultOf = (body: unknown) => {
		const result = methods['customer_events/purchases/create'].request.safeParse(body);
		return result.success ? null : faultOfIssues(result.error.issues, body);
	};
	const line = { product_identifier: { code: 'A' }, net_amount: 1, vat_amount: 0, total_amount: 1 };

	it('names the parameter that is missing or wrong', () => {
		const whole = { performed_on: '2026-03-14', reference_number: 1, products_set: [line] };
		expect(faultOf(whole)).toBeNull();
		expect(faultOf({ ...whole, performed_on: null })).toMatchObject({
			code: 'COMMON.MANDATORYPARAMETERMISSINGEXCEPTION',
			description: 'performed_on is missing'
		});
		expect(faultOf({ ...whole, products_set: [line, { ...line, net_amount: 'x' }] })).toMatchObject({
			code: 'COMMON.INVALIDPARAMETERVALUEEXCEPTION',
			description: expect.stringMatching(/^products_set\[1\]\.net_amount/) as string
		});
		expect(faultOf([])).toMatchObject({ code: 'COMMON.INVALIDPARAMETERVALUEEXCEPTION' });
	});
});

describe('a query', () => {
	it('writes identifiers as field=value, nested too', () => {
		const query = new URLSearchParams(
			'token=t&number_of_results=5&customer_event_identifier=number=CE1&x=a=b' +
				'&rewards_participant_identifier=access_token_identifier=authentication_code=%2B357'
		);
		expect(bodyOfQuery(query)).toEqual({
			token: 't',
			number_of_results: '5',
			x: 'a=b',
			customer_event_identifier: { number: 'CE1' },
			rewards_participant_identifier: { access_token_identifier: { authentication_code: '+357' } }
		});
	});
});
