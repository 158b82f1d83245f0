import { describe, expect, it } from 'vitest';
import { couponCodeOf, couponsAtMost, putCouponAway, showCoupon } from './coupon';
import { newBasket, unclear } from './lines';

const basket = newBasket('b', 0);

describe('a coupon’s code', () => {
	it('is one word, whatever its case and spaces', () => {
		expect(couponCodeOf(' spring 10 ')).toBe('SPRING10');
		expect(couponCodeOf('SUMMER-26')).toBe('SUMMER-26');
	});

	it.each(['', 'ab', 'a'.repeat(41), 'ten%', 'Frühling', '4006381333931', '12-34'])('is not %j', (text) => {
		expect(couponCodeOf(text)).toBeNull();
	});
});

describe('coupons of a basket', () => {
	it('are shown once and put away again', () => {
		const one = showCoupon(showCoupon(basket, 'A-1'), 'A-1');
		expect(one.coupons).toEqual(['A-1']);
		expect(putCouponAway(showCoupon(one, 'B-2'), 'A-1').coupons).toEqual(['B-2']);
		expect(putCouponAway(one, 'A-1')).toEqual(basket);
	});

	it('come back with an emptied basket, beside those shown since', () => {
		const former = showCoupon(basket, 'A-1');
		expect(unclear(showCoupon(basket, 'B-2'), former)).toMatchObject({ ok: true, basket: { coupons: ['A-1', 'B-2'] } });
		expect(unclear(basket, basket)).toEqual({ ok: true, basket, lineId: null });
	});

	it('are never more than the wire takes', () => {
		const many = (letter: string) => Array.from({ length: 15 }, (_, n) => `${letter}-${String(n)}`);
		const former = { ...basket, coupons: many('A') };
		const back = unclear({ ...basket, coupons: many('B') }, former);
		expect(back.ok && back.basket.coupons).toHaveLength(couponsAtMost);
		const full = { ...basket, coupons: [...many('A'), ...many('B')].slice(0, couponsAtMost) };
		expect(showCoupon(full, 'ONE-MORE')).toBe(full);
	});
});
