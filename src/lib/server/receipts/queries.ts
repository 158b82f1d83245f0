import type { Db } from '../db/client';

/** The sale whose receipt carries this token; the newest, should a fork have brought two. */
export function findSaleByToken(db: Db, tokenHash: string): Promise<{ id: string } | undefined> {
	return db
		.selectFrom('sales')
		.select('id')
		.where('receipt_token_hash', '=', tokenHash)
		.orderBy('received_at', 'desc')
		.limit(1)
		.executeTakeFirst();
}

export async function hasReceipt(db: Db, number: string): Promise<boolean> {
	const row = await db
		.selectFrom('sales')
		.select('id')
		.where('receipt_number', '=', number)
		.where('kind', '=', 'sale')
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

export function findMerchant(db: Db): Promise<{ merchantName: string | null; kind: string } | undefined> {
	return db.selectFrom('installation').select(['merchant_name as merchantName', 'kind']).executeTakeFirst();
}
