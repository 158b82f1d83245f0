import type { Db } from '$lib/server/db/client';
import { findDemoMember } from '$lib/server/demo/shop';
import type { Ports } from '$lib/server/ports';
import * as wallet from '$lib/server/wallet/wallet';

/** So that whoever signs in as the member that the start names can spend something at once; given once. */
export async function addWelcomeGift(db: Db, ports: Ports): Promise<void> {
	const memberId = await findDemoMember(db);
	if (memberId === null) return;
	const gift = { currency: 'EUR', amountMinor: 500, label: 'Welcome gift', reason: 'Welcome', expiresAtMs: null };
	await db.transaction().execute((trx) =>
		wallet.adjust(trx, ports, {
			...{ key: 'demo:welcome', memberId, ...gift },
			...{ actor: { kind: 'system' }, policy: 'negative' }
		})
	);
}
