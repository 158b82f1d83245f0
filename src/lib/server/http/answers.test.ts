import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { readJson } from './body';
import { securityHeaders, withFrameAncestors } from './headers';
import { loggablePath } from './log';

describe('security headers', () => {
	it('ask for HTTPS for ever only on a public name that has it', () => {
		const hsts = (https: boolean, hostname: string) =>
			'strict-transport-security' in securityHeaders({ https, hostname });
		expect(hsts(true, 'till.example.org')).toBe(true);
		expect(hsts(false, 'till.example.org')).toBe(false);
		for (const local of ['localhost', '192.168.1.5', '[fd00::1]', 'shop.local']) expect(hsts(true, local)).toBe(false);
	});

	it('forbid framing beside whatever policy a page has', () => {
		expect(withFrameAncestors(undefined)).toBe("frame-ancestors 'none'");
		expect(withFrameAncestors("default-src 'self'")).toBe("default-src 'self'; frame-ancestors 'none'");
		expect(withFrameAncestors("frame-ancestors 'none'")).toBe("frame-ancestors 'none'");
	});
});

describe('a logged path', () => {
	it.each([
		['/till/pay?code=4006381333931', '/till/pay'],
		['/r/dGhlIHNlY3JldCB0b2tlbg', '/r/:hidden'],
		['/my/code/123456', '/my/code/:hidden'],
		['/manage/sales/0197b6a4-0000-7000-8000-000000000001', '/manage/sales/0197b6a4-0000-7000-8000-000000000001'],
		['/my/ann@example.org', '/my/:hidden'],
		['/_app/immutable/chunks/B1gHashWith1234.js', '/_app/immutable/chunks/B1gHashWith1234.js']
	])('shows no secret: %s', (url, expected) => {
		expect(loggablePath(url)).toBe(expected);
	});
});

describe('readJson', () => {
	const schema = z.strictObject({ name: z.string() });
	const post = (body: BodyInit, type = 'application/json') =>
		new Request('http://till/', { method: 'POST', body, headers: { 'content-type': type } });
	const refusalOf = async (request: Request, limitBytes?: number) => {
		const body = await readJson(request, schema, limitBytes ? { limitBytes } : {});
		return body.ok ? null : [body.response.status, ((await body.response.json()) as { code: string }).code];
	};

	it('gives what the schema promises', async () => {
		expect(await readJson(post('{"name":"Ann"}'), schema)).toEqual({ ok: true, value: { name: 'Ann' } });
	});

	it.each([
		['another media type', post('{}', 'text/plain'), [415, 'unsupported_media_type']],
		['broken JSON', post('{"name"'), [400, 'bad_json']],
		['a wrong type', post('{"name":1}'), [400, 'bad_request']],
		['an unknown key', post('{"name":"Ann","age":1}'), [400, 'bad_request']]
	])('refuses %s', async (_title, request, expected) => {
		expect(await refusalOf(request)).toEqual(expected);
	});

	it('counts while it reads, whatever the length claims to be', async () => {
		const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024)) });
		const request = new Request('http://till/', {
			method: 'POST',
			body: endless,
			headers: { 'content-type': 'application/json' },
			...{ duplex: 'half' }
		});
		expect(await refusalOf(request, 4096)).toEqual([413, 'body_too_large']);
	});
});
