import type { Db } from '$lib/server/db/client';
import { selectFirstStore } from './queries';

/** How the office writes dates: as its first store does. */
export async function readMerchantPlace(db: Db): Promise<{ zone: string; locale: string }> {
	return (await selectFirstStore(db)) ?? { zone: 'UTC', locale: 'en-GB' };
}
