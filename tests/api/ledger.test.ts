import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testId } from '../support/any-basket';
import { query } from '../support/postgres';
import { WalletRig } from '../support/wallet-rig';
import { balances, expire, holdAtOpening, lots } from '../../src/lib/server/wallet/wallet';

const dayMs = 86_400_000;
let rig: WalletRig;
beforeAll(async () => {
	rig = await WalletRig.open();
});
afterAll(async () => {
	expect(await rig.drift()).toEqual([]);
	await rig.close();
});

const oneLine = (returnedMilli: number) => [{ lineNo: 1, soldMilli: 3000, soldMinor: 1000, returnedMilli }];

describe('a return', () => {
	it('in three parts undoes award and spend to nothing, into the same lots', async () => {
		const member = await rig.member();
		const [lotId] = await rig.give(member, rig.lot(500, { expiresAtMs: rig.ports.now() + 30 * dayMs }));
		const sale = rig.sale(member, 1000);
		const held = await rig.hold(sale, 200);
		const grantId = held.ok ? held.held.grantId : '';
		const spends = [{ grantId, kind: 'additional' as const, currency: 'EUR', amountMinor: 200 }];
		await rig.book(rig.purchase(member, { saleId: sale.saleId, spends, awards: [rig.lot(50)] }));
		const taken: number[] = [];
		for (const amountMinor of [67, 66, 67]) {
			const request = { everything: false as const, lines: oneLine(1000), spends: [{ grantId, amountMinor }] };
			const answer = await rig.reverse(sale.saleId, request);
			if (!answer.ok) throw new Error(answer.code);
			expect(answer.spendsReturned).toEqual([{ currency: 'EUR', amountMinor }]);
			taken.push(answer.awardsTaken[0]?.amountMinor ?? 0);
		}
		expect(taken).toEqual([17, 16, 17]);
		const open = await lots(rig.db, member, rig.ports.now());
		expect(open.map(({ id, balanceMinor }) => [id, balanceMinor])).toEqual([[lotId, 500]]);
	});

	it('comes once; a second of the same, a cancellation and a return too many move nothing', async () => {
		const member = await rig.member();
		const purchase = rig.purchase(member, { awards: [rig.lot(90)] });
		await rig.book(purchase);
		const part = { everything: false as const, lines: oneLine(1000), spends: [] };
		const key = { key: `return of ${purchase.saleId}`, content: 'one piece' };
		const first = await rig.reverse(purchase.saleId, part, key);
		expect(first).toMatchObject({ ok: true, awardsTaken: [{ currency: 'EUR', amountMinor: 30 }] });
		expect(await rig.reverse(purchase.saleId, part, key)).toEqual({ ...first, replayed: true });
		expect(await rig.reverse(purchase.saleId, part, { ...key, content: 'two' })).toEqual({
			ok: false,
			code: 'conflict'
		});
		const whole = { everything: true as const, lines: oneLine(0) };
		expect(await rig.reverse(purchase.saleId, whole)).toMatchObject({ awardsTaken: [{ amountMinor: 60 }] });
		expect(await rig.reverse(purchase.saleId, whole)).toMatchObject({ ok: true, awardsTaken: [] });
		expect(await rig.reverse(purchase.saleId, part)).toMatchObject({ ok: true, awardsTaken: [] });
		expect(await rig.balanceMinor(member)).toBe(0);
	});

	it('of what was spent elsewhere is owed, clamped or refused, as the policy says', async () => {
		const member = await rig.member();
		const sold = () => rig.purchase(member, { awards: [rig.lot(100)] });
		const [first, second, third] = [sold(), sold(), sold()];
		await rig.book(first, second, third);
		await rig.adjust(member, -250);
		const whole = { everything: true as const, lines: [] };
		expect(await rig.reverse(first.saleId, whole, { policy: 'refuse' })).toEqual({
			ok: false,
			code: 'insufficient_value'
		});
		expect(await rig.reverse(first.saleId, whole, { policy: 'clamp' })).toMatchObject({
			awardsTaken: [{ amountMinor: 50 }],
			forgiven: [{ amountMinor: 50 }],
			owes: []
		});
		expect(await rig.reverse(second.saleId, whole)).toMatchObject({ owes: [{ currency: 'EUR', amountMinor: 100 }] });
		expect(await rig.balanceMinor(member)).toBe(-100);
	});

	it('of a sale nobody booked has to wait', async () => {
		const request = { everything: true as const, lines: [] };
		expect(await rig.reverse(testId(9), request)).toEqual({ ok: false, code: 'unknown_sale' });
	});

	it('of an instant spend costs the member nothing', async () => {
		const member = await rig.member();
		const sale = rig.sale(member, 900);
		const request = {
			key: `open:${sale.saleId}`,
			instants: [{ offerId: 'today', label: 'Today', amountMinor: 90 }],
			automatic: null
		};
		const { held } = await rig.run((trx) => holdAtOpening(trx, rig.ports, sale, request));
		const grantId = held[0]?.grantId ?? '';
		const spends = [{ grantId, kind: 'instant' as const, currency: 'EUR', amountMinor: 90 }];
		const [bought] = await rig.book(rig.purchase(member, { saleId: sale.saleId, spends }));
		expect(bought).toMatchObject({ captures: [{ found: 'standing' }] });
		expect(await rig.reverse(sale.saleId, { everything: true, lines: [] })).toMatchObject({
			spendsReturned: [{ amountMinor: 90 }]
		});
		expect(await rig.balanceMinor(member)).toBe(0);
	});
});

