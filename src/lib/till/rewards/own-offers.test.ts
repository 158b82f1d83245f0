import { describe, expect, it } from 'vitest';
import { award, discount, testOffer } from '../../../../tests/support/any-offer';
import { ownOffers } from './own-offers';

const off = testOffer({ id: 'off', effect: discount({ form: 'percent', percentBp: 1000 }) });
const back = testOffer({
	id: 'back',
	effect: award({ form: 'percent', percentBp: 300 }),
	conditions: { couponId: 'BACK3' }
});
const instant = testOffer({
	id: 'instant',
	effect: { kind: 'instant_spend', give: { form: 'fixed', amountMinor: 1 } }
});
const coupon = testOffer({ id: 'coupon', effect: { kind: 'coupon', couponId: 'NEXT', count: 1 } });
const all = [off, back, instant, coupon];
const idsOf = (backend?: 'builtin' | 'crmcom') =>
	ownOffers(all, { rewards: { spendTaxedAs: 'discount', ...(backend && { backend }) } }).map(({ id }) => id);

describe('the offers a till works out', () => {
	it('are all where the shop keeps the value, also where the server does not say', () => {
		expect(idsOf('builtin')).toEqual(idsOf());
		expect(ownOffers(all, null)).toEqual(all);
	});

	it('are those without the wallet where another system keeps it', () => {
		expect(idsOf('crmcom')).toEqual(['off', 'coupon']);
	});
});
