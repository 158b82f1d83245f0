import { describe, expect, it } from 'vitest';
import { testProduct } from '../../../../tests/support/any-basket';
import type { Basket, ProductForSale } from './basket';
import { setLineDiscount, setLineNote } from './changes';
import type { BasketChange } from './limits';
import {
	addOpenItem,
	addPriced,
	addProduct,
	addWeighed,
	clear,
	newBasket,
	removeLine,
	restoreLine,
	unclear
} from './lines';

const empty = newBasket('b', 1000);
const brownie = testProduct({ id: 'brownie', name: 'Brownie', priceMinor: 340 });
const apples = testProduct({
	id: 'apples',
	name: 'Apples',
	sellBy: 'weight',
	unit: 'KGM',
	priceMinor: 299,
	minimumPriceMinor: 200
});
const entry = (lineId: string) => ({ lineId, nowMs: 2000, taxRateBp: 700 });

function basketOf(change: BasketChange): Basket {
	if (!change.ok) throw new Error(change.code);
	return change.basket;
}

function addAll(...products: ProductForSale[]): Basket {
	return products.reduce(
		(basket, product, index) => basketOf(addProduct(basket, product, entry(`l${String(index + 1)}`))),
		empty
	);
}

const shown = (basket: Basket) => basket.lines.map((line) => [line.lineId, line.quantityMilli]);

describe('addProduct', () => {
	it('keeps on the line what offers ask of the product, and nothing where nothing is known', () => {
		const traits = { brand: 'Harbour', family: null, categories: ['hot'], inPromotions: false };
		expect(addAll(testProduct(traits)).lines[0]).toMatchObject(traits);
		expect(addAll(testProduct()).lines[0]).not.toHaveProperty('brand');
	});

	it('joins the line that sells the same thing, which becomes the last one', () => {
		expect(shown(addAll(testProduct(), brownie, testProduct()))).toEqual([
			['l2', 1000],
			['l1', 2000]
		]);
	});

	it('opens a new line at another price, for a line with a discount and for one with a note', () => {
		const one = addAll(testProduct());
		expect(basketOf(addProduct(one, testProduct({ priceMinor: 400 }), entry('l2'))).lines).toHaveLength(2);
		const discount = { kind: 'percent', percentBp: 1000, reason: 'staff' } as const;
		const cheaper = basketOf(setLineDiscount(one, 'l1', discount));
		expect(basketOf(addProduct(cheaper, testProduct(), entry('l2'))).lines).toHaveLength(2);
		const noted = basketOf(setLineNote(one, 'l1', 'no sugar'));
		expect(basketOf(addProduct(noted, testProduct(), entry('l2'))).lines).toHaveLength(2);
	});

	it('asks for a weight or a price where the product has none', () => {
		expect(addProduct(empty, apples, entry('l1'))).toEqual({ ok: false, code: 'weight_needed' });
		const voucher = testProduct({ sellBy: 'price', priceMinor: null });
		expect(addProduct(empty, voucher, entry('l1'))).toEqual({ ok: false, code: 'price_needed' });
	});

	it('starts the clock of the basket with the first line', () => {
		const one = addAll(testProduct());
		expect(one.openedAtMs).toBe(2000);
		expect(basketOf(addProduct(one, brownie, { ...entry('l2'), nowMs: 9000 })).openedAtMs).toBe(2000);
	});

	it('keeps the raw scan without control characters', () => {
		const scanned = { ...entry('l1'), code: '0104012345678901\u001d10A' };
		expect(basketOf(addProduct(empty, testProduct(), scanned)).lines[0]?.code).toBe('010401234567890110A');
	});

	it('leaves the basket it was given as it was', () => {
		const one = Object.freeze(addAll(testProduct()));
		addProduct(one, testProduct(), entry('l2'));
		expect(shown(one)).toEqual([['l1', 1000]]);
	});

	it('refuses line 201, a quantity beyond 99,999.999 and a sum beyond 10⁹', () => {
		let basket = empty;
		for (let index = 0; index < 200; index++) {
			basket = basketOf(addPriced(basket, testProduct(), 1, entry(`l${String(index)}`)));
		}
		expect(addPriced(basket, testProduct(), 1, entry('more'))).toEqual({ ok: false, code: 'basket_full' });
		expect(addProduct(empty, testProduct(), entry('l1'), 100_000_000)).toEqual({
			ok: false,
			code: 'quantity_out_of_range'
		});
		const dear = testProduct({ priceMinor: 600_000_000 });
		expect(addProduct(empty, dear, entry('l1'), 2000)).toEqual({ ok: false, code: 'amount_out_of_range' });
	});
});

