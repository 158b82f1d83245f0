import { vouchersInEnglish as t } from '$lib/i18n/office-words';
import type { PageData } from './$types';

type Move = PageData['moves'][number];

const kinds = {
	award_cost: ['voucher.move.given', 'voucher.move.givenBack'],
	spend: ['voucher.move.usedBack', 'voucher.move.used'],
	expiry: ['voucher.move.expiredBack', 'voucher.move.expired'],
	adjustment: ['voucher.move.withdrawnBack', 'voucher.move.withdrawn']
} as const;

export function moveWhat({ account, amountMinor }: Move): string {
	const [comes, goes] = kinds[account];
	return t(amountMinor > 0 ? comes : goes);
}

/** The sale, the return with its sale, or the person. */
export function moveCause({ sale, originalNumber, staffName, reason }: Move): string {
	if (sale && originalNumber !== null) return t('voucher.return', { number: sale.number, original: originalNumber });
	if (sale) return t('voucher.sale', { number: sale.number });
	return staffName !== null && reason !== null ? t('voucher.by', { name: staffName, reason }) : (reason ?? '');
}
