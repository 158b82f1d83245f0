import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storeSettings } from '../../src/lib/contract/sync/pull';
import { pull } from '../../src/lib/server/changes/pull';
import {
	cashSteps,
	draftStore,
	findStore,
	renameMerchant,
	saveStore,
	type StoreInput
} from '../../src/lib/server/stores/stores';
import { deleteTaxRate, listTaxRates, saveTaxRate, type TaxInput } from '../../src/lib/server/taxes/taxes';
import { sell, shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
});
afterAll(() => shop.close());

const harbour: StoreInput = {
	code: 'S07',
	name: 'Harbour',
	address: '7 Quay',
	taxNumber: '',
	zone: 'Europe/Helsinki',
	locale: 'fi-FI',
	currency: 'EUR',
	pricesIncludeTax: true,
	cashStepMinor: '5',
	discountLimit: '12,5',
	autoLockSeconds: '120',
	receiptFooter: 'Thank you.\nSee you soon.'
};
const add = (change: Partial<StoreInput> = {}) =>
	saveStore(shop.db, shop.ports, null, { ...harbour, ...change }, shopIds.manager);
const change = async (part: Partial<StoreInput>) => {
	const stored = await findStore(shop.db, shopIds.store);
	if (!stored) throw new Error('no store');
	return saveStore(shop.db, shop.ports, shopIds.store, { ...stored, ...part }, shopIds.manager);
};

/** What the till hears from where it stands. */
async function news(since: number) {
	await sql`select number_changes(1000)`.execute(shop.db);
	const { deviceId, tillId, tillCode } = till.enrolled;
	const device = {
		...{ deviceId, tillId, tillCode, tillName: 'Counter', storeId: shopIds.store },
		...{ state: 'active' as const, secret: Buffer.alloc(32) }
	};
	const pulled = await pull(shop.db, shop.ports, { device, publicOrigin: 'https://shop.example' }, since);
	if (!pulled.ok) throw new Error(pulled.code);
	return pulled.answer;
}

describe('the form of a store', () => {
	it.each<[string, keyof StoreInput, Partial<StoreInput>]>([
		['no name', 'name', { name: ' ' }],
		['the name of another', 'name', { name: 'corner shop' }],
		['a name that is too long', 'name', { name: 'x'.repeat(201) }],
		['no address', 'address', { address: '' }],
		['a tax number that is too long', 'taxNumber', { taxNumber: '1'.repeat(41) }],
		['no code', 'code', { code: '' }],
		['a code with a dash', 'code', { code: 'S-2' }],
		['a code that leaves no room for its tills', 'code', { code: 'ABCDEFGHI' }],
		['the code of another', 'code', { code: 's01' }],
		['an unknown time zone', 'zone', { zone: 'Europe/Atlantis' }],
		['an unknown way of writing', 'locale', { locale: 'xx' }],
		['no way of writing', 'locale', { locale: '' }],
		['an unknown currency', 'currency', { currency: 'XXQ' }],
		['another currency than the first store', 'currency', { currency: 'SEK' }],
		['a cash step that is no coin', 'cashStepMinor', { cashStepMinor: '7' }],
		['no cash step', 'cashStepMinor', { cashStepMinor: '' }],
		['a discount above all', 'discountLimit', { discountLimit: '100.01' }],
		['a discount that is no number', 'discountLimit', { discountLimit: 'much' }],
		['a lock that is too quick', 'autoLockSeconds', { autoLockSeconds: '14' }],
		['a lock that never comes', 'autoLockSeconds', { autoLockSeconds: '3601' }],
		['a footer that is too long', 'receiptFooter', { receiptFooter: 'x'.repeat(301) }]
	])('with %s names the field %s and writes nothing', async (_what, field, part) => {
		const [stores, audits] = [await shop.count('stores'), await shop.count('audit_log')];
		const answer = await add(part);
		expect(answer).toMatchObject({ ok: false, faults: { [field]: expect.stringMatching(/\S.*\.$/) } });
		expect(answer.ok ? [] : Object.keys(answer.faults)).toEqual([field]);
		expect(await shop.count('stores')).toBe(stores);
		expect(await shop.count('audit_log')).toBe(audits);
	});

	it('begins with the next free code and what the first store has', async () => {
		expect(await draftStore(shop.db)).toMatchObject({ code: 'S02', name: '', currency: 'EUR', zone: 'Europe/Berlin' });
	});

	it('adds a store as it was typed, once, also when two managers press together', async () => {
		const answers = await Promise.all([add(), add()]);
		expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
		const id = answers.find((answer) => answer.ok)?.id ?? '';
		expect(await findStore(shop.db, id)).toEqual({ ...harbour, discountLimit: '12.5' });
		expect(
			await shop.rows(`SELECT action, actor_id, detail ->> 'code' AS code FROM audit_log WHERE object = '${id}'`)
		).toEqual([{ action: 'store.added', actor_id: shopIds.manager, code: 'S07' }]);
	});

	it('keeps a code that tills carry', async () => {
		expect(await change({ code: 'S09' })).toMatchObject({
			ok: false,
			faults: { code: expect.stringContaining('S01') }
		});
	});

	it('tells the store’s tills, in a shape they take', async () => {
		const { cursor } = await news(0);
		for (const cashStepMinor of cashSteps) {
			const answer = await change({
				cashStepMinor: String(cashStepMinor),
				receiptFooter: 'Open daily.',
				name: 'Corner'
			});
			expect(answer).toMatchObject({ ok: true });
			const { changes } = await news(cursor);
			const [settings] = changes.filter(({ kind }) => kind === 'settings');
			expect(storeSettings.parse(settings?.data)).toMatchObject({
				cashStepMinor,
				receiptFooter: 'Open daily.',
				storeName: 'Corner'
			});
		}
	});

	it('gives the shop another name, on its tills too', async () => {
		const { cursor } = await news(0);
		expect(await renameMerchant(shop.db, shop.ports, ' ', shopIds.manager)).toMatchObject({ ok: false });
		expect(await renameMerchant(shop.db, shop.ports, 'Pine & Harbour', shopIds.manager)).toEqual({ ok: true });
		const { changes } = await news(cursor);
		expect(changes).toContainEqual(
			expect.objectContaining({ kind: 'settings', data: expect.objectContaining({ merchantName: 'Pine & Harbour' }) })
		);
	});

	it('may not be passed by: the table itself refuses what a till cannot take', async () => {
		for (const part of [
			'cash_step_minor = 25',
			'cash_step_minor = 0',
			'discount_limit_bp = 10001',
			'auto_lock_seconds = 5',
			`receipt_footer = repeat('x', 301)`,
			`code = 'a b'`
		]) {
			await expect(shop.rows(`UPDATE stores SET ${part}`), part).rejects.toThrow(/violates check constraint/);
		}
	});

	it('keeps a currency in which was sold', async () => {
		const alone = await TestShop.open();
		const save = async (currency: string) => {
			const stored = await findStore(alone.db, shopIds.store);
			if (!stored) throw new Error('no store');
			return saveStore(alone.db, alone.ports, shopIds.store, { ...stored, currency }, shopIds.manager);
		};
		expect(await save('JPY')).toMatchObject({ ok: false, faults: { currency: expect.stringContaining('decimals') } });
		expect(await save('chf')).toMatchObject({ ok: true });
		expect(await save('EUR')).toMatchObject({ ok: true });
		const seller = await alone.till();
		await sell(seller);
		await seller.push();
		expect(await save('CHF')).toMatchObject({ ok: false, faults: { currency: expect.stringContaining('Sales') } });
		await alone.close();
	});
});

