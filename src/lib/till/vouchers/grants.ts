/** What the open basket is paid with beside each other: vouchers as the server granted them, the wallet, and money. */
import type { SaleSpend } from '$lib/domain/receipt/sale';
import type { StoredBasket } from '../journal/rows';

export type VoucherGrant = { voucherId: string; grantId: string; amountMinor: number };

/** Vouchers pay first, then the member's wallet. */
export function spendsIn({ voucherGrants = [], spends = [] }: StoredBasket): SaleSpend[] {
	const vouchers = voucherGrants.map((grant): SaleSpend => ({ kind: 'voucher', ...grant }));
	return [...vouchers, ...spends];
}

export function voucherSpend({ voucherGrants }: StoredBasket): number {
	return spentMinor(voucherGrants);
}

export function spentMinor(parts: readonly { amountMinor: number }[] = []): number {
	return parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

export function takenMinor({ tenders }: StoredBasket): number {
	return tenders.reduce((sum, one) => sum + (one.kind === 'cash' ? one.givenMinor : one.amountMinor), 0);
}
