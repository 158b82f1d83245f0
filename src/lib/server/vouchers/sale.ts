import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Actor } from '../audit/audit';

/** A sale as the books have it. */
export type SaleWithVouchers = {
	body: SaleBody;
	/** Corrected time, epoch milliseconds. */
	atMs: number;
	eventHash: string;
	/** Both null: not a till of ours. */
	tillId: string | null;
	deviceId: string | null;
};

export function actorOf({ deviceId }: SaleWithVouchers): Actor {
	return deviceId === null ? { kind: 'system' } : { kind: 'device', id: deviceId };
}