describe('the expiry run', () => {
	it('takes what ran out, ends holds that ran out, and finds nothing the second time', async () => {
		const member = await rig.member();
		const soon = rig.ports.now() + 60_000;
		await rig.give(member, rig.lot(100, { expiresAtMs: soon }), rig.lot(40));
		await rig.hold(rig.sale(member, 70, { expiresAtMs: soon }), 70);
		rig.ports.advance(60_000);
		expect((await balances(rig.db, [member], rig.ports.now())).get(member)).toMatchObject([{ spendableMinor: 40 }]);
		const done = await expire(rig.db, rig.ports);
		expect(done.holds).toBeGreaterThan(0);
		expect(await rig.balanceMinor(member)).toBe(40);
		expect(await expire(rig.db, rig.ports)).toEqual({ members: 0, holds: 0, lots: 0 });
	});

	it('settles what is owed before value is lost', async () => {
		const member = await rig.member();
		await rig.give(member, rig.lot(100, { expiresAtMs: rig.ports.now() + 60_000 }));
		const spends = [{ grantId: 'unknown', kind: 'additional' as const, currency: 'EUR', amountMinor: 130 }];
		await rig.book(rig.purchase(member, { spends }));
		await rig.give(member, rig.lot(80, { expiresAtMs: rig.ports.now() + 60_000 }));
		rig.ports.advance(60_000);
		await expire(rig.db, rig.ports);
		expect(await rig.balanceMinor(member)).toBe(0);
	});

	it('is undone for a sale made before it that arrives after it', async () => {
		const member = await rig.member();
		await rig.give(member, rig.lot(100, { expiresAtMs: rig.ports.now() + 120_000 }));
		const sale = rig.sale(member, 100, { expiresAtMs: rig.ports.now() + 60_000 });
		const held = await rig.hold(sale, 100);
		const grantId = held.ok ? held.held.grantId : '';
		const atMs = rig.ports.now();
		rig.ports.advance(120_000);
		await expire(rig.db, rig.ports);
		expect(await rig.balanceMinor(member)).toBe(0);
		const spends = [{ grantId, kind: 'additional' as const, currency: 'EUR', amountMinor: 100 }];
		const [answer] = await rig.book(rig.purchase(member, { saleId: sale.saleId, atMs, spends }));
		expect(answer).toMatchObject({ captures: [{ found: 'expired', overdrawnMinor: 0 }] });
		expect(await rig.balanceMinor(member)).toBe(0);
	});
});

