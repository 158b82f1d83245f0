import type { Insertable } from 'kysely';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';

type SeedTable = 'stores' | 'tills' | 'staff' | 'tax_rates' | 'groups' | 'products' | 'product_codes' | 'members';

/** Adds rows, a hundred in a statement. */
export async function insertRows<T extends SeedTable>(
	db: Db,
	table: T,
	rows: Insertable<Database[T]>[]
): Promise<void> {
	for (let from = 0; from < rows.length; from += 100) {
		// The builder cannot follow a generic table name; the signature above pairs table and rows.
		const batch = rows.slice(from, from + 100) as unknown as Insertable<Database['stores']>[];
		await db
			.insertInto(table as 'stores')
			.values(batch)
			.execute();
	}
}

export async function hasStores(db: Db): Promise<boolean> {
	return (await db.selectFrom('stores').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function hasSales(db: Db): Promise<boolean> {
	return (await db.selectFrom('sales').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function nameMerchant(db: Db, name: string): Promise<void> {
	await db.updateTable('installation').set({ merchant_name: name }).execute();
}

export function listStores(db: Db) {
	return db.selectFrom('stores').selectAll().orderBy('code').execute();
}

export function listTills(db: Db) {
	return db.selectFrom('tills').selectAll().orderBy('code').execute();
}

export function listProducts(db: Db) {
	return db
		.selectFrom('products')
		.innerJoin('tax_rates', 'tax_rates.id', 'products.tax_rate_id')
		.select([
			'products.id',
			'sku',
			'products.name',
			'group_id',
			'price_minor',
			'tax_rate_id',
			'rate_bp',
			'sell_by',
			'unit'
		])
		.select(['brand', 'family', 'categories', 'in_promotions as inPromotions'])
		.where('price_minor', 'is not', null)
		.orderBy('sku')
		.execute();
}

export function listTaxRates(db: Db) {
	return db.selectFrom('tax_rates').selectAll().orderBy('letter').execute();
}

export function listSellers(db: Db) {
	return db.selectFrom('staff').select(['id', 'name']).where('role', '=', 'cashier').orderBy('name').execute();
}

export function listMemberIds(db: Db) {
	return db.selectFrom('members').select('id').orderBy('created_at').orderBy('id').execute();
}

/** The member whose sign-in the start names. */
export async function findDemoMember(db: Db): Promise<string | null> {
	const row = await db
		.selectFrom('members')
		.select('id')
		.where('email', '=', 'member@demo.example')
		.where('state', '=', 'active')
		.executeTakeFirst();
	return row?.id ?? null;
}

/** A card in use of that member. */
export async function findDemoCard(db: Db): Promise<string | null> {
	const row = await db
		.selectFrom('cards as c')
		.innerJoin('members as m', 'm.id', 'c.member_id')
		.select('c.number')
		.where('c.state', '=', 'active')
		.where('m.email', '=', 'member@demo.example')
		.limit(1)
		.executeTakeFirst();
	return row?.number ?? null;
}
