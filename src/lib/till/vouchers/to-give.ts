/** The vouchers a sale hands out, with their codes. */
import { uuidv7 } from '$lib/domain/id';
import type { VoucherIssue } from '$lib/domain/offers/quote-types';
import type { VoucherToGive } from '$lib/domain/receipt/close-sale';
import { expiresAt } from '$lib/domain/wallet/expiry';
import type { VoucherCode } from '../journal/complete-sale';
import type { Ports } from '../ports';

/** One for each issue; `nowMs` by the server's clock. */
export function vouchersToGive(
	ports: Pick<Ports, 'clock' | 'random'>,
	issued: readonly VoucherIssue[],
	codes: readonly VoucherCode[],
	{ nowMs, zone }: { nowMs: number; zone: string }
): VoucherToGive[] {
	return codes.slice(0, issued.length).map((code, index) => {
		const expiry = issued[index]?.expiry;
		const endMs = expiry ? expiresAt(expiry, nowMs, zone) : null;
		return {
			...code,
			voucherId: uuidv7(ports.clock.now(), ports.random.bytes(10)),
			expiresAt: endMs === null ? null : new Date(endMs).toISOString()
		};
	});
}
