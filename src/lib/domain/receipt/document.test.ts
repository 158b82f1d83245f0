import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { euroTerms, testBasket, testLine } from '../../../../tests/support/any-basket';
import { anySale, bodyOf, closingOf } from '../../../../tests/support/any-sale';
import { saleCompleted } from '../../contract/sync/bodies';
import { receiptRows } from '../../ui/receipt-rows';
import type { ManualDiscount } from '../basket/basket';
import type { VoucherGiven } from '../voucher/voucher';
import { closeSale } from './close-sale';
import { hashGroups, receiptDocument, type ReceiptExtras, type ReceiptStore } from './document';
import { nearMissText } from './near-miss-text';
import type { SaleBody } from './sale';
import { textReceipt } from './text-receipt';

const store: ReceiptStore = {
	merchantName: 'Harbour & Pine',
	storeName: 'Hafenstraße',
	address: 'Hafenstraße 12\n20457 Hamburg',
	taxNumber: 'VAT DE 314 159 265',
	locale: 'en-GB',
	receiptFooter: 'Thank you, see you at the harbour.',
	demo: false
};
const extras: ReceiptExtras = {
	issuedAt: '2026-11-20T13:35:09.000Z',
	tillName: 'Till 2',
	cashierName: 'Mira',
	memberMark: '…4F2',
	event: { seq: 1873, hash: Buffer.from('51c09be277d4'.padEnd(64, '0'), 'hex').toString('base64url') },
	loyalty: {
		certainty: 'promised' as const,
		earned: [{ currency: 'EUR', amountMinor: 899 }],
		balances: [{ currency: 'EUR', amountMinor: 1539 }],
		messages: []
	}
};
const off = (amountMinor: number): ManualDiscount => ({ kind: 'amount', amountMinor, reason: 'goodwill' });
const standard = { taxRateId: 'standard', taxRateBp: 1900 };
const demoBasket = testBasket([
	testLine({ lineId: 'l1', unitPriceMinor: 420, quantityMilli: 2000 }),
	testLine({ lineId: 'l2', name: 'Brownie', unitPriceMinor: 340, quantityMilli: 3000, discount: off(340) }),
	testLine({ lineId: 'l3', name: 'Latte', unitPriceMinor: 490, quantityMilli: 2000, discount: off(98), ...standard }),
	testLine({ lineId: 'l4', name: 'Galaxy Note 9', unitPriceMinor: 44_900, discount: off(3000), ...standard }),
	testLine({ lineId: 'l5', name: 'Note 9 Case', unitPriceMinor: 1990, discount: off(995), ...standard })
]);
const demoSale = bodyOf(
	closeSale(
		closingOf(demoBasket, euroTerms, {
			spends: [{ kind: 'instant', amountMinor: 1200, grantId: 'bonus' }],
			tenders: [
				{ kind: 'card', amountMinor: 40_000, reference: '4821' },
				{ kind: 'cash', givenMinor: 5000 }
			]
		})
	)
);