describe('weighed and priced items', () => {
	it('always stand on a line of their own', () => {
		const once = basketOf(addWeighed(empty, apples, 256, entry('l1')));
		const twice = basketOf(addWeighed(once, apples, 256, entry('l2')));
		const priced = basketOf(addPriced(twice, apples, 512, entry('l3')));
		expect(basketOf(addPriced(priced, apples, 512, entry('l4'))).lines).toHaveLength(4);
	});

	it('count a price from a label as one piece without the least price of a kilogram', () => {
		const line = basketOf(addPriced(empty, apples, 512, entry('l1'))).lines[0];
		expect(line).toMatchObject({ unit: 'H87', quantityMilli: 1000, unitPriceMinor: 512, minimumPriceMinor: null });
	});

	it('refuse a weight of nothing and a negative price', () => {
		expect(addWeighed(empty, apples, 0, entry('l1'))).toEqual({ ok: false, code: 'quantity_out_of_range' });
		expect(addPriced(empty, apples, -1, entry('l1'))).toEqual({ ok: false, code: 'amount_out_of_range' });
	});
});

describe('addOpenItem', () => {
	it('sells a name and a price without a product', () => {
		const change = addOpenItem(empty, { name: ' Repair ', priceMinor: 1500, taxRateId: 'standard' }, entry('l1'));
		expect(basketOf(change).lines[0]).toMatchObject({ productId: null, name: 'Repair', unitPriceMinor: 1500 });
	});

	it('refuses control characters in the name and falls back to a plain one', () => {
		const item = { name: 'a\u0007b', priceMinor: 1, taxRateId: 'standard' };
		expect(addOpenItem(empty, item, entry('l1'))).toEqual({ ok: false, code: 'text_not_allowed' });
		expect(basketOf(addOpenItem(empty, { ...item, name: '' }, entry('l1'))).lines[0]?.name).toBe('Open item');
	});
});

describe('removeLine and restoreLine', () => {
	it('undo each other at the same place', () => {
		const basket = addAll(testProduct(), brownie, testProduct({ id: 'c', priceMinor: 1 }));
		const change = removeLine(basket, 'l2');
		if (!change.ok) throw new Error(change.code);
		expect(shown(change.basket)).toHaveLength(2);
		const back = basketOf(restoreLine(change.basket, change.removed));
		expect(back).toEqual(basket);
		expect(basketOf(restoreLine(back, change.removed))).toEqual(basket);
	});

	it('refuses a line that is not there', () => {
		expect(removeLine(empty, 'l9')).toEqual({ ok: false, code: 'line_not_found' });
	});
});

it('unclear brings the former lines back and keeps what was rung up since', () => {
	const former = { ...addAll(testProduct()), note: 'For Ida' };
	const since = basketOf(addProduct(clear(former), brownie, entry('l2')));
	const back = basketOf(unclear(since, former));
	expect(shown(back)).toEqual([
		['l1', 1000],
		['l2', 1000]
	]);
	expect(back.note).toBe('For Ida');
	expect(basketOf(unclear(back, former))).toEqual(back);
});

it('clear leaves the same basket with nothing in it', () => {
	expect(clear(addAll(testProduct()))).toMatchObject({ id: 'b', lines: [], member: null, discount: null, note: null });
});
