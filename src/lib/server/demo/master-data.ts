/** Stores, tills, people, goods and members of the demo shop, in one transaction: all of it or nothing. */
import { gs1CheckDigit } from '$lib/domain/code/check-digit';
import { hashPassword } from '../auth/password';
import { newPin } from '../auth/pin';
import type { Db } from '../db/client';
import { addCard } from '../members/card';
import { addOffer } from '../offers/offers';
import { newId, type Ports } from '../ports';
import { demoGroups, demoProducts, demoTaxRates, type DemoProduct } from './catalogue';
import { demoMembers, demoMerchant, demoStaff, demoStores, demoTills } from './people';
import { demoOffers } from './offers';
import { hasStores, insertRows, nameMerchant } from './queries';

const offersSinceDays = 60;

export async function seedMasterData(db: Db, ports: Ports): Promise<void> {
	if (await hasStores(db)) return;
	const people = await Promise.all(demoStaff.map((person) => staffRow(person, ports)));
	await db.transaction().execute(async (tx) => {
		await nameMerchant(tx, demoMerchant);
		await seedPlaces(tx, ports);
		await insertRows(tx, 'staff', people);
		await seedGoods(tx, ports);
		await seedMembers(tx, ports);
	});
}

async function seedPlaces(tx: Db, ports: Ports): Promise<void> {
	const stores = demoStores.map((store) => ({ id: newId(ports), currency: 'EUR', ...store }));
	await insertRows(tx, 'stores', stores);
	const tills = demoTills.map(({ code, name, store }) => {
		const store_id = stores.find((row) => row.code === store)?.id;
		if (!store_id) throw new Error(`The demo till ${code} names a store that is not there.`);
		return { id: newId(ports), store_id, code, name };
	});
	await insertRows(tx, 'tills', tills);
}

async function staffRow(person: (typeof demoStaff)[number], ports: Ports) {
	const { name, role, rights, email, password, pin } = person;
	const password_hash = password === null ? null : await hashPassword(password);
	return { id: newId(ports), name, role, rights: [...rights], email, password_hash, ...(await newPin(ports, pin)) };
}

async function seedGoods(tx: Db, ports: Ports): Promise<void> {
	const groups = demoGroups.map(({ name, tint }, sort) => ({ id: newId(ports), name, tint, sort }));
	const groupIds = new Map(demoGroups.map(({ key }, index) => [key, groups[index]?.id ?? null]));
	await insertRows(tx, 'tax_rates', demoTaxRates);
	await insertRows(tx, 'groups', groups);
	const products = demoProducts.map((product) => ({
		id: newId(ports),
		sku: product.sku,
		name: product.name,
		group_id: groupIds.get(product.group) ?? null,
		price_minor: product.priceMinor,
		tax_rate_id: product.tax,
		sell_by: product.byWeight ? ('weight' as const) : ('piece' as const),
		unit: product.byWeight ? 'KGM' : 'H87',
		favourite: product.favourite,
		kind: product.kind,
		brand: product.brand,
		family: product.family,
		categories: product.categories
	}));
	await insertRows(tx, 'products', products);
	const codes = products.map(({ id }, index) => ({ code: codeOf(demoProducts[index], index), product_id: id }));
	await insertRows(tx, 'product_codes', codes);
	await seedOffers(tx, ports, (key) => groupIds.get(key) ?? '');
}

/** In force since before the first sale of the demo's history. */
async function seedOffers(tx: Db, ports: Ports, groupIdOf: (key: string) => string): Promise<void> {
	const changedAt = new Date(ports.now() - offersSinceDays * 86_400_000);
	for (const rule of demoOffers(groupIdOf)) {
		await addOffer(tx, newId(ports), { state: 'active', rule, changedAt, changedBy: null });
	}
}

async function seedMembers(tx: Db, ports: Ports): Promise<void> {
	const members = demoMembers.map(({ joinedDaysAgo, ...member }) => ({
		id: newId(ports),
		created_at: new Date(ports.now() - joinedDaysAgo * 86_400_000),
		...member
	}));
	await insertRows(tx, 'members', members);
	for (const { id } of members) await addCard(tx, ports, id);
}

/** A GTIN-14 of the example range 952; for weighed goods the scale's code with its value digits zero. */
function codeOf(product: DemoProduct | undefined, index: number): string {
	const serial = String(index + 1);
	const digits = product?.byWeight ? `21${serial.padStart(5, '0')}00000` : `952${serial.padStart(9, '0')}`;
	return `0${digits}${gs1CheckDigit(digits)}`;
}
