/** Foreign tills over real HTTP: a manager makes the key on the page, and a till that speaks CRM.COM v2 works with it. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { query } from './support/books';
import { openManager } from './support/office';
import { openDemoShop, type Shop } from './support/server';
import { expect, test } from './support/shop';
import { slow } from './support/till';
import type { Browser } from '@playwright/test';

const base = '/crmapi/rest/v2/';
type Answer = {
	http: number;
	type: string;
	code: string;
	data: Record<string, unknown>;
	rows: Record<string, unknown>[];
};

async function ask({ origin }: Shop, path: string, body: unknown, init: RequestInit = {}): Promise<Answer> {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const response = await fetch(origin + base + path, { method: 'POST', body: text, ...init });
	// An answer that is no JSON fails here.
	const { status, data } = (await response.json()) as { status: { code: string }; data: unknown };
	return {
		http: response.status,
		type: response.headers.get('content-type') ?? '',
		code: status.code.replace('COM.CRM.EXCEPTION.', ''),
		data: (Array.isArray(data) ? {} : (data ?? {})) as Record<string, unknown>,
		rows: Array.isArray(data) ? (data as Record<string, unknown>[]) : []
	};
}

const basic = (key: string, scheme = 'Basic') => ({
	headers: { authorization: `${scheme} ${Buffer.from(`${key}:`).toString('base64')}` }
});

async function tokenFor(shop: Shop, key: string): Promise<string> {
	const answer = await ask(shop, 'authentication/web_api_key/token', {}, basic(key));
	expect(answer.code).toBe('OK');
	return String(answer.data.token);
}

/** Makes a key on the manager's page and reads it from there: it is shown this once. */
async function makeKey(browser: Browser, shop: Shop, name: string): Promise<string> {
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/keys`);
	await manager.getByRole('link', { name: 'New key' }).click();
	await manager.getByRole('button', { name: 'Make the key' }).click();
	await expect(manager.getByRole('textbox', { name: 'Name' })).toBeFocused(slow);
	await manager.getByRole('textbox', { name: 'Name' }).fill(name);
	for (const right of ['List all customers', 'Send and list products']) await manager.getByText(right).click();
	await manager.getByRole('button', { name: 'Make the key' }).click();
	const shown = manager.locator('dd.key');
	await expect(shown).toBeVisible(slow);
	const key = (await shown.innerText()).trim();
	expect(key).toMatch(/^[0-9A-F]{32}$/);
	await manager.getByRole('link', { name: 'I have it' }).click();
	await expect(manager.getByRole('link', { name }).first()).toBeVisible(slow);
	await manager.context().close();
	return key;
}

/** Of somebody who can spend 1.00: the last of them, because tests of spending take the first ones. */
async function cardOfValue(shop: Shop): Promise<string> {
	const [row] = await query<{ number: string }>(
		shop,
		`SELECT c.number FROM cards c JOIN wallet_balances w ON w.member_id = c.member_id AND w.currency = 'EUR'
		 WHERE c.state = 'active' AND w.balance_minor - w.held_minor >= 100 ORDER BY c.member_id DESC LIMIT 1`
	);
	if (!row) throw new Error('Nobody in the demo shop has 1.00.');
	return row.number;
}

const linesOf = (code: string) => [
	{ product_identifier: { code }, quantity: 2, net_amount: 8.24, vat_amount: 1.56, total_amount: 9.8 },
	{ product_identifier: { code: 'NEVER-HEARD' }, net_amount: 2.1, vat_amount: 0.4, total_amount: 2.5 }
];

test('a foreign till identifies, previews, books, spends, lists, cancels and sends products', async ({
	browser,
	shop
}) => {
	const key = await makeKey(browser, shop, 'Café till');
	const token = await tokenFor(shop, key);
	const card = await cardOfValue(shop);
	const who = { rewards_participant_identifier: { access_token_identifier: { authentication_code: card } } };
	const reference = `HTTP-${String(Date.now())}`;
	const sale = {
		...{ token, ...who, performed_on: new Date().toISOString(), reference_number: reference },
		...{ external_system: 'CafePOS', products_set: linesOf('C001') }
	};

	// A mistyped content type, a slash at the end.
	const customer = await ask(
		shop,
		'rewards_participants/show/',
		{ token, ...who },
		{ headers: { 'content-type': 'aplication/jsom' } }
	);
	expect(customer).toMatchObject({ http: 200, code: 'OK', type: expect.stringContaining('application/json') });
	const balance = (customer.data.wallet as { balance: number }).balance;
	expect(balance).toBeGreaterThanOrEqual(1);

	const preview = await ask(shop, 'customer_events/purchases/preview', sale);
	expect(preview.data).toMatchObject({ wallet_balance: balance, reduction_method: 'FRONT_END_REDUCTION' });
	expect(preview.data.total_award_amount).toBeGreaterThan(0);

	const purchase = await ask(shop, 'customer_events/purchases/create', sale);
	expect(purchase.data).toMatchObject({
		life_cycle_state: 'POSTED',
		total_amount: 12.3,
		total_awarded_amount: preview.data.total_award_amount,
		products_set: [{}, { intended_product_value: 'NEVER-HEARD', product: { code: 'DEFAULT_PRODUCT' } }]
	});
	expect((await ask(shop, 'customer_events/purchases/create', sale)).data.id).toBe(purchase.data.id);
	expect((await ask(shop, 'customer_events/purchases/create', { ...sale, products_set: linesOf('B002') })).code).toBe(
		'CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION'
	);

	const spend = await ask(shop, 'customer_events/spend_requests/create', {
		...{ token, ...who, spend_amount: 1, performed_on: sale.performed_on },
		purchase_customer_request_identifier: { number: purchase.data.number }
	});
	expect(spend.data).toMatchObject({ spend_amount: 1, purchase_customer_event: { total_spend_amount: 1 } });

	const found = await ask(shop, 'customer_events/purchases/list', { token, ...who, reference_number: reference });
	expect(found.rows.map(({ id }) => id)).toEqual([purchase.data.id]);

	const cancelled = await ask(shop, 'customer_events/purchases/cancel', {
		token,
		customer_event_identifier: { id: purchase.data.id }
	});
	expect(cancelled.data).toMatchObject({
		life_cycle_state: 'CANCELLED',
		wallet_balance: balance,
		reversed_spend_amount: 1
	});

	const sent = await ask(shop, 'products/synchronise', {
		token,
		products_set: [
			{ code: 'B002', description: 'Brownie', type_identifier: { name: 'Food' } },
			{ code: 'X-9', description: 'Nothing', type_identifier: { name: 'NoSuchType' } }
		]
	});
	expect(sent.data).toMatchObject({
		processed_products_set: [{ request_code: 'B002' }],
		unprocessed_products_set: [{ request_code: 'X-9' }]
	});
	await ask(shop, 'authentication/token/release', { token });
	expect((await ask(shop, 'rewards_participants/show', { token, ...who })).code).toBe(
		'AUTHENTICATION.INVALIDTOKENEXCEPTION'
	);
});

test('what is wrong is answered in JSON: paths, verbs, bodies, keys; a revoked key ends at once', async ({
	browser,
	shop
}) => {
	const key = await makeKey(browser, shop, 'To be revoked');
	expect(await ask(shop, 'authentication/web_api_key/token', {}, basic('F'.repeat(32)))).toMatchObject({
		http: 200,
		code: 'AUTHENTICATION.INVALIDWEBAPIKEYEXCEPTION'
	});
	const malformed = { headers: { authorization: 'Basic ???' } };
	expect((await ask(shop, 'authentication/web_api_key/token', {}, malformed)).code).toBe(
		'AUTHENTICATION.INVALIDWEBAPIKEYEXCEPTION'
	);
	expect(await ask(shop, 'rewards_participants/dance', {})).toMatchObject({
		http: 404,
		code: 'COMMON.METHODNOTFOUNDEXCEPTION'
	});
	expect(await ask(shop, 'products/synchronise', undefined, { method: 'DELETE' })).toMatchObject({
		http: 405,
		code: 'COMMON.HTTPMETHODNOTALLOWEDEXCEPTION'
	});
	const options = await fetch(`${shop.origin}${base}products/list`, { method: 'OPTIONS' });
	expect([options.status, options.headers.get('allow')]).toEqual([405, 'POST, GET']);
	expect((await ask(shop, 'rewards_participants/show', '{"token":')).code).toBe('COMMON.INVALIDJSONEXCEPTION');
	expect((await ask(shop, 'rewards_participants/show', {})).code).toBe('AUTHENTICATION.INVALIDTOKENEXCEPTION');

	const token = await tokenFor(shop, key);
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/keys`);
	await manager.getByRole('link', { name: 'To be revoked' }).first().click();
	await manager.getByRole('button', { name: 'Revoke', exact: true }).click();
	await manager.getByRole('alertdialog').getByRole('button', { name: 'Revoke it' }).click();
	await expect(manager.getByRole('article').locator('.chip')).toHaveText('Revoked', slow);
	await manager.context().close();
	expect((await ask(shop, 'products/list', { token })).code).toBe('AUTHENTICATION.INVALIDTOKENEXCEPTION');
	expect((await ask(shop, 'authentication/web_api_key/token', {}, basic(key))).code).toBe(
		'AUTHENTICATION.INVALIDWEBAPIKEYEXCEPTION'
	);
});

