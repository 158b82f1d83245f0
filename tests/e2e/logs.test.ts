import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { APIRequestContext, Page } from '@playwright/test';
import { codeOf, expectBooked } from './support/books';
import { openDemoShop, type Server } from './support/server';
import { expect, test } from './support/shop';
import { openTill, sellOne, tillIdOf } from './support/till';

/** What may never be read in a log: everything secret a till sends and gets, as it really was. */
function collectSecrets(page: Page): Set<string> {
	const secrets = new Set<string>();
	page.context().on('request', (request) => {
		const bearer = request.headers().authorization?.replace('Bearer ', '');
		if (bearer) secrets.add(bearer);
		const { code } = (request.postDataJSON() ?? {}) as { code?: string };
		if (code && request.url().endsWith('/enrol')) secrets.add(code);
	});
	return secrets;
}

async function callWithCanaries(request: APIRequestContext, { origin }: Server): Promise<string[]> {
	const [mail, name, password] = ['canary@mail.example', 'Canary Birdsong', 'canary-password-7'];
	const form = { email: 'manager@demo.example', password };
	await request.post(`${origin}/manage/sign-in?/password&canary=query-canary`, { form, headers: { origin } });
	await request.post(`${origin}/manage/sign-in?/password`, { form: { email: mail, password }, headers: { origin } });
	await request.post(`${origin}/api/my/sign-in/code`, { data: { email: mail } });
	await request.post(`${origin}/api/my/join`, { data: { name, email: mail, news: false } });
	await request.post(`${origin}/api/my/sign-in`, { data: { email: mail, code: '428317' } });
	await request.post(`${origin}/api/till/enrol`, { data: { code: 'CANARY23', deviceName: name } });
	await request.get(`${origin}/r/canary-token-0123456789`);
	const headers = { authorization: 'Bearer canary-bearer', cookie: 'canary-cookie=1' };
	await request.get(`${origin}/api/sync/pull?since=0`, { headers });
	return [mail, name, 'Birdsong', password, '428317', 'CANARY23', 'canary'];
}

test('logs hold no personal data, token or PIN', async ({ page, request }) => {
	test.setTimeout(180_000);
	const shop = await openDemoShop({ logLevel: 'trace' });
	try {
		const secrets = collectSecrets(page);
		await openTill(page, shop);
		await sellOne(page, await codeOf(shop, 'B001'));
		await expectBooked(shop, await tillIdOf(page), 1);
		const canaries = await callWithCanaries(request, shop);
		await expect.poll(() => shop.output).toContain('"path":"/api/sync/pull"');
		for (const path of ['/api/till/enrol', '/api/sync/push', '/api/my/join', '/r/:hidden']) {
			expect(shop.output).toContain(`"path":"${path}"`);
		}
		expect(secrets.size).toBeGreaterThan(0);
		// The sign-ins of the demo are printed for the person at the terminal; they are not log lines.
		const lines = shop.output.split('\n').filter((line) => line.startsWith('{'));
		const logs = [...lines, readFileSync(join(shop.dataFolder, 'pg.log'), 'utf8')].join('\n').toLowerCase();
		for (const secret of [...secrets, ...canaries, 'Mira Koch', 'member@demo.example']) {
			expect(logs.includes(secret.toLowerCase()), `"${secret}" in the log`).toBe(false);
		}
	} finally {
		await shop.remove();
	}
});
