import type { Desk } from '../desk.svelte';
import type { FinishedSale } from '../port';

/** The server has not said that it has the sale, whatever the network does: sending may be stuck too. */
export function isUnsent({ till }: Pick<Desk, 'till'>, { epoch, seq }: Pick<FinishedSale, 'epoch' | 'seq'>): boolean {
	const { sync, journal } = till;
	return epoch === journal.epoch && seq > sync.receivedSeq;
}
