/** Codes that customers show, one word for everybody (`SPRING10`): offers that need one are switched on by it. */
import type { Basket } from './basket';

/** More than anybody shows, or paper has room for; a bound for the wire. */
export const couponsAtMost = 20;

/**
 * The code that a scan or a word typed is, in capitals and without spaces: 3 to 40 letters, digits and hyphens, a letter
 * among them, so that no barcode of goods is one. Null: it can be none.
 */
export function couponCodeOf(text: string): string | null {
	const code = text.replace(/\s/g, '').toUpperCase();
	return /^(?=.*[A-Z])[A-Z0-9-]{3,40}$/.test(code) ? code : null;
}

/** Each code once. */
export function showCoupon(basket: Basket, code: string): Basket {
	const shown = basket.coupons ?? [];
	if (shown.includes(code) || shown.length >= couponsAtMost) return basket;
	return { ...basket, coupons: [...shown, code] };
}

export function putCouponAway(basket: Basket, code: string): Basket {
	const { coupons = [], ...rest } = basket;
	const left = coupons.filter((one) => one !== code);
	return left.length > 0 ? { ...rest, coupons: left } : rest;
}
