/**
 * The recorded exchanges: the same requests in the same order give the same answers, to the byte. After a wanted change of
 * the wire they are recorded anew with `npx vitest run --project api tests/api/crmcom-fixtures.test.ts -u`.
 */
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toGuid } from '../../src/lib/contract/crmcom/wire';
import { methods, type MethodPath } from '../../src/lib/contract/crmcom/methods';
import { exchangePath, readExchange, type Exchange } from '../support/exchange';
import { byCard, eleni, ForeignTill } from '../support/foreign-till';
import { TestShop } from '../support/test-shop';

let till: ForeignTill;
beforeAll(async () => {
	const shop = await TestShop.open();
	let made = 0;
	// One number after the other in place of chance, so that ids and tokens come out the same.
	shop.ports.randomBytes = (size) => {
		made += 1;
		return new Uint8Array(size).map((_, index) => (made * 31 + index * 7) % 256);
	};
	await shop.rows(`UPDATE products SET sku = 'LATTE-ICED-CAR', name = 'Iced caramel latte', kind = 'Comestibles' WHERE sku = 'P1';
		UPDATE stores SET name = 'Nicosia', code = 'NIC01'`);
	till = await ForeignTill.open({}, { shop, engine: undefined });
	till.engine.instantMinor = 50;
});
afterAll(() => till.close());

async function record(name: string, method: MethodPath, exchange: Partial<Exchange>): Promise<Record<string, unknown>> {
	const headers = exchange.headers ?? {};
	const request = exchange.request ?? {};
	const answer = await till.raw(method, { headers, body: JSON.stringify(request) });
	const recorded: Exchange = {
		method,
		verb: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		request,
		status: answer.http,
		answer: answer.body as Exchange['answer']
	};
	const path = exchangePath(name);
	const text = await format(JSON.stringify(recorded), { ...(await resolveConfig(path)), parser: 'json' });
	await expect(text).toMatchFileSnapshot(path);
	return answer.data;
}

const withToken = (request: Record<string, unknown>) => ({ request: { token: till.token, ...request } });
describe('recorded exchanges', () => {
	it('play a day at a café from the token to the nightly products', async () => {
		const authorization = `Basic ${Buffer.from(`${till.key}:`).toString('base64')}`;
		await record('authentication-web-api-key-token', 'authentication/web_api_key/token', {
			headers: { authorization },
			request: {}
		});
		const login = await till.shop.rows<{ login: string }>('SELECT login FROM api_keys');
		await record('authentication-token', 'authentication/token', {
			request: { username: login[0]?.login, password: till.key, organisation: 'Corner Shop' }
		});
		await record('rewards-participants-show', 'rewards_participants/show', withToken(byCard()));
		await record(
			'rewards-participants-show-not-found',
			'rewards_participants/show',
			withToken(byCard('9600000000009999'))
		);
		const basket = {
			...byCard(),
			performed_by_unit_identifier: { alternative_code: 'NIC01' },
			performed_on: '2026-11-20T09:42:07',
			products_set: [
				{
					...{ product_identifier: { code: 'LATTE-ICED-CAR' }, quantity: 2 },
					net_amount: 5.88,
					vat_amount: 1.12,
					total_amount: 7
				},
				{ product_identifier: { code: 'BROWNIE' }, net_amount: 2.1, vat_amount: 0.4, total_amount: 2.5 }
			]
		};
		await record('purchases-preview', 'customer_events/purchases/preview', withToken(basket));
		const purchase = await record(
			'purchases-create',
			'customer_events/purchases/create',
			withToken({
				...basket,
				reference_number: 'NIC-01-000917',
				external_system: 'CafePOS',
				external_system_reference_number: 'b3c1f7c2-000917'
			})
		);
		const which = { customer_event_identifier: { number: purchase.number } };
		await record('purchases-show', 'customer_events/purchases/show', withToken(which));
		const spend = await record(
			'spend-requests-create',
			'customer_events/spend_requests/create',
			withToken({
				...byCard(),
				performed_by_unit_identifier: { alternative_code: 'NIC01' },
				performed_on: '2026-11-20T09:43:30',
				purchase_customer_request_identifier: { number: purchase.number },
				spend_amount: 15
			})
		);
		const spent = { customer_event_identifier: { number: spend.number } };
		await record('spend-requests-show', 'customer_events/spend_requests/show', withToken(spent));
		await record('spend-requests-list', 'customer_events/spend_requests/list', withToken(byCard()));
		await record('spend-requests-cancel', 'customer_events/spend_requests/cancel', withToken(spent));
		const { products_set, ...shared } = basket;
		await record(
			'purchases-create-spend',
			'customer_events/purchases/create_spend',
			withToken({
				...shared,
				purchase_customer_event: { reference_number: 'NIC-01-000918', products_set: products_set.slice(0, 1) },
				spend_request_customer_event: { spend_amount: 3 }
			})
		);
		await record(
			'purchases-list',
			'customer_events/purchases/list',
			withToken({
				...byCard(),
				submitted_after_date: '2026-11-01T00:00:00',
				...{ number_of_results: 20, offset: 0 },
				fields_set:
					'id,number,reference_number,performed_on,total_amount,total_awarded_amount,total_spend_amount,life_cycle_state'
			})
		);
		await record('purchases-cancel', 'customer_events/purchases/cancel', withToken(which));
		await record('wallets-get-balance', 'wallets/get_balance', withToken(byCard()));
		await record(
			'products-synchronise',
			'products/synchronise',
			withToken({
				synchronisation_definition_identifier: { alternative_code: 'DEFAULT' },
				products_set: [
					{
						...{ code: 'BROWNIE', description: 'Brownie', type_identifier: { name: 'Comestibles' } },
						...{ brand_identifier: { name: 'Yummy' }, family_identifier: { name: 'Chocolates' } },
						categories_set: [{ name: 'Brownie' }, { name: 'Chocolate' }, { name: 'Dairy' }]
					},
					{ code: 'X-9', type_identifier: { name: 'NoSuchType' } }
				]
			})
		);
		await record('products-list', 'products/list', withToken({ code: 'BROWNIE' }));
		await record('rewards-participants-list', 'rewards_participants/list', withToken({ number_of_results: 1 }));
		await record('authentication-token-release', 'authentication/token/release', withToken({}));
		await record('token-unknown', 'products/list', withToken({}));
	});

	it('exist for every method and are what its schemas say', () => {
		for (const [path, method] of Object.entries(methods)) {
			const { method: recorded, request, answer } = readExchange(method.fixture);
			expect(recorded).toBe(path);
			expect(answer.status.code).toBe('OK');
			expect(method.request.safeParse(request).error).toBeUndefined();
			const rows = method.answers === 'list' ? (answer.data as unknown[]) : [answer.data];
			for (const row of rows) expect(method.answer.safeParse(row).error).toBeUndefined();
			expect(rows.length).toBeGreaterThan(0);
		}
		expect(readExchange('rewards-participants-show').answer.data).toMatchObject({ id: toGuid(eleni) });
	});
});
