import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	askAdjustment,
	decideAdjustment,
	readPending,
	type AdjustInput,
	type Decision
} from '../../src/lib/server/adjustments/adjustments';
import { balances, drift } from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;
let member: string;
let made = 0;
const place = { currency: 'EUR', zone: 'Europe/Berlin' };
const second = testId(777);
const input: AdjustInput = {
	...{
		direction: 'give',
		currency: 'EUR',
		amount: '12,50',
		label: 'For the broken cup',
		reason: 'Broken in the shop',
		until: '',
		conditions: ''
	}
};

beforeAll(async () => {
	shop = await TestShop.open();
	await shop.rows(
		`INSERT INTO staff (id, name, role, email) VALUES ('${second}', 'Sven', 'manager', 'sven@example.org')`
	);
});
afterAll(async () => {
	expect(await drift(shop.db)).toEqual([]);
	await shop.close();
});
beforeEach(async () => {
	member = testId(3_000_000 + (made += 1));
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${member}', 'Somebody')`);
});

const newId = () => testId(4_000_000 + (made += 1));
const ask = (given: Partial<AdjustInput> = {}, id = newId(), staffId: string = shopIds.manager) =>
	askAdjustment(shop.db, shop.ports, place, { id, memberId: member, staffId, input: { ...input, ...given } });
const decide = (id: string, decision: Decision, staffId: string) =>
	decideAdjustment(shop.db, shop.ports, { id, decision, staffId });
async function balanceMinor(currency = 'EUR'): Promise<number> {
	const all = (await balances(shop.db, [member], shop.ports.now())).get(member) ?? [];
	return all.find((one) => one.currency === currency)?.balanceMinor ?? 0;
}

describe('a correction of a wallet', () => {
	it.each<[string, keyof AdjustInput, Partial<AdjustInput>]>([
		['no direction', 'direction', { direction: '' }],
		['a currency of elsewhere', 'currency', { currency: 'USD' }],
		['no amount', 'amount', { amount: '' }],
		['nothing', 'amount', { amount: '0,00' }],
		['tenths of cents', 'amount', { amount: '1.234' }],
		['parts of a point', 'amount', { amount: '1.5', currency: 'PTS' }],
		['nothing for the member to read', 'label', { label: ' ' }],
		['no reason', 'reason', { reason: 'x' }],
		['a day that is over', 'until', { until: '2020-01-01' }],
		['a day that is none', 'until', { until: '2027-02-31' }],
		['more than there is to take', 'amount', { direction: 'take', amount: '0.01' }]
	])('with %s names the field %s with a remedy and books nothing', async (_what, field, given) => {
		expect(await ask(given)).toMatchObject({ ok: false, faults: { [field]: expect.stringMatching(/\S.*\.$/) } });
		expect(await shop.count('wallet_adjustments', `member_id = '${member}'`)).toBe(0);
		expect(await shop.count('ledger_transactions', `member_id = '${member}'`)).toBe(0);
	});

	it('gives and takes, with who and why in the ledger and the audit log', async () => {
		expect(await ask({ until: '2027-12-31' })).toEqual({ ok: true, state: 'booked' });
		expect(await ask({ direction: 'take', amount: '2.50' })).toEqual({ ok: true, state: 'booked' });
		expect(await ask({ currency: 'PTS', amount: '40' })).toEqual({ ok: true, state: 'booked' });
		expect([await balanceMinor(), await balanceMinor('PTS')]).toEqual([1000, 40]);
		const booked = await shop.rows(
			`SELECT reason, actor_id AS "by" FROM ledger_transactions WHERE member_id = '${member}' AND kind = 'adjustment'`
		);
		expect(booked).toEqual(Array(3).fill({ reason: 'Broken in the shop', by: shopIds.manager }));
		// The end of the day on the shop's wall.
		expect(
			await shop.rows(
				`SELECT expires_at AT TIME ZONE 'UTC' AS at FROM lots WHERE member_id = '${member}' AND expires_at IS NOT NULL`
			)
		).toHaveLength(1);
		expect(await shop.count('lots', `member_id = '${member}' AND expires_at = '2027-12-31T23:00:00Z'`)).toBe(1);
		expect(await shop.count('audit_log', `object = '${member}' AND action = 'wallet.adjusted'`)).toBe(3);
	});

	it('is booked once, however often its form is sent, also at the same moment', async () => {
		const id = newId();
		const answers = await Promise.all([ask({}, id), ask({}, id), ask({}, id)]);
		expect(answers).toEqual(Array(3).fill({ ok: true, state: 'booked' }));
		expect(await balanceMinor()).toBe(1250);
	});
});

