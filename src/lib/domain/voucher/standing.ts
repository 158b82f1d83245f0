/** How a voucher stands, in one word, from what its ledger says. */

/** All in minor units of its currency; what a return brought back is taken off again. */
export type VoucherMoves = {
	balanceMinor: number;
	heldMinor: number;
	usedMinor: number;
	expiredMinor: number;
	withdrawnMinor: number;
	/** RFC 3339; null: never expires. */
	expiresAt: string | null;
};

export const voucherStandings = ['open', 'in_use', 'used', 'expired', 'withdrawn', 'taken_back', 'below_zero'] as const;
export type VoucherStanding = (typeof voucherStandings)[number];

export function hasExpired({ expiresAt }: Pick<VoucherMoves, 'expiresAt'>, nowMs: number): boolean {
	return expiresAt !== null && Date.parse(expiresAt) <= nowMs;
}

/** What a sale could use of it now. */
export function openMinor(voucher: VoucherMoves, nowMs: number): number {
	return hasExpired(voucher, nowMs) ? 0 : Math.max(0, voucher.balanceMinor - voucher.heldMinor);
}

/** An empty one is called after the last thing that can have emptied it; `taken_back`: only a return did. */
export function standingOf(voucher: VoucherMoves, nowMs: number): VoucherStanding {
	if (voucher.balanceMinor < 0) return 'below_zero';
	if (voucher.heldMinor > 0) return 'in_use';
	if (voucher.balanceMinor > 0) return hasExpired(voucher, nowMs) ? 'expired' : 'open';
	if (voucher.withdrawnMinor > 0) return 'withdrawn';
	if (voucher.expiredMinor > 0) return 'expired';
	return voucher.usedMinor > 0 ? 'used' : 'taken_back';
}
