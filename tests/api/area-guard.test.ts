import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/lib/server/http/guard';

/** Every address of the routes folder, with a made-up id for its parameters. */
function addresses(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return addresses(path);
		if (!/^\+(page|page\.server|server)\.(svelte|ts)$/.test(entry.name)) return [];
		const parts = folder.split('/').slice(2);
		const shown = parts
			.filter((part) => !part.startsWith('('))
			.map((part) => (part.startsWith('[') ? 'some-id' : part));
		return [`/${shown.join('/')}`];
	});
}

const all = [...new Set(addresses('src/routes'))];
const stranger = { staffRole: null, memberId: null };
const member = { staffRole: null, memberId: 'm' };
const cashier = { staffRole: 'cashier', memberId: null } as const;
const manager = { staffRole: 'manager', memberId: null } as const;

const isManage = (path: string) => /^\/(api\/)?manage(\/|$)/.test(path);
const opening = /^\/manage\/(sign-in|first)$/;
const openMember = /^\/api\/my\/(sign-in|join)(\/|$)/;

describe('who may enter an address', () => {
	const managed = all.filter((path) => isManage(path) && !opening.test(path));
	it.each(managed)('%s needs a manager', (path) => {
		expect(judge(path, stranger, 'shop')).toBe('sign_in');
		expect(judge(path, member, 'shop')).toBe('sign_in');
		expect(judge(path, cashier, 'shop')).toBe('forbidden');
		expect(judge(path, manager, 'shop')).toBe('pass');
	});

	it.each(all.filter((path) => path.startsWith('/api/my/') && !openMember.test(path)))('%s needs a member', (path) => {
		expect(judge(path, stranger, 'shop')).toBe('sign_in');
		expect(judge(path, manager, 'shop')).toBe('sign_in');
		expect(judge(path, member, 'shop')).toBe('pass');
	});

	it.each(all.filter((path) => /^\/(dev|api\/demo)\//.test(path)))('%s exists in the demo only', (path) => {
		expect(judge(path, manager, 'shop')).toBe('not_demo');
		expect(judge(path, stranger, 'demo')).toBe('pass');
	});

	it('walks the areas it speaks of', () => {
		expect(managed.length).toBeGreaterThan(10);
		expect(all).toContain('/dev/mail');
		expect(all).toContain('/api/demo/manager');
	});
});