describe('receiptDocument', () => {
	it('holds every block of the demo day', () => {
		const receipt = receiptDocument(demoSale, store, extras);
		expect(receipt.seller.addressLines).toEqual(['Hafenstraße 12', '20457 Hamburg']);
		expect(receipt.document).toMatchObject({ date: '2026-11-20', time: '14:35', till: 'Till 2', memberMark: '…4F2' });
		expect(receipt.lines[1]).toMatchObject({ letter: 'B', discounts: [{ label: 'Goodwill', amountMinor: -340 }] });
		expect(receipt.spentMinor).toBe(-1200);
		expect(receipt.tenders[1]).toEqual({ kind: 'cash', amountMinor: 5000, reference: null });
		expect(receipt.taxSum).toEqual({ netMinor: 37_196, taxMinor: 6901, grossMinor: 44_097 });
		expect(receipt.proof).toMatchObject({ seq: 1873, groups: ['51c0', '9be2', '77d4'] });
	});

	it('tells a discount on the whole sale once, however many lines bear it', () => {
		const percent: ManualDiscount = { kind: 'percent', percentBp: 1000, reason: 'staff' };
		const basket = { ...demoBasket, discount: percent };
		const body = bodyOf(closeSale(closingOf(basket, euroTerms, { tenders: [{ kind: 'cash', givenMinor: 50_000 }] })));
		const receipt = receiptDocument(body, store, extras);
		expect(receipt.lines.flatMap(({ discounts }) => discounts.map(({ label }) => label))).not.toContain(
			'Staff discount 10%'
		);
		expect(receipt.discounts).toEqual([{ label: 'Staff discount 10%', amountMinor: -4530 }]);
		const shown = [...receipt.discounts, ...receipt.lines.flatMap(({ discounts }) => discounts)];
		expect(shown.reduce((sum, { amountMinor }) => sum - amountMinor, 0)).toBe(receipt.totals.discountsMinor);
		const text = textReceipt(receipt, 42).split('\n');
		expect(text.filter((line) => line.startsWith('Staff discount 10%'))).toHaveLength(1);
	});

	it('says what a little more would have brought, alike on every paper, and nothing of it on a return', () => {
		const nearMiss = { offerId: 'o', title: '10% off Bakery', needs: 'amount', moreMinor: 210 } as const;
		const body = { ...demoSale, nearMiss };
		const words = '2.10 more and 10% off Bakery would have applied';
		const receipt = receiptDocument(body, store, extras);
		expect(receiptRows(receipt, { zone: 'Europe/Berlin', width: 58 })).toContainEqual({ kind: 'text', text: words });
		expect(textReceipt(receipt, 42).replaceAll('\n', ' ')).toContain(words);
		expect(saleCompleted.parse(body).nearMiss).toEqual(nearMiss);
		expect(receiptDocument({ ...body, kind: 'return' }, store, extras).nearMiss).toBeNull();
		const measured = { offerId: 'o', title: 'Nuts', needs: 'quantity', moreMilli: 250 } as const;
		expect(nearMissText(measured, String)).toBe('0.25 more and Nuts would have applied');
	});

	it('shows no groups for what is not a hash', () => {
		expect(hashGroups('!')).toEqual([]);
	});
});

const given: VoucherGiven = {
	voucherId: '00000000-0000-7000-8000-0000000000aa',
	offerId: 'thanks',
	title: 'Thank you for shopping',
	amountMinor: 500,
	codeHash: 'h',
	mark: 'F24S',
	expiresAt: '2027-02-18T23:00:00.000Z'
};
const giving: SaleBody = { ...demoSale, vouchersGiven: [given] };
const codes = ['008J4CT4ANK7F24S'];
const printed = '008J-4CT4-ANK7-F24S-X';

/** 440.97 due: 2.00 by voucher, 10.00 by the member. */
const bothPaid = (spendTaxedAs: 'discount' | 'payment'): SaleBody => ({
	...demoSale,
	spendTaxedAs,
	spends: [
		{ kind: 'voucher', amountMinor: 200, grantId: 'v', voucherId: given.voucherId },
		{ kind: 'automatic', amountMinor: 1000, grantId: 'bonus' }
	]
});

