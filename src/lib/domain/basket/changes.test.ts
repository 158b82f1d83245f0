import { describe, expect, it } from 'vitest';
import { testBasket, testLine } from '../../../../tests/support/any-basket';
import type { ManualDiscount } from './basket';
import {
	attachMember,
	detachMember,
	setBasketDiscount,
	setBasketNote,
	setLineDiscount,
	setLineNote,
	setLineOffers,
	setQuantity
} from './changes';

const basket = testBasket([testLine(), testLine({ lineId: 'l2', unit: 'KGM' })]);

describe('setQuantity', () => {
	it('changes the line where it stands', () => {
		const change = setQuantity(basket, 'l1', 3000);
		expect(change.ok && change.basket.lines.map((line) => line.quantityMilli)).toEqual([3000, 1000]);
	});

	it('refuses nothing, too much, parts of a piece and a line that is not there', () => {
		expect(setQuantity(basket, 'l1', 0)).toEqual({ ok: false, code: 'quantity_out_of_range' });
		expect(setQuantity(basket, 'l2', 100_000_000)).toEqual({ ok: false, code: 'quantity_out_of_range' });
		expect(setQuantity(basket, 'l1', 1500)).toEqual({ ok: false, code: 'quantity_not_whole' });
		expect(setQuantity(basket, 'l2', 1500).ok).toBe(true);
		expect(setQuantity(basket, 'l9', 1000)).toEqual({ ok: false, code: 'line_not_found' });
	});
});

describe('what offers give on a line', () => {
	it('is taken off together with the discount by hand, and offers may give again', () => {
		const given = setLineDiscount(basket, 'l1', { kind: 'percent', percentBp: 1000, reason: 'staff' });
		const off = setLineOffers(given.ok ? given.basket : basket, 'l1', false);
		expect(off.ok && off.basket.lines[0]).toMatchObject({ withoutOffers: true, discount: null });
		expect(off.ok && off.basket.lines[1]?.withoutOffers).toBeUndefined();
		const again = setLineOffers(off.ok ? off.basket : basket, 'l1', true);
		expect(again.ok && again.basket.lines[0]?.withoutOffers).toBe(false);
		expect(setLineOffers(basket, 'l9', false)).toEqual({ ok: false, code: 'line_not_found' });
	});
});

describe('discounts by hand', () => {
	it('replace one another and go away with null', () => {
		const staff: ManualDiscount = { kind: 'percent', percentBp: 1000, reason: 'staff', text: ' ' };
		const given = setLineDiscount(basket, 'l1', staff);
		expect(given.ok && given.basket.lines[0]?.discount).toEqual({ kind: 'percent', percentBp: 1000, reason: 'staff' });
		const gone = given.ok && setLineDiscount(given.basket, 'l1', null);
		expect(gone && gone.ok && gone.basket).toEqual(basket);
	});

	it.each<ManualDiscount>([
		{ kind: 'percent', percentBp: 0, reason: 'other' },
		{ kind: 'percent', percentBp: 10_001, reason: 'other' },
		{ kind: 'amount', amountMinor: -1, reason: 'other' },
		{ kind: 'amount', amountMinor: 0.5, reason: 'other' }
	])('refuse %j', (discount) => {
		expect(setBasketDiscount(basket, discount)).toEqual({ ok: false, code: 'discount_out_of_range' });
	});
});

describe('notes', () => {
	it('are trimmed, and blank ones go away', () => {
		const noted = setLineNote(basket, 'l1', '  gift wrap ');
		expect(noted.ok && noted.basket.lines[0]?.note).toBe('gift wrap');
		expect(setBasketNote(basket, '   ')).toMatchObject({ ok: true, basket: { note: null } });
	});

	it('refuse control characters, lone surrogates and more than 200 characters', () => {
		expect(setBasketNote(basket, 'a\nb')).toEqual({ ok: false, code: 'text_not_allowed' });
		expect(setBasketNote(basket, 'a\ud800b')).toEqual({ ok: false, code: 'text_not_allowed' });
		expect(setBasketNote(basket, 'x'.repeat(201))).toEqual({ ok: false, code: 'text_too_long' });
		expect(setBasketNote(basket, 'x'.repeat(200)).ok).toBe(true);
	});

	it('refuse more text in all than the private part can carry', () => {
		const lines = Array.from({ length: 16 }, (_, index) =>
			testLine({ lineId: `l${String(index)}`, note: 'x'.repeat(190) })
		);
		expect(setBasketNote(testBasket(lines), 'x')).toEqual({ ok: false, code: 'text_too_long' });
	});
});

it('a member comes and goes without touching the lines', () => {
	const member = { memberId: null, cardHmac: 'h', cardLast4: '4F2', name: null };
	const attached = attachMember(basket, member);
	expect(attached.member).toEqual(member);
	expect(detachMember(attached)).toEqual(basket);
});