const special: TaxInput = { name: 'Special', letter: 'c', percent: '5,5' };
const saveRate = (part: Partial<TaxInput> = {}, id: string | null = null) =>
	saveTaxRate(shop.db, shop.ports, id, { ...special, ...part }, shopIds.manager);

describe('the form of a tax rate', () => {
	let rates = 0;
	beforeEach(async () => {
		rates = await shop.count('tax_rates');
	});

	it.each<[string, keyof TaxInput, Partial<TaxInput>]>([
		['no name', 'name', { name: '' }],
		['the name of another', 'name', { name: 'STANDARD' }],
		['a name that is too long', 'name', { name: 'x'.repeat(81) }],
		['no letter', 'letter', { letter: '' }],
		['a digit for a letter', 'letter', { letter: '1' }],
		['three letters', 'letter', { letter: 'ABC' }],
		['the letter of another', 'letter', { letter: 'a' }],
		['no percentage', 'percent', { percent: '' }],
		['a percentage below nothing', 'percent', { percent: '-1' }],
		['more than all', 'percent', { percent: '100.5' }],
		['more decimals than a rate has', 'percent', { percent: '7.125' }],
		['a word for a percentage', 'percent', { percent: '1e2' }]
	])('with %s names the field %s and writes nothing', async (_what, field, part) => {
		const answer = await saveRate(part);
		expect(answer).toMatchObject({ ok: false, faults: { [field]: expect.stringMatching(/\S.*\.$/) } });
		expect(answer.ok ? [] : Object.keys(answer.faults)).toEqual([field]);
		expect(await shop.count('tax_rates')).toBe(rates);
	});

	it('adds a rate, changes it and tells the tills; what was sold keeps its own', async () => {
		await sell(till);
		await till.push();
		const sold = await shop.rows('SELECT rate_bp FROM sale_taxes ORDER BY 1');
		const { cursor } = await news(0);
		const added = await saveRate();
		if (!added.ok) throw new Error('not added');
		expect(await saveRate({ name: 'Reduced', letter: 'B', percent: '8 %' }, 'reduced')).toEqual({
			...{ ok: true, id: 'reduced', rateBp: 800, formerBp: 700 }
		});
		const { changes } = await news(cursor);
		expect(changes.filter(({ kind }) => kind === 'tax_rate').map(({ data }) => data)).toEqual(
			expect.arrayContaining([
				{ id: added.id, name: 'Special', letter: 'C', rateBp: 550 },
				{ id: 'reduced', name: 'Reduced', letter: 'B', rateBp: 800 }
			])
		);
		expect(await shop.rows('SELECT rate_bp FROM sale_taxes ORDER BY 1')).toEqual(sold);
		expect(await shop.rows(`SELECT detail FROM audit_log WHERE action = 'tax_rate.changed'`)).toEqual([
			{ detail: { letter: 'B', rateBp: 800, formerBp: 700 } }
		]);
	});

	it('goes when no product has it; one in use stays, and so does the last', async () => {
		const remove = (id: string) => deleteTaxRate(shop.db, shop.ports, id, shopIds.manager);
		expect(await remove('reduced')).toEqual({ ok: false, code: 'in_use', products: 3 });
		const { cursor } = await news(0);
		for (const { id, products } of await listTaxRates(shop.db))
			if (products === 0) expect(await remove(id)).toEqual({ ok: true });
		const { changes } = await news(cursor);
		expect(changes).toContainEqual({ kind: 'tax_rate', key: 'standard', data: null });
		expect(await remove('standard')).toEqual({ ok: false, code: 'not_found' });
		await shop.rows('DELETE FROM products');
		expect(await remove('reduced')).toEqual({ ok: false, code: 'last' });
		expect(await shop.count('audit_log', `action = 'tax_rate.removed'`)).toBe(2);
	});
});
