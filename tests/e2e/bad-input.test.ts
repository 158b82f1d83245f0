import type { APIResponse } from '@playwright/test';
import { expect, test } from './support/shop';

/** Every refusal is a problem a program can read, and tells nothing about the inside. */
async function expectProblem(response: APIResponse, status: number, code: string): Promise<void> {
	const text = await response.text();
	expect(response.status(), text).toBe(status);
	expect(response.headers()['content-type']).toMatch(/^application\/problem\+json/);
	const problem = JSON.parse(text) as { status: number; code: string; detail?: string; title?: string };
	expect(problem).toMatchObject({ status, code });
	expect((problem.detail ?? problem.title ?? '').length).toBeGreaterThan(10);
	expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.[jt]s:\d+|select .+ from/i);
}

const enrolBody = { code: 'ABCD2345', deviceName: 'tablet', appVersion: 'test', publicKey: 'A'.repeat(87) };
const sessionBody = {
	deviceId: '019ac000-0000-7000-8000-000000000001',
	at: new Date().toISOString(),
	nonce: 'A'.repeat(22),
	sig: 'A'.repeat(86)
};
const post = [
	{ path: '/api/till/enrol', body: enrolBody as Record<string, unknown> },
	{ path: '/api/till/session', body: sessionBody as Record<string, unknown> }
];

for (const { path, body } of post) {
	test.describe(`POST ${path} refuses`, () => {
		test('a key it does not know', async ({ request }) => {
			await expectProblem(await request.post(path, { data: { ...body, surprise: 1 } }), 400, 'bad_request');
		});

		test('values of a wrong type', async ({ request }) => {
			const wrong = Object.fromEntries(Object.keys(body).map((key) => [key, { nested: [1] }]));
			await expectProblem(await request.post(path, { data: wrong }), 400, 'bad_request');
			for (const whole of ['[]', 'null', '"text"', '7']) {
				const headers = { 'content-type': 'application/json' };
				await expectProblem(await request.post(path, { data: whole, headers }), 400, 'bad_request');
			}
		});

		test('text that is too long', async ({ request }) => {
			const key = Object.keys(body)[0] ?? '';
			await expectProblem(
				await request.post(path, { data: { ...body, [key]: 'x'.repeat(5_000) } }),
				400,
				'bad_request'
			);
		});

		test('broken JSON', async ({ request }) => {
			const headers = { 'content-type': 'application/json' };
			await expectProblem(await request.post(path, { data: '{"code": ', headers }), 400, 'bad_request');
		});

		test('more than it reads', async ({ request }) => {
			const headers = { 'content-type': 'application/json' };
			const data = Buffer.alloc(1024 * 1024 + 1, 0x20);
			await expectProblem(await request.post(path, { data, headers }), 413, 'body_too_large');
		});

		test('another method', async ({ request }) => {
			const response = await request.get(path);
			await expectProblem(response, 405, 'method_not_allowed');
			expect(response.headers()['allow']).toContain('POST');
		});
	});
}

test('a code nobody gave out is refused', async ({ request, page }) => {
	await page.goto('/healthz');
	const publicKey = await page.evaluate(async () => {
		const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
			'sign',
			'verify'
		]);
		const raw = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
		return btoa(String.fromCharCode(...raw))
			.replace(/\+/g, '-')
			.replace(/\//g, '_')
			.replace(/=+$/, '');
	});
	await expectProblem(await request.post('/api/till/enrol', { data: { ...enrolBody, publicKey } }), 403, 'code_wrong');
});

test('an unknown device gets no session', async ({ request }) => {
	await expectProblem(await request.post('/api/till/session', { data: sessionBody }), 401, 'till_unknown');
});

test.describe('without the session of a till', () => {
	const calls = [
		{ method: 'POST', path: '/api/sync/push', data: { events: [] } },
		{ method: 'POST', path: '/api/till/epoch', data: {} },
		{ method: 'GET', path: '/api/sync/pull?since=0' },
		{ method: 'GET', path: '/api/sync/snapshot' }
	];
	for (const { method, path, data } of calls) {
		for (const headers of [{}, { authorization: 'Bearer forged-token' }]) {
			test(`${method} ${path} is refused ${'authorization' in headers ? 'with a forged one' : ''}`, async ({
				request
			}) => {
				const response = await request.fetch(path, { method, headers, ...(data && { data }) });
				await expectProblem(response, 401, 'not_signed_in');
			});
		}
	}
});

test('what is not there, and what is not open, says so', async ({ request }) => {
	await expectProblem(await request.get('/api/nothing-here'), 401, 'not_signed_in');
	await expectProblem(await request.get('/api/manage/live'), 401, 'not_signed_in');
	await expectProblem(await request.get('/api/sync/nothing-here'), 404, 'not_found');
});

test('a page of another site may not send anything', async ({ request }) => {
	const headers = { origin: 'https://elsewhere.example' };
	await expectProblem(await request.post('/api/till/enrol', { data: enrolBody, headers }), 403, 'origin_refused');
});
