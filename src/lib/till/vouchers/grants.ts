/** What vouchers pay of the open basket, as the server granted it. */
import type { SaleSpend } from '$lib/domain/receipt/sale';
import type { StoredBasket } from '../journal/rows';

export type VoucherGrant = { voucherId: string; grantId: string; amountMinor: number };

/** Vouchers pay first, then the member's wallet. */
export function spendsIn({ voucherGrants = [], spends = [] }: StoredBasket): SaleSpend[] {
	const vouchers = voucherGrants.map((grant): SaleSpend => ({ kind: 'voucher', ...grant }));
	return [...vouchers, ...spends];
}

export function voucherSpend({ voucherGrants = [] }: StoredBasket): number {
	return voucherGrants.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
