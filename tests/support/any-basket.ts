/** Baskets for tests: products of the demo day, and any basket for property tests. */
import fc from 'fast-check';
import type {
	Basket,
	BasketLine,
	DiscountReason,
	ManualDiscount,
	ProductForSale
} from '../../src/lib/domain/basket/basket';
import type { PriceTerms } from '../../src/lib/domain/basket/price';

export const rates = [
	{ id: 'standard', rateBp: 1900, letter: 'A' },
	{ id: 'reduced', rateBp: 700, letter: 'B' },
	{ id: 'zero', rateBp: 0, letter: 'C' }
];

export const euroTerms: PriceTerms = { currency: 'EUR', pricesIncludeTax: true, taxMode: 'receipt', taxRates: rates };

/** A UUID that is valid and tells by its end which it is. */
export function testId(number: number): string {
	return `0192f0c4-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

export function testProduct(given: Partial<ProductForSale> = {}): ProductForSale {
	return {
		id: testId(1),
		sku: 'P1',
		name: 'Croissant Double',
		groupId: null,
		priceMinor: 420,
		taxRateId: 'reduced',
		sellBy: 'piece',
		unit: 'H87',
		codes: [],
		minimumPriceMinor: null,
		favourite: false,
		imageUrl: null,
		...given
	};
}

export function testLine(given: Partial<BasketLine> = {}): BasketLine {
	return {
		lineId: 'l1',
		productId: testId(1),
		sku: 'P1',
		name: 'Croissant Double',
		groupId: null,
		code: null,
		quantityMilli: 1000,
		unit: 'H87',
		unitPriceMinor: 420,
		minimumPriceMinor: null,
		taxRateId: 'reduced',
		taxRateBp: 700,
		discount: null,
		note: null,
		...given
	};
}

export function testBasket(lines: BasketLine[], given: Partial<Basket> = {}): Basket {
	const openedAtMs = Date.UTC(2026, 10, 20, 13, 30);
	return { id: testId(900), openedAtMs, lines, discount: null, member: null, note: null, ...given };
}

const reasons: DiscountReason[] = ['damaged', 'goodwill', 'price_match', 'staff', 'end_of_day', 'other'];

export function anyDiscount(): fc.Arbitrary<ManualDiscount> {
	const reason = fc.constantFrom(...reasons);
	return fc.oneof(
		fc.record({ kind: fc.constant('percent' as const), percentBp: fc.integer({ min: 1, max: 10_000 }), reason }),
		fc.record({ kind: fc.constant('amount' as const), amountMinor: fc.integer({ min: 1, max: 50_000 }), reason })
	);
}

const anyQuantity = fc.oneof(
	fc.integer({ min: 1, max: 40 }).map((pieces) => ({ unit: 'H87', quantityMilli: pieces * 1000 })),
	fc.integer({ min: 1, max: 30_000 }).map((quantityMilli) => ({ unit: 'KGM', quantityMilli }))
);

export function anyLine(): fc.Arbitrary<BasketLine> {
	const shape = fc.record({
		measure: anyQuantity,
		unitPriceMinor: fc.integer({ min: 0, max: 60_000 }),
		rate: fc.constantFrom(...rates),
		minimumPriceMinor: fc.option(fc.integer({ min: 0, max: 60_000 })),
		discount: fc.option(anyDiscount())
	});
	return shape.map(({ measure, rate, ...rest }) =>
		testLine({ ...measure, ...rest, taxRateId: rate.id, taxRateBp: rate.rateBp })
	);
}

export function anyBasket(): fc.Arbitrary<Basket> {
	const lines = fc.array(anyLine(), { minLength: 1, maxLength: 15 });
	return fc.tuple(lines, fc.option(anyDiscount())).map(([some, discount]) =>
		testBasket(
			some.map((line, index) => ({ ...line, lineId: `l${String(index + 1)}` })),
			{ discount }
		)
	);
}

export function anyTerms(): fc.Arbitrary<PriceTerms> {
	return fc.record({
		currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
		pricesIncludeTax: fc.boolean(),
		taxMode: fc.constantFrom('receipt' as const, 'line' as const),
		taxRates: fc.constant(rates)
	});
}
