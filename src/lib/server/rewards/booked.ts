/**
 * Sales that were booked, to whoever keeps the members' value: our ledger at once, another system as tasks. Vouchers are ours
 * in any case.
 */
import { queueRewards } from '../crmcom-client/queue';
import type { Ports } from '../ports';
import { bookVouchers } from '../vouchers/book';
import { bookRewards, type BookedSale } from './book';
import { findBackend, type Trx } from './queries';

export async function rewardBooked(trx: Trx, ports: Ports, sales: readonly BookedSale[]): Promise<void> {
	if (sales.length === 0) return;
	await ((await findBackend(trx)) === 'crmcom' ? queueRewards : bookRewards)(trx, ports, sales);
	// Of sales whose member became known later, they are booked already.
	await bookVouchers(
		trx,
		ports,
		sales.filter(({ isLate }) => !isLate)
	);
}
