import { expect, it } from 'vitest';
import { newBasket } from '../basket/lines';
import { putVoucherAway, showVoucher, vouchersAtMost, type ShownVoucher } from './voucher';

const empty = newBasket('b1', 0);
const voucher = (voucherId: string, leftMinor = 500): ShownVoucher => {
	return { voucherId, codeHash: 'h', mark: 'F24S', title: 'Thank you', leftMinor, expiresAt: null };
};

it('keeps each voucher once, with what was said of it last', () => {
	const shown = showVoucher(showVoucher(showVoucher(empty, voucher('a')), voucher('b')), voucher('a', 200));
	expect(shown.vouchers).toEqual([voucher('a', 200), voucher('b')]);
});

it('leaves nothing behind when the last one is put away', () => {
	expect(putVoucherAway(showVoucher(empty, voucher('a')), 'a')).toEqual(empty);
});

it('takes no more than the wire does', () => {
	const full = Array.from({ length: vouchersAtMost }, (_, index) => voucher(String(index)));
	const basket = { ...empty, vouchers: full };
	expect(showVoucher(basket, voucher('more'))).toBe(basket);
});