test('a shop may answer refusals with their HTTP status', async () => {
	const shop = await openDemoShop({ env: { CRMCOM_ERROR_STATUS: 'http' } });
	try {
		expect(await ask(shop, 'authentication/web_api_key/token', {}, basic('F'.repeat(32)))).toMatchObject({
			http: 401,
			code: 'AUTHENTICATION.INVALIDWEBAPIKEYEXCEPTION'
		});
		expect(await ask(shop, 'rewards_participants/show', '[1]')).toMatchObject({
			http: 400,
			code: 'COMMON.INVALIDJSONEXCEPTION'
		});
	} finally {
		await shop.remove();
	}
});

test('the demonstration plays the whole scenario and shows no secret', async ({ shop }) => {
	const { stdout } = await promisify(execFile)(process.execPath, [resolve('build/commands/crmcom-demo.js')], {
		env: { ...process.env, PORT: new URL(shop.origin).port, TILLIT_DATA: shop.dataFolder }
	});
	for (const step of ['Who is it?', 'The receipt', 'Cancel it', 'Send products']) expect(stdout).toContain(step);
	expect(stdout).toContain('"life_cycle_state": "CANCELLED"');
	expect(stdout).not.toMatch(/"token": "[^"•]{8}/);
	expect(stdout).not.toMatch(/authorization: Basic [A-Za-z0-9]/);
});

test('the reference names every method and every refusal', async ({ page, shop }) => {
	await page.goto(`${shop.origin}/docs/api`);
	await page.getByRole('link', { name: /^Spend on a purchase/ }).click();
	const section = page.getByRole('region', { name: 'Spend on a purchase' });
	await expect(section.getByText('spend_amount', { exact: true }).first()).toBeVisible(slow);
	await expect(page.getByText('COM.CRM.EXCEPTION.CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION')).toBeVisible();
});
