import { describe, expect, it } from 'vitest';
import type { ProductRecord } from '$lib/contract/sync/pull';
import { ProductCatalogue } from './catalogue';

function product(no: number, name: string, more: Partial<ProductRecord> = {}): ProductRecord {
	return {
		id: `id-${String(no)}`,
		sku: `SKU${String(no)}`,
		name,
		groupId: null,
		priceMinor: 100,
		taxRateId: 'standard',
		sellBy: 'piece',
		unit: 'H87',
		codes: [],
		minimumPriceMinor: null,
		favourite: false,
		imageUrl: null,
		...more
	};
}

const goods = [
	product(1, 'Café au lait'),
	product(2, 'Iced Caramel Latte', { favourite: true }),
	product(3, 'Latte macchiato', { codes: ['4006381333931'] }),
	product(4, 'Oat latte')
];

function filled(): ProductCatalogue {
	const catalogue = new ProductCatalogue();
	catalogue.take(
		[
			{ no: 0, products: goods.slice(0, 2) },
			{ no: 1, products: goods.slice(2) }
		],
		true
	);
	return catalogue;
}

describe('the catalogue in memory', () => {
	it('finds a product by SKU in any case and by every length of its GTIN', () => {
		const catalogue = filled();
		for (const code of ['sku3', '4006381333931', '04006381333931']) expect(catalogue.byCode(code)?.id).toBe('id-3');
	});

	it('searches every word by prefix, without accents, names that begin so first, favourites before others', () => {
		const names = (query: string) =>
			filled()
				.search(query, 10)
				.map((hit) => hit.name);
		expect(names('cafe')).toEqual(['Café au lait']);
		expect(names('lat')).toEqual(['Latte macchiato', 'Iced Caramel Latte', 'Oat latte']);
		expect(names('lat car')).toEqual(['Iced Caramel Latte']);
		expect(names('SKU4')[0]).toBe('Oat latte');
		expect(names('tte')).toEqual([]);
	});

	it('forgets what a rewritten chunk does not hold any more', () => {
		const catalogue = filled();
		catalogue.take([{ no: 1, products: [product(4, 'Oat flat white')] }], false);
		expect(catalogue.count).toBe(3);
		expect(catalogue.byCode('4006381333931')).toBeUndefined();
		expect(catalogue.byId('id-4')?.name).toBe('Oat flat white');
	});
});
