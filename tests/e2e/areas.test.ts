import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { APIRequestContext, APIResponse } from '@playwright/test';
import { memberAccount } from '../../src/lib/contract/my/account';
import { query } from './support/books';
import type { Shop } from './support/server';
import { expect, test } from './support/shop';

/** Every address of the routes folder, with a made-up id for its parameters. */
function addresses(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		if (entry.isDirectory()) return addresses(join(folder, entry.name));
		if (!/^\+(page|page\.server|server)\.(svelte|ts)$/.test(entry.name)) return [];
		const parts = folder.split('/').slice(2);
		const shown = parts.filter((part) => !part.startsWith('('));
		return [
			`/${shown.map((part) => (part.startsWith('[') ? '0199a000-0000-7000-8000-000000000001' : part)).join('/')}`
		];
	});
}

const all = [...new Set(addresses('src/routes'))];
const managed = all.filter((path) => /^\/(api\/)?manage(\/|$)/.test(path) && !/^\/manage\/(sign-in|first)$/.test(path));
const ofMembers = all.filter((path) => /^\/api\/my\//.test(path) && !/^\/api\/my\/(sign-in|join)/.test(path));
const ofTills = all.filter((path) => /^\/api\/sync\//.test(path));
const methods = ['GET', 'POST', 'PATCH', 'DELETE'] as const;

type Check = (response: APIResponse, path: string, where: string) => Promise<void> | void;

async function eachOf(request: APIRequestContext, paths: string[], headers: Record<string, string>, check: Check) {
	// As a browser's form asks; a program that asks for JSON gets the redirect as JSON.
	const asking = { ...headers, accept: 'text/html' };
	for (const path of paths) {
		for (const method of methods) {
			const response = await request.fetch(path, { method, maxRedirects: 0, headers: asking });
			await check(response, path, `${method} ${path}`);
		}
	}
}

/** Asked to sign in: pages lead to the form, programs get a problem. */
const mustSignIn: Check = async (response, path, where) => {
	if (path.startsWith('/manage')) {
		expect(response.status(), where).toBe(303);
		expect(response.headers()['location'], where).toContain('/manage/sign-in');
	} else {
		expect(response.status(), where).toBe(401);
		expect(await response.json(), where).toMatchObject({ status: 401, code: 'not_signed_in' });
	}
};

async function cashierCookie(shop: Shop): Promise<string> {
	const token = randomBytes(32).toString('base64url');
	const hash = createHash('sha256').update(token).digest('hex');
	await query(
		shop,
		`INSERT INTO staff_sessions (token_hash, staff_id, created_at, last_seen_at, expires_at)
		SELECT decode($1, 'hex'), id, now(), now(), now() + interval '1 hour' FROM staff WHERE role = 'cashier' LIMIT 1`,
		[hash]
	);
	return `tillit-staff=${token}`;
}

async function memberCookie(request: APIRequestContext, { origin }: Shop): Promise<string> {
	const response = await request.post('/api/demo/member', { headers: { origin }, maxRedirects: 0 });
	return (response.headers()['set-cookie'] ?? '').split(';')[0] ?? '';
}

test.describe('who may enter an address', () => {
	test.setTimeout(180_000);

	test('a stranger enters no area', async ({ request, shop }) => {
		const headers = { origin: shop.origin };
		expect(managed.length).toBeGreaterThan(12);
		await eachOf(request, [...managed, ...ofMembers], headers, mustSignIn);
		await eachOf(request, ofTills, headers, (response, _path, where) => {
			expect([401, 403, 405, 415], where).toContain(response.status());
		});
	});

	test('the demo’s door leads to the member whose sign-in is printed, who has something to show', async ({
		request,
		shop
	}) => {
		const headers = { origin: shop.origin, cookie: await memberCookie(request, shop) };
		const account = memberAccount.parse(await (await request.get('/api/my/account', { headers })).json());
		expect(account.email).toBe('member@demo.example');
		expect(account.receipts.length).toBeGreaterThan(0);
		expect(account.balances[0]?.balanceMinor).toBeGreaterThan(0);
	});

	test('a member enters nothing of the manager', async ({ request, shop }) => {
		const headers = { origin: shop.origin, cookie: await memberCookie(request, shop) };
		const own = await request.get('/api/my/account', { headers });
		expect(own.status()).toBe(200);
		await eachOf(request, managed, headers, mustSignIn);
	});

	test('a cashier enters nothing of the manager, and the manager’s door does not open the member’s', async ({
		request,
		shop
	}) => {
		const headers = { origin: shop.origin, cookie: await cashierCookie(shop) };
		await eachOf(request, managed, headers, async (response, _path, where) => {
			expect(response.status(), where).toBe(403);
			expect(await response.json(), where).toMatchObject({ code: 'forbidden' });
		});
		await eachOf(request, ofMembers, headers, mustSignIn);
	});

	test('a page of another site changes nothing, whoever is signed in', async ({ request, shop }) => {
		const headers = { origin: 'https://elsewhere.example', cookie: await cashierCookie(shop) };
		for (const path of [...managed, ...ofMembers]) {
			const response = await request.post(path, { headers, maxRedirects: 0 });
			expect(response.status(), path).toBe(403);
			expect(await response.json(), path).toMatchObject({ code: 'origin_refused' });
		}
	});
});
