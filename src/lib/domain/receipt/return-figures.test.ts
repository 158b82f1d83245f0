import { expect, it } from 'vitest';
import { sampleSale } from '../../../../tests/support/sample-sale';
import { returnFigures } from './return-figures';
import type { SaleBody } from './sale';

const voucher = { offerId: 'thanks', title: 'Thank you', codeHash: 'h', expiresAt: null };
/** Four coffees for 12.00: 2.00 by voucher, 1.00 by the member; it handed 5.00 out. */
const sale: SaleBody = {
	...sampleSale,
	lines: sampleSale.lines.map((line) => ({ ...line, quantityMilli: 4000, grossMinor: 1200, totalMinor: 1200 })),
	taxes: [{ rateId: 'standard', rateBp: 2000, letter: 'A', netMinor: 750, taxMinor: 150, grossMinor: 900 }],
	spends: [
		{ kind: 'voucher', amountMinor: 200, grantId: 'v', voucherId: 'used' },
		{ kind: 'additional', amountMinor: 100, grantId: 'g' }
	],
	totals: { ...sampleSale.totals, dueMinor: 900 },
	vouchersGiven: [{ ...voucher, voucherId: 'given', mark: 'F24S', amountMinor: 500 }]
};
const none = new Map<number, number>();
const pieces = (count: number) => new Map([[1, count * 1000]]);

it('tells the member’s value from what vouchers paid', () => {
	expect(returnFigures(sale, none, pieces(4))).toMatchObject({
		spent: { beforeMinor: 100, afterMinor: 0 },
		voucherSpent: { beforeMinor: 200, afterMinor: 0 }
	});
	expect(returnFigures(sale, none, pieces(2))).toMatchObject({
		spent: { beforeMinor: 100, afterMinor: 100 },
		voucherSpent: { beforeMinor: 200, afterMinor: 50 }
	});
});

it('says what a voucher that the sale gave keeps', () => {
	expect(returnFigures(sale, none, none)).toMatchObject({
		vouchersGiven: [{ mark: 'F24S', beforeMinor: 500, afterMinor: 500 }]
	});
	expect(returnFigures(sale, pieces(1), pieces(2))).toMatchObject({
		vouchersGiven: [{ mark: 'F24S', beforeMinor: 375, afterMinor: 125 }]
	});
});
