import { describe, expect, it } from 'vitest';
import { isSameSite, judge, routedPath } from './guard';

const nobody = { staffRole: null, memberId: null };
const manager = { staffRole: 'manager', memberId: null } as const;
const cashier = { staffRole: 'cashier', memberId: null } as const;

describe('the area guard', () => {
	it('judges the route that runs, however its address is spelled', () => {
		expect(routedPath('/(manager)/manage/sales/export', '/%6Danage/sales/export')).toBe('/manage/sales/export');
		expect(routedPath('/api/demo/manager', '/api/%64emo/manager')).toBe('/api/demo/manager');
		expect(routedPath('/(public)', '/')).toBe('/');
		expect(routedPath(null, '/api/nothing')).toBe('/api/nothing');
	});

	it('lets everybody see public pages and the tills’ own doors', () => {
		for (const path of ['/', '/r/abc', '/till', '/my', '/help', '/api/till/enrol', '/api/sync/push']) {
			expect(judge(path, nobody, 'shop')).toBe('pass');
		}
	});

	it('asks for a manager everywhere below manage and every other api', () => {
		for (const path of ['/manage', '/manage/products/1', '/api/manage/today', '/api/anything', '/api']) {
			expect(judge(path, nobody, 'demo')).toBe('sign_in');
			expect(judge(path, cashier, 'demo')).toBe('forbidden');
			expect(judge(path, manager, 'demo')).toBe('pass');
		}
	});

	it('knows shortcuts of the demo only in a demo', () => {
		expect(judge('/api/demo/till', nobody, 'demo')).toBe('pass');
		expect(judge('/api/demo/till', manager, 'shop')).toBe('not_demo');
		expect(judge('/dev/mail', manager, 'shop')).toBe('not_demo');
	});

	it('does not mistake a longer name for an area', () => {
		expect(judge('/manager-guide', nobody, 'shop')).toBe('pass');
		expect(judge('/manage/sign-inside', nobody, 'shop')).toBe('sign_in');
	});
});

describe('where a request comes from', () => {
	const url = new URL('https://till.example/api/my/card');
	const post = (headers: Record<string, string>) => new Request(url, { method: 'POST', headers });

	it('refuses another origin, also with a form or plain text', () => {
		expect(isSameSite(post({ origin: 'https://evil.example', 'content-type': 'text/plain' }), url)).toBe(false);
		expect(isSameSite(post({ origin: 'null' }), url)).toBe(false);
	});

	it('takes our own pages and programs without a cookie', () => {
		expect(isSameSite(post({ origin: 'https://till.example' }), url)).toBe(true);
		expect(isSameSite(post({}), url)).toBe(true);
	});
});
