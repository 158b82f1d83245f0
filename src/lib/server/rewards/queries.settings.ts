import type { Updateable } from 'kysely';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';

export { selectSettings } from './queries';

export function lockSettings(tx: Db) {
	return tx.selectFrom('reward_settings').selectAll().forUpdate().executeTakeFirstOrThrow();
}

export function updateSettings(tx: Db, change: Updateable<Database['reward_settings']>) {
	return tx.updateTable('reward_settings').set(change).execute();
}

/** All stores sell in one currency. */
export async function findCurrency(db: Db): Promise<{ currency: string; locale: string }> {
	const first = await db
		.selectFrom('stores')
		.select(['currency', 'locale'])
		.orderBy('code')
		.limit(1)
		.executeTakeFirst();
	return first ?? { currency: 'EUR', locale: 'en-GB' };
}
