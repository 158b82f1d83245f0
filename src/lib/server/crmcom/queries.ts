import type { Db } from '../db/client';

// Places --------------------------------------------------------------------------------------------------------------

export function selectPlaces(db: Db) {
	return db
		.selectFrom('stores')
		.select(['id', 'code', 'name', 'zone', 'currency', 'prices_include_tax as pricesIncludeTax'])
		.orderBy('code')
		.execute();
}

export function selectTills(db: Db) {
	return db.selectFrom('tills').select(['id', 'code', 'name', 'store_id as storeId']).execute();
}

// Customers -----------------------------------------------------------------------------------------------------------

/** The running number of a member on this wire; given when first asked for. */
export async function numberOfMember(db: Db, memberId: string): Promise<number> {
	const find = () =>
		db.selectFrom('crmcom_participants').select('number').where('member_id', '=', memberId).executeTakeFirst();
	const known = await find();
	if (known) return known.number;
	await db
		.insertInto('crmcom_participants')
		.values({ member_id: memberId })
		.onConflict((oc) => oc.doNothing())
		.execute();
	const given = await find();
	if (!given) throw new Error('A member without a number after one was given.');
	return given.number;
}

export async function memberOfNumber(db: Db, number: number): Promise<string | null> {
	const row = await db
		.selectFrom('crmcom_participants')
		.select('member_id as memberId')
		.where('number', '=', number)
		.executeTakeFirst();
	return row?.memberId ?? null;
}

export function selectMember(db: Db, memberId: string) {
	return db
		.selectFrom('members')
		.select(['id', 'name', 'email', 'phone', 'created_at as createdAt', 'auto_spend as autoSpend'])
		.select(['auto_spend_balance_minor as autoSpendBalanceMinor', 'auto_spend_least_minor as autoSpendLeastMinor'])
		.select('auto_spend_most_minor as autoSpendMostMinor')
		.where('id', '=', memberId)
		.executeTakeFirst();
}

export function selectMemberIds(db: Db, limit: number, offset: number) {
	return db
		.selectFrom('members')
		.select('id')
		.where('state', '!=', 'ended')
		.orderBy('created_at', 'desc')
		.orderBy('id')
		.limit(limit)
		.offset(offset)
		.execute();
}

// Products ------------------------------------------------------------------------------------------------------------

const productColumns = [
	'p.id',
	'p.sku',
	'p.name',
	'p.group_id as groupId',
	'p.tax_rate_id as taxRateId',
	'p.unit'
] as const;

export function selectProductsById(db: Db, ids: string[]) {
	if (ids.length === 0) return Promise.resolve([]);
	return db.selectFrom('products as p').select(productColumns).where('p.id', 'in', ids).execute();
}

export function selectProductsBySku(db: Db, skus: string[]) {
	if (skus.length === 0) return Promise.resolve([]);
	return db.selectFrom('products as p').select(productColumns).where('p.sku', 'in', skus).execute();
}

export function selectProductsByCode(db: Db, codes: string[]) {
	if (codes.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('products as p')
		.innerJoin('product_codes as c', 'c.product_id', 'p.id')
		.select(productColumns)
		.select('c.code')
		.where('c.code', 'in', codes)
		.execute();
}

export function selectTaxRates(db: Db) {
	return db.selectFrom('tax_rates').select(['id', 'letter', 'rate_bp as rateBp']).execute();
}

export type ProductListFilter = {
	sku?: string | undefined;
	codes?: string[] | undefined;
	/** Beginning of the name or the SKU. */
	search?: string | undefined;
};

export function selectProductList(db: Db, { sku, codes, search }: ProductListFilter, limit: number, offset: number) {
	let rows = db
		.selectFrom('products as p')
		.select(['p.id', 'p.sku', 'p.name', 'p.kind', 'p.brand', 'p.family', 'p.categories', 'p.status'])
		.select((eb) =>
			eb
				.selectFrom('product_codes as c')
				.select('c.code')
				.whereRef('c.product_id', '=', 'p.id')
				.orderBy('c.code')
				.limit(1)
				.as('code')
		);
	if (sku) rows = rows.where('p.sku', '=', sku);
	if (codes) {
		rows = rows.where('p.id', 'in', (of) =>
			of.selectFrom('product_codes').select('product_id').where('code', 'in', codes)
		);
	}
	if (search) {
		const like = `${search.replace(/[\\%_]/g, '\\$&')}%`;
		rows = rows.where((eb) => eb.or([eb('p.name', 'ilike', like), eb('p.sku', 'ilike', like)]));
	}
	return rows.orderBy('p.sku').limit(limit).offset(offset).execute();
}
