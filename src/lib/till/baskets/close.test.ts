import { describe, expect, it } from 'vitest';
import { addOpenItem, newBasket } from '$lib/domain/basket/lines';
import { enrolledRig } from '../../../../tests/support/till-rig';
import type { StoredBasket } from '../journal/rows';
import { priceBasket } from '$lib/domain/basket/price';
import { close, termsOf } from './close';

const id = (n: number) => `00000000-0000-7000-8000-00000000000${String(n)}`;
const settings = {
	merchantName: 'Harbour',
	storeId: id(1),
	storeName: 'Quay',
	address: '1 Quay',
	taxNumber: '-',
	zone: 'Europe/Berlin',
	locale: 'en-GB',
	currency: 'EUR',
	pricesIncludeTax: true,
	cashStepMinor: 1,
	discountLimitBp: 2000,
	autoLockSeconds: 60,
	receiptFooter: '',
	tillId: id(2),
	tillCode: 'S01T02',
	tillName: 'Counter 2',
	demo: false,
	publicOrigin: 'https://shop.example'
};
const cashier = { id: id(3), name: 'Ada', role: 'cashier', pinSalt: '', pinVerifier: '', rights: ['sell'] } as const;
const taxRates = [{ id: 'a', name: 'Standard', letter: 'A', rateBp: 1900 }];

describe('closing a basket', () => {
	it('books on the day of the server, not of a tablet whose date is wrong, and hands out no voucher that ended before', async () => {
		const nowMs = Date.UTC(2026, 0, 5, 12);
		const { journal, store } = await enrolledRig({ clock: { now: () => nowMs, after: () => () => undefined } });
		await store.updateSync({ clockOffsetMs: 3 * 24 * 3_600_000 });
		const item = { name: 'Tea', priceMinor: 250, taxRateId: 'a' };
		const rung = addOpenItem(newBasket(id(4), nowMs), item, { lineId: id(5), nowMs, taxRateBp: 1900 });
		if (!rung.ok) throw new Error(rung.code);
		const stored: StoredBasket = {
			id: id(4),
			v: 1,
			state: 'current',
			basket: rung.basket,
			tenders: [{ kind: 'cash', givenMinor: 250 }],
			saleId: id(6),
			staffId: cashier.id,
			changedAtMs: nowMs,
			label: null
		};
		const priced = priceBasket(stored.basket, termsOf(settings, taxRates));
		const voucher = { kind: 'voucher' as const, offerId: 'v', title: 'Thank you', voucherId: 'v', amountMinor: 500 };
		const until = (date: string) => ({ ...voucher, expiry: { kind: 'on' as const, date } });
		// Quoted on the last day of the first, paid on the next.
		const issues = [until('2026-01-07'), until('2026-01-08')];
		const closed = await close(journal, {
			stored,
			quote: { priced, discounts: [], offerTimes: [], issues, nearMiss: null, awards: [], rulesVersion: 0 },
			cashier: { ...cashier, rights: ['sell'] },
			settings,
			taxRates
		});
		expect(closed.ok && closed.sale.body.businessDate).toBe('2026-01-08');
		const given = closed.ok ? closed.sale.body.vouchersGiven : [];
		expect(given?.map(({ expiresAt }) => expiresAt)).toEqual(['2026-01-08T23:00:00.000Z']);
		expect(closed.ok && closed.sale.voucherCodes).toHaveLength(1);
	});
});