describe('the ledger', () => {
	const facts = [
		'wallets',
		'ledger_transactions',
		'ledger_entries',
		'lots',
		'holds',
		'hold_lots',
		'hold_ends',
		'spend_parts',
		'reversal_lines',
		'reversal_spends'
	];
	const folds = ['wallet_balances', 'lot_balances', 'open_holds'];

	it.each([...facts, ...folds])('lets the app change or remove nothing in %s', async (table) => {
		const column = (
			await rig.rows<{ name: string }>(
				`SELECT column_name AS name FROM information_schema.columns WHERE table_name = '${table}' ORDER BY ordinal_position LIMIT 1`
			)
		)[0]?.name;
		for (const text of [
			`UPDATE ${table} SET ${String(column)} = ${String(column)}`,
			`DELETE FROM ${table}`,
			`TRUNCATE ${table} CASCADE`
		]) {
			await expect(query(rig.database.url, text)).rejects.toThrow(/permission denied/);
		}
	});

	it.each(facts)('refuses the owner too in %s', async (table) => {
		const rows = await rig.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
		expect(rows[0]?.n).toBeGreaterThan(0);
		await expect(rig.rows(`DELETE FROM ${table}`)).rejects.toThrow(/insert only/);
		await expect(rig.rows(`TRUNCATE ${table} CASCADE`)).rejects.toThrow(/insert only|kept by the ledger/);
		const [column] = await rig.rows<{ name: string }>(
			`SELECT column_name AS name FROM information_schema.columns WHERE table_name = '${table}' ORDER BY ordinal_position LIMIT 1`
		);
		await expect(rig.rows(`UPDATE ${table} SET ${String(column?.name)} = ${String(column?.name)}`)).rejects.toThrow(
			/insert only/
		);
	});

	it.each(folds)('lets nobody write %s by hand', async (table) => {
		await expect(rig.rows(`DELETE FROM ${table}`)).rejects.toThrow(/kept by the ledger/);
		await expect(rig.rows(`UPDATE ${table} SET member_id = member_id`)).rejects.toThrow(/kept by the ledger/);
	});

	it('refuses what does not sum to zero, and anything more for an old transaction', async () => {
		const member = await rig.member();
		const [lotId] = await rig.give(member, rig.lot(100));
		const lone = (account: string) => `
			INSERT INTO ledger_entries (transaction_id, entry_no, account, member_id, lot_id, currency, amount_minor)
			SELECT transaction_id, 99, '${account}', ${account === 'member' ? 'member_id' : 'NULL'}, id, 'EUR', 5 FROM lots WHERE id = '${String(lotId)}'`;
		await expect(query(rig.database.url, lone('member'))).rejects.toThrow(/sum to zero/);
		await expect(query(rig.database.url, lone('expiry'))).rejects.toThrow(/sum to zero/);
		const pair = `
			INSERT INTO ledger_entries (transaction_id, entry_no, account, member_id, lot_id, currency, amount_minor)
			SELECT transaction_id, 98, 'member', member_id, id, 'EUR', 5 FROM lots WHERE id = '${String(lotId)}'
			UNION ALL SELECT transaction_id, 99, 'award_cost', NULL, NULL, 'EUR', -5 FROM lots WHERE id = '${String(lotId)}'`;
		await expect(query(rig.database.url, pair)).rejects.toThrow(/come together/);
		expect(await rig.balanceMinor(member)).toBe(100);
	});

	it('refuses a hold of more than there is, whatever the caller believes', async () => {
		const member = await rig.member();
		const [lotId] = await rig.give(member, rig.lot(100));
		const holdId = rig.newId();
		const text = `
			WITH made AS (
				INSERT INTO holds (id, key, member_id, currency, kind, label, asked_minor, amount_minor, created_at, expires_at)
				VALUES ('${holdId}', '${holdId}', '${member}', 'EUR', 'additional', '', 101, 101, now(), now()) RETURNING id
			)
			INSERT INTO hold_lots SELECT id, 1, '${String(lotId)}', 101 FROM made`;
		await expect(query(rig.database.url, text)).rejects.toThrow(/more than there is|does not match/);
	});

	it('names what drifts: the check can fail', async () => {
		const member = await rig.member();
		await rig.give(member, rig.lot(100));
		const found = await query<{ what: string }>(
			rig.database.ownerUrl,
			`ALTER TABLE wallet_balances DISABLE TRIGGER wallet_balances_by_hand;
			UPDATE wallet_balances SET balance_minor = 99 WHERE member_id = '${member}';`
		).then(() => rig.drift());
		expect(found).toEqual([{ what: 'wallet', key: `${member} EUR`, kept: 99, found: 100 }]);
		await rig.rows(`UPDATE wallet_balances SET balance_minor = 100 WHERE member_id = '${member}';
			ALTER TABLE wallet_balances ENABLE TRIGGER wallet_balances_by_hand`);
	});
});
