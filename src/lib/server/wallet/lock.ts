import { openWallets, type Trx } from './queries';

/**
 * Locks the wallets of all members a transaction will touch, in ascending order: needed once, first, where one transaction
 * calls the wallet several times for different members.
 */
export async function lock(trx: Trx, memberIds: readonly string[]): Promise<void> {
	if (memberIds.length > 0) await openWallets(trx, memberIds, { lots: false });
}