describe('vouchers on a receipt', () => {
	it('stand with what they are worth, until when, and the code as it is printed', () => {
		const [voucher] = receiptDocument(giving, store, { ...extras, voucherCodes: codes }).vouchers;
		expect(voucher).toEqual({
			...{ title: 'Thank you for shopping', amountMinor: 500, mark: 'F24S', code: printed },
			...{ expiresOn: '2027-02-18', expiresTime: null }
		});
		const text = textReceipt(receiptDocument(giving, store, { ...extras, voucherCodes: codes }), 42);
		expect(text.split('\n').map((line) => line.trim())).toEqual(
			expect.arrayContaining(['Thank you for shopping', 'Voucher of 5.00 EUR', 'Valid until 2027-02-18', printed])
		);
		expect(text).not.toContain('once the shop has this sale');
	});

	it('are named by their mark where the code is not at hand', () => {
		const receipt = receiptDocument(giving, store, extras);
		expect(receipt.vouchers[0]?.code).toBeNull();
		const text = textReceipt(receipt, 42);
		expect(text).toContain('Voucher ····F24S of 5.00 EUR');
		expect(text).toContain('The code stands on the receipt.');
	});

	it('say the time where they end within a day, and nothing where they never end', () => {
		const ending = (expiresAt: string | null) => {
			const body = { ...demoSale, vouchersGiven: [{ ...given, expiresAt }] };
			return textReceipt(receiptDocument(body, store, { ...extras, voucherCodes: codes }), 42);
		};
		expect(ending('2026-11-21T13:35:09.000Z')).toContain('Valid until 2026-11-21, 14:35');
		expect(ending(null)).not.toContain('Valid until');
	});

	it('wait where the shop does not have the sale', () => {
		const text = textReceipt(receiptDocument(giving, store, { ...extras, voucherCodes: codes, isUnsent: true }), 42);
		expect(text).toMatch(/It can be used once the shop has this\s+sale\./);
		expect(textReceipt(receiptDocument(demoSale, store, { ...extras, isUnsent: true }), 42)).not.toContain(
			'can be used'
		);
	});

	it('pay beside the member, above the total where they lower the tax and below it where they do not', () => {
		const rowsOf = (body: SaleBody) =>
			textReceipt(receiptDocument(body, store, extras), 42)
				.split('\n')
				.filter((row) => /^(Voucher|Bonus|TOTAL)/.test(row) && !row.startsWith('Bonus balance'))
				.map((row) => row.replace(/ +/g, ' '));
		const discount = bothPaid('discount');
		expect(receiptDocument(discount, store, extras)).toMatchObject({ spentMinor: -1000, voucherSpentMinor: -200 });
		expect(rowsOf(discount)).toEqual(['Voucher -2.00', 'Bonus spent -10.00', 'TOTAL EUR 440.97']);
		expect(rowsOf(bothPaid('payment'))).toEqual(['TOTAL EUR 452.97', 'Voucher 2.00', 'Bonus spent 10.00']);
		const back = { ...discount, kind: 'return' as const };
		expect(rowsOf(back)).toEqual(['Voucher given back 2.00', 'Bonus given back 10.00', 'TOTAL EUR 440.97']);
	});
});

describe('textReceipt', () => {
	it('prints the demo day on 42 columns', () => {
		const text = textReceipt(receiptDocument(demoSale, store, extras), 42);
		expect(text.split('\n')).toEqual([
			'              Harbour & Pine',
			'               Hafenstraße',
			'              Hafenstraße 12',
			'              20457 Hamburg',
			'            VAT DE 314 159 265',
			'------------------------------------------',
			'Sale S01T02-1-000187      2026-11-20 14:35',
			'Till 2, Mira                   Member …4F2',
			'------------------------------------------',
			'Croissant Double                    8.40 B',
			'  2 x 4.20',
			'Brownie                            10.20 B',
			'  3 x 3.40',
			'  Goodwill                         -3.40 B',
			'Latte                               9.80 A',
			'  2 x 4.90',
			'  Goodwill                         -0.98 A',
			'Galaxy Note 9                     449.00 A',
			'  Goodwill                        -30.00 A',
			'Note 9 Case                        19.90 A',
			'  Goodwill                         -9.95 A',
			'------------------------------------------',
			'Bonus spent                         -12.00',
			'TOTAL EUR                           440.97',
			'Card 4821                           400.00',
			'Cash                                 50.00',
			'Change                               -9.03',
			'------------------------------------------',
			'Tax                Net       Tax     Gross',
			'A 19%           358.13     68.04    426.17',
			'B 7%             13.83      0.97     14.80',
			'Sum             371.96     69.01    440.97',
			'------------------------------------------',
			'You saved                            44.33',
			'Earned with this sale                 8.99',
			'Bonus balance                        15.39',
			'------------------------------------------',
			'Signed by Till 2, event 1873, hash 51c0',
			'9be2 77d4',
			'    Thank you, see you at the harbour.'
		]);
	});

	it('marks copies and the demo shop', () => {
		const receipt = receiptDocument(demoSale, { ...store, demo: true }, { ...extras, copyNo: 2 });
		expect(textReceipt(receipt, 32)).toContain('*** COPY 2 ***');
		expect(textReceipt(receipt, 32)).toContain('*** DEMO, NOT A RECEIPT ***');
	});

	it('keeps every line within the paper, whatever was sold', () => {
		fc.assert(
			fc.property(anySale(), fc.constantFrom(42 as const, 32 as const), fc.string(), (body, columns, name) => {
				const lines = body.lines.map((line) => ({ ...line, name: name.slice(0, 200) }));
				const text = textReceipt(receiptDocument({ ...body, lines }, store, extras), columns);
				for (const line of text.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(columns);
			})
		);
	});
});
