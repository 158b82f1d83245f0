/** Refusals that were added late come in the same envelope as all others, in both modes of errors. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorStatusMode } from '../../src/lib/contract/crmcom/errors';
import { takeAttempt } from '../../src/lib/server/auth/rate-limit';
import { limits } from '../../src/lib/server/crmcom/limits';
import { byCard, eleni, ForeignTill, marios, purchaseBody, type WireAnswer } from '../support/foreign-till';

let till: ForeignTill;
beforeAll(async () => {
	till = await ForeignTill.open();
});
beforeEach(() => till.renew());
afterAll(() => till.close());

function expectRefusal(answer: WireAnswer, http: number, code: string): void {
	expect(answer.body).toEqual({
		status: {
			code: `COM.CRM.EXCEPTION.${code}`,
			description: expect.stringMatching(/\S/) as string,
			message: expect.stringMatching(/\S/) as string
		},
		data: null
	});
	expect(answer.http).toBe(http);
	expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
	expect(answer.headers.get('cache-control')).toBe('no-store');
}

const limit = 'COMMON.RATELIMITEXCEEDEDEXCEPTION';
const doubled = 'CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION';

/** Counted up to the limit, as if so many calls had come in this window. */
async function use(key: keyof typeof limits, subject: string): Promise<void> {
	const { shop } = till;
	const one = limits[key];
	await takeAttempt(shop.db, one, subject, shop.ports.now());
	await shop.rows(`UPDATE rate_limits SET count = ${String(one.most)} WHERE key LIKE '${one.name}:%'`);
}

describe.each<[ErrorStatusMode, number]>([
	['legacy200', 200],
	['http', 409]
])('in the mode %s', (mode, refused) => {
	beforeEach(() => {
		till.errorStatus = mode;
	});

	it('a purchase under a reference with other content, or of another customer', async () => {
		const body = purchaseBody();
		expect((await till.call('customer_events/purchases/create', body)).code).toBe('OK');
		const other = { rewards_participant_identifier: { id: marios } };
		expectRefusal(await till.call('customer_events/purchases/create', { ...body, ...other }), refused, doubled);
		const less = {
			products_set: [{ product_identifier: { code: 'P1' }, net_amount: 2, vat_amount: 0, total_amount: 2 }]
		};
		expectRefusal(await till.call('customer_events/purchases/create', { ...body, ...less }), refused, doubled);
	});

	it('a spend request under a reference with other content', async () => {
		const { data } = await till.purchase();
		const named = { external_system: 'CafePOS', external_system_reference_number: `spend ${mode}` };
		expect((await till.spendOn(data, { ...named, spend_amount: 1 })).code).toBe('OK');
		expectRefusal(await till.spendOn(data, { ...named, spend_amount: 2 }), refused, doubled);
	});

	it('too many calls of a key in a minute: the status of the limit in both modes, and when to come again', async () => {
		await use('callsByKey', await keyId());
		const answer = await till.call('wallets/get_balance', byCard());
		expectRefusal(answer, 429, limit);
		expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
		expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
	});

	it('too many customers that are nobody, in a minute and in a day', async () => {
		await use('missesByKey', await keyId());
		const minute = await till.call('rewards_participants/show', byCard());
		expectRefusal(minute, 429, limit);
		expect(Number(minute.headers.get('retry-after'))).toBeLessThanOrEqual(60);
		await till.renew();
		await use('missesByDay', await keyId());
		const day = await till.call('rewards_participants/show', byCard());
		expectRefusal(day, 429, limit);
		expect(Number(day.headers.get('retry-after'))).toBeGreaterThan(60);
		expectRefusal(await till.purchase({ rewards_participant_identifier: { id: eleni } }), 429, limit);
		till.shop.ports.advance(24 * 3_600_000);
	});

	it('too many wrong keys from an address', async () => {
		const address = mode === 'http' ? '192.0.2.77' : '192.0.2.78';
		await use('tokenByAddress', address);
		const authorization = `Basic ${Buffer.from('wrong:').toString('base64')}`;
		const answer = await till.raw('authentication/web_api_key/token', {
			headers: { authorization },
			body: '{}',
			address
		});
		expectRefusal(answer, 429, limit);
		expect(answer.headers.get('retry-after')).not.toBeNull();
	});
});

async function keyId(): Promise<string> {
	const [key] = await till.shop.rows<{ id: string }>('SELECT id FROM api_keys LIMIT 1');
	return key?.id ?? '';
}
