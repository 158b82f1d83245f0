/** What one person may correct by hand is raised by two; the second is never the one who asked. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decideLimitRaise, readPendingRaise, type RaiseDecision } from '../../src/lib/server/rewards/limit-raise';
import { readRewardSettings } from '../../src/lib/server/rewards/settings';
import { readSettingsForm, saveSettings, type SettingsInput } from '../../src/lib/server/rewards/settings-form';
import { testId } from '../support/any-basket';
import { shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;
const second = testId(777);
beforeAll(async () => {
	shop = await TestShop.open();
});
afterAll(() => shop.close());

async function save(given: Partial<SettingsInput>, staffId: string = shopIds.manager) {
	const { input } = await readSettingsForm(shop.db);
	return saveSettings(shop.db, shop.ports, { ...input, ...given }, staffId);
}
const limits = async () => {
	const { adjustmentLimitMinor, adjustmentLimitPoints } = await readRewardSettings(shop.db);
	return [adjustmentLimitMinor, adjustmentLimitPoints];
};
const decide = async (decision: RaiseDecision, staffId: string, id?: string) =>
	decideLimitRaise(shop.db, shop.ports, {
		...{ id: id ?? (await readPendingRaise(shop.db))?.id ?? testId(1), decision, staffId }
	});

it('a manager alone cannot raise it, and may lower it', async () => {
	expect(await save({ adjustmentLimit: '100' })).toMatchObject({
		ok: false,
		faults: { adjustmentLimit: expect.stringContaining('second manager') }
	});
	expect(await save({ adjustmentLimitPoints: '5001', minimumSpend: '1.00' })).toMatchObject({
		ok: false,
		faults: { adjustmentLimitPoints: expect.stringContaining('second manager') }
	});
	expect(await save({ adjustmentLimit: '40', adjustmentLimitPoints: '4000' })).toEqual({ ok: true, waits: false });
	expect(await limits()).toEqual([4000, 4000]);
	expect((await readRewardSettings(shop.db)).limits.minimumMinor).toBe(0);
});

describe('with a second manager', () => {
	beforeAll(() => shop.rows(`INSERT INTO staff (id, name, role) VALUES ('${second}', 'Sven', 'manager')`));
	beforeEach(async () => {
		const waiting = await readPendingRaise(shop.db);
		if (waiting) await decide('withdraw', waiting.askedBy);
		await save({ adjustmentLimit: '40', adjustmentLimitPoints: '4000' });
	});

	it('it waits, while everything else is saved; who asked cannot agree', async () => {
		expect(await save({ adjustmentLimit: '100', minimumSpend: '2.00' })).toEqual({ ok: true, waits: true });
		expect(await limits()).toEqual([4000, 4000]);
		expect((await readRewardSettings(shop.db)).limits.minimumMinor).toBe(200);
		expect(await readPendingRaise(shop.db)).toMatchObject({
			limitMinor: 10_000,
			limitPoints: 4000,
			askedByName: 'Mia'
		});
		expect(await decide('approve', shopIds.manager)).toMatchObject({ ok: false });
		expect(await save({ adjustmentLimit: '90' }, second)).toMatchObject({ ok: false });
		expect(await limits()).toEqual([4000, 4000]);
		expect(await decide('approve', second)).toEqual({ ok: true });
		expect(await limits()).toEqual([10_000, 4000]);
		expect(await shop.count('audit_log', `action = 'adjustment_limit.agreed' AND actor_id = '${second}'`)).toBe(1);
		await save({ adjustmentLimit: '40' });
	});

	it('it is refused by another or taken back by who asked, once', async () => {
		await save({ adjustmentLimitPoints: '9000' });
		const first = (await readPendingRaise(shop.db))?.id ?? '';
		expect(await decide('withdraw', second)).toMatchObject({ ok: false });
		expect(await decide('refuse', second)).toEqual({ ok: true });
		expect(await decide('approve', second, first)).toMatchObject({ ok: false });
		await save({ adjustmentLimitPoints: '9000' });
		expect(await decide('withdraw', shopIds.manager)).toEqual({ ok: true });
		expect(await limits()).toEqual([4000, 4000]);
	});

	it('the database refuses a higher limit that nobody agreed to, and agreeing to the own wish', async () => {
		const raise = (minor: number) => shop.rows(`UPDATE reward_settings SET adjustment_limit_minor = ${String(minor)}`);
		await expect(raise(100_000)).rejects.toThrow(/second manager/);
		await save({ adjustmentLimit: '100' });
		const own = `UPDATE adjustment_limit_raises SET state = 'agreed', decided_by = asked_by, decided_at = now() WHERE state = 'pending'`;
		await expect(shop.rows(own)).rejects.toThrow(/second_person/);
		await decide('approve', second);
		await save({ adjustmentLimit: '40' });
		// What was agreed to once does not open the way again.
		await expect(raise(10_000)).rejects.toThrow(/second manager/);
		await expect(shop.rows(`DELETE FROM adjustment_limit_raises`)).rejects.toThrow(/insert only/);
	});
});
