import { describe, expect, it } from 'vitest';
import { receiptsOnPhone, type MemberAccount, type MemberReceipt } from '$lib/contract/my/account';
import { sampleSale } from '../../../../../tests/support/sample-sale';
import { yearFigures } from './year';

type Given = {
	kind?: 'sale' | 'return';
	at?: string;
	currency?: string;
	earnedMinor?: number;
	backMinor?: number;
	spentMinor?: number;
	voucherMinor?: number;
};

function receipt({ kind = 'sale', at = '2026-11-20T10:00:00Z', currency = 'EUR', ...given }: Given) {
	const { earnedMinor, backMinor, spentMinor, voucherMinor } = given;
	const spends = [
		...(voucherMinor === undefined ? [] : [{ kind: 'voucher', amountMinor: voucherMinor, grantId: 'v' }]),
		...(spentMinor === undefined ? [] : [{ kind: 'additional', amountMinor: spentMinor, grantId: 'g' }])
	];
	return {
		...{ at, locale: 'en-IE', sale: { ...sampleSale, kind, currency, spends } },
		...(earnedMinor !== undefined && { earned: [{ currency, amountMinor: earnedMinor }] }),
		...(backMinor !== undefined && { takenBack: [{ currency, amountMinor: backMinor }] })
	} as MemberReceipt;
}

const accountOf = (receipts: MemberReceipt[], balanceMinor: number | null = 500) =>
	({
		receipts,
		balances: balanceMinor === null ? [] : [{ currency: 'EUR', balanceMinor, conditionalMinor: 0, heldMinor: 0 }]
	}) as unknown as MemberAccount;

const said = (account: MemberAccount) => yearFigures(account, 2026).map(({ label, value }) => `${label}: ${value}`);

describe('what a year of receipts comes to', () => {
	it('takes returns off, and leaves other years and currencies out', () => {
		const receipts = [
			receipt({ earnedMinor: 300, spentMinor: 120 }),
			receipt({ kind: 'return', backMinor: 100, spentMinor: 40 }),
			receipt({ earnedMinor: 900, spentMinor: 900, currency: 'SEK' }),
			receipt({ earnedMinor: 700, at: '2025-11-20T10:00:00Z' })
		];
		expect(said(accountOf(receipts))).toEqual(['Earned in 2026: €2.00', 'Spent: €0.80', 'Left: €5.00']);
	});

	it('leaves out what vouchers paid, and what went back onto them', () => {
		const receipts = [
			receipt({ spentMinor: 120, voucherMinor: 500 }),
			receipt({ kind: 'return', spentMinor: 20, voucherMinor: 300 })
		];
		expect(said(accountOf(receipts))[1]).toBe('Spent: €1.00');
	});

	it('says of how many receipts it speaks when the phone keeps no more', () => {
		const many = Array.from({ length: receiptsOnPhone }, () => receipt({ earnedMinor: 1 }));
		expect(said(accountOf(many))[0]).toBe('Earned, last 200: €2.00');
		const older = receipt({ at: '2025-12-31T10:00:00Z' });
		expect(said(accountOf([...many.slice(1), older]))[0]).toBe('Earned in 2026: €1.99');
	});

	it('says what was bought where another system keeps the value', () => {
		const { dueMinor } = sampleSale.totals;
		const [bought, count] = said(accountOf([receipt({}), receipt({ currency: 'SEK' })], null));
		expect(bought).toBe(`Bought in 2026: €${(dueMinor / 100).toFixed(2)}`);
		expect(count).toBe('Receipts: 2');
	});

	it('says nothing without a receipt', () => {
		expect(yearFigures(accountOf([]), 2026)).toEqual([]);
	});
});
