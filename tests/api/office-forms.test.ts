import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProduct, saveProduct, type ProductInput } from '../../src/lib/server/products/edit';
import { saveStaff, type StaffInput } from '../../src/lib/server/staff/staff';
import { createNumberedTill, createTill, renameTill } from '../../src/lib/server/tills-admin/tills-admin';
import { shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;
beforeAll(async () => {
	shop = await TestShop.open();
});
afterAll(() => shop.close());

const product: ProductInput = {
	sku: 'X1',
	name: 'Rye bread',
	group: '',
	price: '3,20',
	minimumPrice: '',
	taxRateId: 'reduced',
	sellBy: 'piece',
	codes: '',
	favourite: false,
	brand: '',
	family: '',
	categories: '',
	inPromotions: true,
	status: 'active'
};
const saved = (change: Partial<ProductInput>) =>
	saveProduct(shop.db, shop.ports, null, { ...product, ...change }, shopIds.manager);

describe('the form of a product', () => {
	it.each<[string, keyof ProductInput, Partial<ProductInput>]>([
		['no name', 'name', { name: ' ' }],
		['a name that is too long', 'name', { name: 'x'.repeat(201) }],
		['no article number', 'sku', { sku: '' }],
		['an article number of another', 'sku', { sku: 'P1' }],
		['a price that is none', 'price', { price: '3,x' }],
		['a price below nothing', 'price', { price: '-1' }],
		['a lowest price above the price', 'minimumPrice', { minimumPrice: '4' }],
		['a tax rate that is not there', 'taxRateId', { taxRateId: 'none' }],
		['an unknown way to sell', 'sellBy', { sellBy: 'metre' }],
		['an unknown status', 'status', { status: 'gone' }],
		['a mistyped barcode', 'codes', { codes: '4006381333930' }],
		['a brand that is too long', 'brand', { brand: 'x'.repeat(201) }],
		[
			'too many categories',
			'categories',
			{ categories: Array.from({ length: 21 }, (_, at) => `c${String(at)}`).join() }
		],
		['a group name that is too long', 'group', { group: 'x'.repeat(81) }]
	])('with %s names the field %s and writes nothing', async (_what, field, change) => {
		const before = await shop.count('products');
		const answer = await saved(change);
		expect(answer).toMatchObject({ ok: false, faults: { [field]: expect.stringMatching(/\S.*\.$/) } });
		expect(await shop.count('products')).toBe(before);
	});

	it('keeps what offers ask for, and tills hear of it', async () => {
		const traits = { brand: ' Leaf ', family: 'Bread', categories: 'rye, dark,rye ,', inPromotions: false };
		const answer = await saved({ sku: 'X9', ...traits });
		if (!answer.ok) throw new Error('it was refused');
		const kept = { brand: 'Leaf', family: 'Bread', categories: ['rye', 'dark'], inPromotions: false };
		expect(await findProduct(shop.db, answer.id)).toMatchObject(kept);
		const change = { sku: 'X9', ...traits, brand: '', categories: '', inPromotions: true };
		const before = await shop.count('changes', `key = '${answer.id}'`);
		await saveProduct(shop.db, shop.ports, answer.id, { ...product, ...change }, shopIds.manager);
		expect(await findProduct(shop.db, answer.id)).toMatchObject({ brand: null, categories: [], inPromotions: true });
		expect(await shop.count('changes', `key = '${answer.id}'`)).toBeGreaterThan(before);
	});

	it('makes the group that is typed, once, however it is spelled', async () => {
		expect((await saved({ sku: 'X2', group: 'Breads' })).ok).toBe(true);
		expect((await saved({ sku: 'X3', group: ' breads ' })).ok).toBe(true);
		expect(await shop.count('groups', `lower(name) = 'breads'`)).toBe(1);
		expect(await shop.count('products p JOIN groups g ON g.id = p.group_id', `g.name = 'Breads'`)).toBe(2);
	});
});

const person: StaffInput = {
	name: 'Nora',
	role: 'cashier',
	rights: ['sell'],
	pin: '318204',
	email: '',
	password: '',
	active: true
};

describe('the form of a person', () => {
	it.each<[string, keyof StaffInput, Partial<StaffInput>]>([
		['no name', 'name', { name: '' }],
		['a PIN of four digits', 'pin', { pin: '3182' }],
		['a PIN of one digit repeated', 'pin', { pin: '111111' }],
		['a PIN that is a run', 'pin', { pin: '123456' }],
		['a manager without an address', 'email', { role: 'manager', password: 'three words fine' }],
		['a manager with a short password', 'password', { role: 'manager', email: 'n@example.org', password: 'short' }]
	])('with %s names the field %s and writes nothing', async (_what, field, change) => {
		const before = await shop.count('staff');
		const scene = { kind: 'shop' as const, byStaffId: shopIds.manager };
		const answer = await saveStaff(shop.db, shop.ports, null, { ...person, ...change }, scene);
		expect(answer).toMatchObject({ ok: false, faults: { [field]: expect.stringMatching(/\S.*\.$/) } });
		expect(await shop.count('staff')).toBe(before);
	});
});

describe('the form of a till', () => {
	it('asks for a name and a store that is there', async () => {
		const add = (name: string, storeId: string = shopIds.store) =>
			createTill(shop.db, shop.ports, { name, storeId }, shopIds.manager);
		expect(await add(' ')).toMatchObject({ ok: false, faults: { name: expect.any(String) } });
		expect(await add('x'.repeat(81))).toMatchObject({ ok: false, faults: { name: expect.any(String) } });
		expect(await add('counter')).toMatchObject({ ok: false, faults: { name: expect.stringContaining('already') } });
		expect(await add('Counter 3', shopIds.group)).toMatchObject({ ok: false, faults: { storeId: expect.any(String) } });
		expect(await add('Counter 3')).toMatchObject({ ok: true, code: 'S01T03' });
	});

	it('gives a till another name that no other of its store has', async () => {
		const rename = (name: string, id: string = shopIds.tillB) =>
			renameTill(shop.db, shop.ports, id, name, shopIds.manager);
		expect(await rename(' ')).toMatchObject({ ok: false, faults: { name: expect.any(String) } });
		expect(await rename('x'.repeat(81))).toMatchObject({ ok: false, faults: { name: expect.any(String) } });
		expect(await rename('COUNTER')).toMatchObject({ ok: false, faults: { name: expect.stringContaining('already') } });
		expect(await rename('Window', shopIds.group)).toMatchObject({ ok: false });
		const heard = () => shop.count('changes', `kind = 'settings' AND key = '${shopIds.store}'`);
		const before = await heard();
		expect(await rename('window')).toEqual({ ok: true });
		expect(await heard()).toBe(before + 1);
		expect(await shop.rows(`SELECT name, code FROM tills WHERE id = '${shopIds.tillB}'`)).toEqual([
			{ name: 'window', code: 'S01T02' }
		]);
		expect(await shop.count('audit_log', `action = 'till.renamed'`)).toBe(1);
	});

	it('gives every visitor of the demo a till of their own', async () => {
		const visit = () => createNumberedTill(shop.db, shop.ports, { name: 'Visitor’s till', storeId: shopIds.store });
		const made = await Promise.all([visit(), visit(), visit()]);
		made.push(await visit());
		expect(made.map(({ ok }) => ok)).toEqual([true, true, true, true]);
		expect(new Set(made.map((till) => till.ok && till.code)).size).toBe(4);
	});
});
