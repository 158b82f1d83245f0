/** Sales that were booked, to whoever keeps the members' value: our ledger at once, another system as tasks. */
import { queueRewards } from '../crmcom-client/queue';
import type { Ports } from '../ports';
import { bookRewards, type BookedSale } from './book';
import { findBackend, type Trx } from './queries';

export async function rewardBooked(trx: Trx, ports: Ports, sales: readonly BookedSale[]): Promise<void> {
	if (sales.length === 0) return;
	await ((await findBackend(trx)) === 'crmcom' ? queueRewards : bookRewards)(trx, ports, sales);
}
