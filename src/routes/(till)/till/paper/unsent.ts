import type { Desk } from '../desk.svelte';
import type { FinishedSale } from '../port';

/** The till has no network and its server does not have the sale yet; with one it has it in a moment. */
export function isUnsent({ till }: Desk, { epoch, seq }: FinishedSale): boolean {
	const { sync, journal } = till;
	return sync.chip.state === 'offline' && epoch === journal.epoch && seq > sync.receivedSeq;
}
