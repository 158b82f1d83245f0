import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMembers, type MemberQuery } from '../../src/lib/server/members-admin/list';
import { exportMembers } from '../../src/lib/server/members-admin/export';
import { statement } from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { TestShop } from '../support/test-shop';
import { query } from '../support/postgres';
import { WalletRig } from '../support/wallet-rig';

const all: MemberQuery = { search: '', tier: '', state: '', sort: '' };

describe('the list of members', () => {
	let shop: TestShop;
	beforeAll(async () => {
		shop = await TestShop.open();
		await shop.rows(`
			INSERT INTO members (id, name, phone, email, tier, state, created_at)
			SELECT ('0190a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
				CASE WHEN n = 7 THEN 'Nora Lindqvist' WHEN n = 8 THEN 'Ole Nørgård' ELSE 'Member ' || lpad(n::text, 3, '0') END,
				'+49170' || lpad((5550000 + n)::text, 7, '0'), 'm' || n || '@example.org',
				CASE WHEN n % 10 = 0 THEN 'Gold' WHEN n % 4 = 0 THEN 'Silver' END,
				CASE WHEN n = 5 THEN 'suspended' WHEN n = 6 THEN 'ended' ELSE 'active' END,
				timestamptz '2026-01-01' + n * interval '1 hour'
			FROM generate_series(1, 130) AS n;
			INSERT INTO cards (number, hmac, member_id)
			SELECT '96000000000' || lpad(n::text, 5, '0'), sha256(n::text::bytea), ('0190a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
			FROM generate_series(1, 130) AS n`);
	});
	afterAll(() => shop.close());

	const list = (given: Partial<MemberQuery> = {}, after: string | null = null) =>
		listMembers(shop.db, { ...all, ...given }, after, shop.ports.now());
	const names = async (given: Partial<MemberQuery>) => (await list(given)).rows.map(({ name }) => name);

	it('shows everybody once, page by page, in the order of names', async () => {
		const seen: string[] = [];
		let after: string | null = null;
		do {
			const page: Awaited<ReturnType<typeof list>> = await list({}, after);
			expect(page.total).toEqual({ count: 130, exact: true });
			seen.push(...page.rows.map(({ name }) => name));
			after = page.next;
		} while (after !== null);
		expect(seen).toHaveLength(130);
		expect(new Set(seen).size).toBe(130);
		expect(seen).toEqual([...seen].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
	});

	it('shows the newest first, page by page', async () => {
		const first = await list({ sort: 'joined' });
		const second = await list({ sort: 'joined' }, first.next);
		expect([first.rows[0]?.name, first.rows[49]?.name, second.rows[0]?.name]).toEqual([
			'Member 130',
			'Member 081',
			'Member 080'
		]);
	});

	it.each([
		['the beginning of each word', 'lind nor', ['Nora Lindqvist']],
		['other letters, small or large', 'NØRG', ['Ole Nørgård']],
		['a phone as it is dialled', '0170 5550012', ['Member 012']],
		['a phone with its country code', '+49 170 5550012', ['Member 012']],
		['the last digits of a phone or a card', '0012', ['Member 012']],
		['a whole card', '9600000000000013', ['Member 013']],
		['the beginning of an address', 'm13@', ['Member 013']],
		['a whole address', 'M130@example.org', ['Member 130']],
		['signs that mean something to a database', `' & | ! : * % _ \\ `, null],
		['nobody', 'Zarathustra', []]
	])('finds by %s', async (_what, search, found) => {
		if (found === null) await expect(list({ search })).resolves.toBeDefined();
		else expect(await names({ search })).toEqual(found);
	});

	it('narrows by tier and state, and knows the tiers there are', async () => {
		expect((await list({ tier: 'Gold' })).total.count).toBe(13);
		expect(await names({ state: 'suspended' })).toEqual(['Member 005']);
		expect(await names({ state: 'ended', search: 'member' })).toEqual(['Member 006']);
		expect((await list()).tiers).toEqual(['Gold', 'Silver']);
	});

	it('writes all of them into a file, cells that spreadsheets would run made harmless', async () => {
		await shop.rows(`UPDATE members SET name = '=1+1' WHERE id = '0190a000-0000-7000-8000-000000000001'`);
		let text = '';
		for await (const part of exportMembers(shop.db, all, shop.ports.now())) text += part;
		expect(text.trim().split('\r\n')).toHaveLength(131);
		expect(text).not.toMatch(/(^|,|")=1\+1/m);
	});
});

describe('the statement of a wallet', () => {
	let rig: WalletRig;
	beforeAll(async () => {
		rig = await WalletRig.open();
	});
	afterAll(() => rig.close());

	it('tells both sides and the balance after every row, and its pages fit together', async () => {
		const member = await rig.member();
		for (const amount of [500, 300, 200]) await rig.give(member, rig.lot(amount));
		rig.ports.advance(1);
		await rig.adjust(member, -650);
		await rig.give(member, rig.lot(40, { currency: 'PTS' }));
		const whole = await statement(rig.db, member, 'EUR', { limit: 20, before: null });
		expect(whole.rows.map(({ account, amountMinor, balanceMinor }) => [account, amountMinor, balanceMinor])).toEqual([
			['adjustment', -650, 350],
			['award_cost', 200, 1000],
			['award_cost', 300, 800],
			['award_cost', 500, 500]
		]);
		expect(whole.next).toBeNull();
		const first = await statement(rig.db, member, 'EUR', { limit: 2, before: null });
		const second = await statement(rig.db, member, 'EUR', { limit: 2, before: first.next });
		expect([...first.rows, ...second.rows]).toEqual(whole.rows);
		expect((await statement(rig.db, member, 'PTS', { limit: 9, before: null })).rows).toMatchObject([
			{ amountMinor: 40, balanceMinor: 40 }
		]);
		expect((await statement(rig.db, testId(1), 'EUR', { limit: 9, before: null })).rows).toEqual([]);
		expect(await query(rig.database.ownerUrl, 'SELECT * FROM ledger_drift()')).toEqual([]);
	});
});
