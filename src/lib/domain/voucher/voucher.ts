/** Bonus vouchers: value with a code that offers hand out, and that pays a part of a later sale (decisions/0017). */
import type { Basket } from '../basket/basket';

/** What one receipt hands out at most: a bound for the wire. */
export const vouchersAtMost = 20;

/** A voucher as the sale says that gave it. The code itself stands on the receipt alone. */
export type VoucherGiven = {
	voucherId: string;
	offerId: string;
	/** What the customer reads it is for. */
	title: string;
	amountMinor: number;
	/** SHA-256 (base64url) of the sixteen symbols. */
	codeHash: string;
	/** The last four symbols. */
	mark: string;
	/** Not spendable from then on, RFC 3339; null: never expires. */
	expiresAt: string | null;
};

/** A voucher the customer shows, as the server knew it then. */
export type ShownVoucher = {
	voucherId: string;
	codeHash: string;
	mark: string;
	title: string;
	/** What it could pay when it was shown. */
	leftMinor: number;
	expiresAt: string | null;
};

/** Each voucher once; shown again, its newest facts count. */
export function showVoucher(basket: Basket, voucher: ShownVoucher): Basket {
	const shown = basket.vouchers ?? [];
	const isSame = ({ voucherId }: ShownVoucher) => voucherId === voucher.voucherId;
	if (shown.some(isSame)) return { ...basket, vouchers: shown.map((one) => (isSame(one) ? voucher : one)) };
	return shown.length >= vouchersAtMost ? basket : { ...basket, vouchers: [...shown, voucher] };
}

export function putVoucherAway(basket: Basket, voucherId: string): Basket {
	const { vouchers = [], ...rest } = basket;
	const left = vouchers.filter((one) => one.voucherId !== voucherId);
	return left.length > 0 ? { ...rest, vouchers: left } : rest;
}

/** What the member's wallet pays: vouchers belong to nobody. */
export function walletSpends<S extends { kind: string }>(
	spends: readonly S[]
): (S & { kind: Exclude<S['kind'], 'voucher'> })[] {
	return spends.filter((spend): spend is S & { kind: Exclude<S['kind'], 'voucher'> } => spend.kind !== 'voucher');
}
