import type { VoucherStanding } from '$lib/domain/voucher/standing';

export const standingLooks: Readonly<Record<VoucherStanding, 'plain' | 'ok' | 'wait' | 'bad'>> = {
	open: 'ok',
	in_use: 'wait',
	used: 'plain',
	expired: 'plain',
	withdrawn: 'plain',
	taken_back: 'plain',
	below_zero: 'bad'
};