describe('above the limit of a day', () => {
	it('waits for a second person; who asked cannot be that person', async () => {
		const id = newId();
		expect(await ask({ amount: '50.01' }, id)).toEqual({ ok: true, state: 'pending' });
		expect(await balanceMinor()).toBe(0);
		expect((await readPending(shop.db, member)).map((one) => [one.amountMinor, one.askedByName])).toEqual([
			[5001, 'Mia']
		]);
		expect(await decide(id, 'approve', shopIds.manager)).toMatchObject({
			ok: false,
			message: expect.stringContaining('somebody else')
		});
		expect(await balanceMinor()).toBe(0);
		expect(await decide(id, 'approve', second)).toEqual({ ok: true });
		expect(await balanceMinor()).toBe(5001);
		expect(await decide(id, 'approve', second)).toMatchObject({ ok: false });
		expect(await decide(id, 'refuse', second)).toMatchObject({ ok: false });
		expect(await balanceMinor()).toBe(5001);
		expect(await readPending(shop.db, member)).toEqual([]);
		expect(
			await shop.count(
				'audit_log',
				`object = '${member}' AND action = 'adjustment.approved' AND actor_id = '${second}'`
			)
		).toBe(1);
	});

	it('is not reached by two people at once approving, nor by an approval beside a refusal', async () => {
		const third = newId();
		await shop.rows(`INSERT INTO staff (id, name, role) VALUES ('${third}', 'Tea', 'manager')`);
		const id = newId();
		await ask({ amount: '80' }, id);
		const answers = await Promise.all([
			decide(id, 'approve', second),
			decide(id, 'approve', third),
			decide(id, 'refuse', third)
		]);
		expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
		expect([0, 8000]).toContain(await balanceMinor());
	});

	it('is the sum of small parts too, also when they come at the same moment', async () => {
		const answers = await Promise.all([ask({ amount: '30' }), ask({ amount: '30' }), ask({ amount: '-1' })]);
		expect(answers.map((answer) => answer.ok && answer.state).sort()).toEqual(['booked', 'pending', false].sort());
		expect(await balanceMinor()).toBe(3000);
		shop.ports.advance(24 * 3_600_000 + 1);
		expect(await ask({ amount: '30' })).toEqual({ ok: true, state: 'booked' });
	});

	it('counts what is taken like what is given', async () => {
		await ask({ amount: '30' });
		expect(await ask({ direction: 'take', amount: '25' })).toEqual({ ok: true, state: 'pending' });
	});

	it('can be refused by others and taken back by who asked', async () => {
		const [one, two] = [newId(), newId()];
		await ask({ amount: '60' }, one);
		await ask({ amount: '70' }, two);
		expect(await decide(one, 'withdraw', second)).toMatchObject({ ok: false });
		expect(await decide(one, 'refuse', second)).toEqual({ ok: true });
		expect(await decide(two, 'withdraw', shopIds.manager)).toEqual({ ok: true });
		expect(await balanceMinor()).toBe(0);
	});

	it('is told when the wallet holds less by the time somebody agrees', async () => {
		await ask({ amount: '50' });
		shop.ports.advance(24 * 3_600_000 + 1);
		await ask({ amount: '50' });
		const id = newId();
		await ask({ direction: 'take', amount: '90' }, id);
		shop.ports.advance(24 * 3_600_000 + 1);
		await ask({ direction: 'take', amount: '40' });
		expect(await decide(id, 'approve', second)).toMatchObject({
			ok: false,
			message: expect.stringContaining('does not hold')
		});
		expect(await balanceMinor()).toBe(6000);
		expect(await readPending(shop.db, member)).toHaveLength(1);
	});
});

describe('the database itself', () => {
	it('refuses a booking above the limit by who asked, and every later change', async () => {
		const id = newId();
		await ask({ amount: '60' }, id);
		const [transaction] = await shop.rows<{ id: string }>('SELECT id FROM ledger_transactions LIMIT 1');
		const bookedBy = (by: string) =>
			shop.rows(
				`UPDATE wallet_adjustments SET state = 'booked', decided_by = ${by}, decided_at = now(), transaction_id = '${transaction?.id ?? ''}' WHERE id = '${id}'`
			);
		await expect(bookedBy(`'${shopIds.manager}'`)).rejects.toThrow(/second_person/);
		await expect(bookedBy('NULL')).rejects.toThrow(/second_person/);
		await expect(shop.rows(`UPDATE wallet_adjustments SET needs_second = false WHERE id = '${id}'`)).rejects.toThrow(
			/never changed/
		);
		await expect(shop.rows(`UPDATE wallet_adjustments SET amount_minor = 1 WHERE id = '${id}'`)).rejects.toThrow(
			/never changed/
		);
		await decide(id, 'refuse', second);
		await expect(bookedBy(`'${second}'`)).rejects.toThrow(/never changed/);
		await expect(shop.rows(`DELETE FROM wallet_adjustments WHERE id = '${id}'`)).rejects.toThrow(/insert only/);
	});
});

describe('while another system keeps the value', () => {
	beforeEach(() => elsewhere('builtin'));
	afterAll(() => elsewhere('builtin'));
	const elsewhere = (backend: string) => shop.rows(`UPDATE reward_settings SET backend = '${backend}'`);

	it('nothing is corrected here, because no till would use it', async () => {
		await elsewhere('crmcom');
		expect(await ask()).toMatchObject({ ok: false, message: expect.stringContaining('Correct it there') });
		await elsewhere('builtin');
		expect(await ask()).toMatchObject({ ok: true });
	});

	it('what waited before can be refused and taken back, and not agreed to', async () => {
		const [id, other] = [newId(), newId()];
		for (const one of [id, other]) expect(await ask({ amount: '60' }, one)).toMatchObject({ state: 'pending' });
		await elsewhere('crmcom');
		const refused = { ok: false, message: expect.stringContaining('Another system') };
		expect(await decide(id, 'approve', second)).toMatchObject(refused);
		expect(await balanceMinor()).toBe(0);
		expect(await readPending(shop.db, member)).toHaveLength(2);
		expect(await decide(id, 'refuse', second)).toEqual({ ok: true });
		expect(await decide(other, 'withdraw', shopIds.manager)).toEqual({ ok: true });
		expect(await balanceMinor()).toBe(0);
	});
});
