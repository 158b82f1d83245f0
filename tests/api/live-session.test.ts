import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endStaffSession, isManagerSession, sessionLife, startStaffSession } from '../../src/lib/server/auth/session';
import { hashToken } from '../../src/lib/server/auth/token';
import { saveStaff } from '../../src/lib/server/staff/staff';
import { readNews } from '../../src/lib/server/today/live';
import { streamNews } from '../../src/lib/server/today/stream';
import { PositionWatch } from '../../src/lib/server/today/watch';
import { testId } from '../support/any-basket';
import { shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;
let watch: PositionWatch;
const second = testId(900);

beforeAll(async () => {
	shop = await TestShop.open();
	watch = new PositionWatch(shop.database.url);
	await shop.rows(`INSERT INTO staff (id, name, role, email) VALUES ('${second}', 'Nils', 'manager', 'n@example.org')`);
});
afterAll(async () => {
	await watch.stop();
	await shop.close();
});

const beatMs = 200;
const longerMs = 20_000;

async function follow(token: string, beat: number) {
	const { position } = await readNews(shop.db, 0);
	const mayRead = () => isManagerSession(shop.db, hashToken(token), shop.ports.now());
	const reader = streamNews(shop.db, watch, { after: position, mayRead, beatMs: beat }).getReader();
	const decoder = new TextDecoder();
	let text = '';
	const whole = (async () => {
		for (;;) {
			const { value, done } = await reader.read();
			if (done) return text;
			text += decoder.decode(value, { stream: true });
		}
	})();
	await expect.poll(() => text, { timeout: 5_000 }).toContain('still here');
	return { whole, text: () => text };
}

async function openCase(): Promise<void> {
	await shop.rows(
		`INSERT INTO cases (id, kind, till_id, detail) VALUES (gen_random_uuid(), 'fork', '${shopIds.tillA}', '{}')`
	);
	await sql`select number_changes(1000)`.execute(shop.db);
}

describe('the news of a manager', () => {
	it('go on while the session lasts, and asking does not prolong it', async () => {
		const token = await startStaffSession(shop.db, shop.ports, second);
		const { text, whole } = await follow(token, beatMs);
		await openCase();
		await expect.poll(text, { timeout: 5_000 }).toContain('event: tables');
		await expect.poll(() => text().match(/still here/g)?.length ?? 0, { timeout: 10_000 }).toBeGreaterThan(2);
		expect(text()).not.toContain('ended');
		// Beats went on all the time; only a request would have been a sign of life.
		shop.ports.advance(sessionLife.staffIdleMs + 1);
		expect(await whole).toMatch(/event: ended\ndata: {}\n\n$/);
	});

	const ends: [string, (token: string) => Promise<void>][] = [
		['the manager signs out', (token) => endStaffSession(shop.db, token)],
		[
			'the person is a manager no more',
			async () => {
				const person = {
					name: 'Nils',
					role: 'cashier' as const,
					rights: [],
					pin: '318204',
					email: '',
					password: '',
					active: true
				};
				const scene = { kind: 'shop' as const, byStaffId: shopIds.manager };
				expect(await saveStaff(shop.db, shop.ports, second, person, scene)).toMatchObject({ ok: true });
				await shop.rows(`UPDATE staff SET role = 'manager' WHERE id = '${second}'`);
			}
		],
		[
			'the person is deactivated past the form',
			async () => {
				await shop.rows(`UPDATE staff SET active = false WHERE id = '${second}'`);
			}
		]
	];
	it.each(ends)('end at the next beat when %s', async (_how, end) => {
		await shop.rows(`UPDATE staff SET active = true WHERE id = '${second}'`);
		const token = await startStaffSession(shop.db, shop.ports, second);
		const { whole } = await follow(token, beatMs);
		await end(token);
		expect(await whole).toMatch(/event: ended\ndata: {}\n\n$/);
	});

	it('say nothing of what happens after the sign-out', async () => {
		await shop.rows(`UPDATE staff SET active = true WHERE id = '${second}'`);
		const token = await startStaffSession(shop.db, shop.ports, second);
		const { whole } = await follow(token, longerMs);
		await endStaffSession(shop.db, token);
		await openCase();
		const text = await whole;
		expect(text).toMatch(/event: ended/);
		expect(text).not.toContain('event: tables');
	});
});
