import type { SaleBody } from '$lib/domain/receipt/sale';

/** A coffee paid in cash: a body as `closeSale` makes it, for tests that are not about its sums. */
export const sampleSale: SaleBody = {
	saleId: '00000000-0000-7000-8000-000000000001',
	kind: 'sale',
	receiptNumber: 'S01T02-1-000001',
	originalReceiptNumber: null,
	storeId: '00000000-0000-7000-8000-0000000000b1',
	basketId: '00000000-0000-7000-8000-000000000002',
	openedAt: '2026-11-20T10:00:00.000Z',
	businessDate: '2026-11-20',
	zone: 'Europe/Berlin',
	currency: 'EUR',
	pricesIncludeTax: true,
	lines: [
		{
			lineNo: 1,
			productId: null,
			sku: 'open',
			name: 'Coffee',
			groupId: null,
			code: null,
			quantityMilli: 1000,
			unit: 'H87',
			unitPriceMinor: 300,
			grossMinor: 300,
			discounts: [],
			totalMinor: 300,
			taxRateId: 'standard',
			taxRateBp: 2000
		}
	],
	taxes: [{ rateId: 'standard', rateBp: 2000, letter: 'A', netMinor: 250, taxMinor: 50, grossMinor: 300 }],
	spends: [],
	totals: {
		itemsMinor: 300,
		discountsMinor: 0,
		taxMinor: 50,
		dueMinor: 300,
		roundingMinor: 0,
		paidMinor: 300,
		changeMinor: 200
	},
	tenders: [{ kind: 'cash', amountMinor: 300, givenMinor: 500, changeMinor: 200 }],
	member: null,
	receiptTokenHash: 'x'.repeat(43),
	privateHash: null
};
