import type { SyncRow } from '../journal/rows';

/** Whether the server, restored from an old backup, has never heard of this device: then it may become a till again. */
export function isForgotten({ lastError }: Pick<SyncRow, 'lastError'>): boolean {
	return lastError === 'till_unknown';
}
