import { expect, it } from 'vitest';
import type { MemberReceipt } from '$lib/contract/my/account';
import { sampleSale } from '../../../../../tests/support/sample-sale';
import { gainWords } from './receipt-groups';

const spends = [
	{ kind: 'voucher', amountMinor: 500, grantId: 'v' },
	{ kind: 'automatic', amountMinor: 120, grantId: 'g' }
];

function words(kind: 'sale' | 'return', given: Partial<MemberReceipt>) {
	return gainWords({ locale: 'en-IE', sale: { ...sampleSale, kind, spends }, ...given } as MemberReceipt);
}

it('says what a sale gave and what the member’s own wallet paid', () => {
	const earned = [
		{ currency: 'EUR', amountMinor: 899 },
		{ currency: 'PTS', amountMinor: 1 }
	];
	expect(words('sale', { earned })).toBe('+8.99 · +1 point · used 1.20');
});

it('says of a return what went back each way', () => {
	expect(words('return', { takenBack: [{ currency: 'EUR', amountMinor: 30 }] })).toBe('−0.30 earned · 1.20 given back');
});
