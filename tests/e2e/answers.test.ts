import { expect, test } from '@playwright/test';

test.describe('every answer', () => {
	for (const path of ['/', '/favicon.svg', '/healthz', '/nothing-here', '/_app/version.json']) {
		test(`carries the security headers: ${path}`, async ({ request }) => {
			const headers = (await request.get(path)).headers();
			expect(headers['x-content-type-options']).toBe('nosniff');
			expect(headers['referrer-policy']).toBeTruthy();
			expect(headers['cross-origin-opener-policy']).toBe('same-origin');
			expect(headers['cross-origin-resource-policy']).toBe('same-origin');
			expect(headers['permissions-policy']).toContain('camera=(self)');
			expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
		});
	}

	for (const path of ['/%6Danage/sales/export', '/m%61nage/staff', '/api/%6Danage/live?after=0']) {
		test(`keeps strangers out however an address is spelled: ${path}`, async ({ request }) => {
			const response = await request.get(path, { maxRedirects: 0 });
			expect([303, 401]).toContain(response.status());
		});
	}

	test('to a body that is too large is a problem with a stable code', async ({ request }) => {
		const response = await request.post('/', { data: Buffer.alloc(1024 * 1024 + 1) });
		expect(response.status()).toBe(413);
		expect(response.headers()['content-type']).toBe('application/problem+json');
		expect(await response.json()).toMatchObject({ status: 413, code: 'body_too_large' });
	});
});

test('health and readiness are told apart', async ({ request }) => {
	expect(await (await request.get('/healthz')).json()).toEqual({ status: 'ok' });
	const ready = await request.get('/readyz');
	expect(ready.status()).toBe(200);
	expect(await ready.json()).toMatchObject({ status: 'ok', checks: { database: 'ok', migrations: 'ok' } });
});
