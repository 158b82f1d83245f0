import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRewardSettings } from '../../src/lib/server/rewards/settings';
import { readSettingsForm, saveSettings, type SettingsInput } from '../../src/lib/server/rewards/settings-form';
import { shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;
beforeAll(async () => {
	shop = await TestShop.open();
});
afterAll(() => shop.close());

async function save(given: Partial<SettingsInput>) {
	const { input } = await readSettingsForm(shop.db);
	return saveSettings(shop.db, shop.ports, { ...input, ...given }, shopIds.manager);
}

describe('the form of wallets and rewards', () => {
	it.each<[string, keyof SettingsInput, Partial<SettingsInput>]>([
		['no least', 'minimumSpend', { minimumSpend: '' }],
		['a least that is none', 'minimumSpend', { minimumSpend: 'much' }],
		['a most below the least', 'maximumSpend', { minimumSpend: '5', maximumSpend: '4.99' }],
		['nothing as the most', 'maximumSpend', { maximumSpend: '0' }],
		['a sale that keeps nothing aside', 'holdMinutes', { holdMinutes: '0' }],
		['a sale that keeps for ever', 'holdMinutes', { holdMinutes: '1441' }],
		['another way to go negative', 'negativePolicy', { negativePolicy: 'refuse' }],
		['another kind of tax', 'spendTaxedAs', { spendTaxedAs: 'gift' }],
		['no limit', 'adjustmentLimit', { adjustmentLimit: '' }],
		['parts of a point', 'adjustmentLimitPoints', { adjustmentLimitPoints: '1.5' }],
		['no days at all', 'adjustmentDays', { adjustmentDays: '0' }],
		['a product that is none', 'defaultProduct', { defaultProduct: 'NOBODY' }]
	])('with %s names the field %s with a remedy and writes nothing', async (_what, field, given) => {
		const before = await readRewardSettings(shop.db);
		expect(await save(given)).toMatchObject({ ok: false, faults: { [field]: expect.stringMatching(/\S.*\.$/) } });
		expect(await readRewardSettings(shop.db)).toEqual(before);
	});

	it('saves what was typed, writes down what changed, and tells the tills how spends are taxed', async () => {
		const heard = () => shop.count('changes', `kind = 'settings'`);
		const before = await heard();
		const change = { minimumSpend: '1,50', maximumSpend: '100', negativePolicy: 'clamp', adjustmentDays: '365' };
		expect(await save(change)).toEqual({ ok: true, waits: false });
		expect(await heard()).toBe(before);
		expect(await save({ spendTaxedAs: 'payment' })).toEqual({ ok: true, waits: false });
		expect(await heard()).toBeGreaterThan(before);
		expect(await readRewardSettings(shop.db)).toMatchObject({
			...{ limits: { minimumMinor: 150, maximumMinor: 10_000 }, policy: 'clamp', spendTaxedAs: 'payment' },
			...{ adjustmentLimitMinor: 5000, adjustmentDays: 365 }
		});
		const written = await shop.rows<{ detail: unknown }>(
			`SELECT detail FROM audit_log WHERE action = 'rewards.settings_changed' ORDER BY at, id`
		);
		expect(written.map(({ detail }) => detail)).toContainEqual({ spend_taxed_as: 'payment' });
		expect(await save({})).toEqual({ ok: true, waits: false });
		expect(await shop.count('audit_log', `action = 'rewards.settings_changed'`)).toBe(2);
		expect(await save({ maximumSpend: '', adjustmentDays: '' })).toEqual({ ok: true, waits: false });
		expect(await readRewardSettings(shop.db)).toMatchObject({ limits: { maximumMinor: null }, adjustmentDays: null });
	});
});
