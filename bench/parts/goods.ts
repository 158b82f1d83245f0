/** A large catalogue out of nothing: the same goods in every run. */
import type { ProductRecord } from '$lib/contract/sync/pull';
import { gs1CheckDigit } from '$lib/domain/code/check-digit';
import { seeded } from '../harness';

const brands =
	'Harbour Nordkrug Feinwerk Voltkraft Altland Deichhof Sundby Kauppa Marelli Oakmoor Pilgrim Quillon Rosendal Steinau Talvi Umbra Vester Wildau Ysella Zenner'.split(
		' '
	);
const looks =
	'Dark Light Fresh Smoked Salted Sweet Organic Classic Fine Coarse Small Large Double Triple Blue Green Red White Black Golden Soft Hard Dry Wet Warm Cold Mild Strong Pure Mixed'.split(
		' '
	);
const things =
	'Coffee Tea Chocolate Honey Jam Bread Roll Cake Butter Cheese Milk Cream Yogurt Apple Pear Plum Cherry Orange Lemon Tomato Potato Carrot Onion Pepper Salt Oil Vinegar Pasta Rice Flour Sugar Water Juice Soda Beer Wine Soap Towel Candle Mug Bowl Plate Knife Fork Spoon Board Basket Lamp Cable Charger Case Speaker Radio Battery Notebook Pencil Card Ribbon Glove Scarf'.split(
		' '
	);
const sizes = '100 g|250 g|500 g|1 kg|33 cl|0.5 l|1 l|2 l|S|M|L|XL|3 pack|6 pack|12 pack|20 cm|40 cm|2 m'.split('|');

export const groupCount = 20;

export const taxRates = [
	{ id: 'standard', name: 'Standard', letter: 'A', rateBp: 1900 },
	{ id: 'reduced', name: 'Reduced', letter: 'B', rateBp: 700 }
] as const;

/** An id that looks like any other, from a kind and a running number. */
export function idOf(kind: number, no: number): string {
	const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
	const mixed = Math.imul(no + 1, 0x9e3779b1) >>> 0;
	return `${hex(mixed, 8)}-${hex(no & 0xffff, 4)}-7000-8000-${hex(kind, 4)}${hex(no, 8)}`;
}

function ean13(no: number): string {
	const digits = `952${String(no + 1).padStart(9, '0')}`;
	return `${digits}${gs1CheckDigit(digits)}`;
}

/** Every product has an EAN-13 of the example range 952, as the GTIN-14 a till knows it by. */
export function makeProducts(count: number, seed = 1): ProductRecord[] {
	const chance = seeded(seed);
	const one = (list: readonly string[]) => list[Math.floor(chance() * list.length)] ?? '';
	return Array.from({ length: count }, (_, no): ProductRecord => ({
		id: idOf(1, no),
		sku: `A${String(no).padStart(6, '0')}`,
		name: `${one(brands)} ${one(looks)} ${one(things)} ${one(things)} ${one(sizes)}`,
		groupId: idOf(2, no % groupCount),
		priceMinor: 99 + Math.floor(chance() * 9900),
		taxRateId: chance() < 0.5 ? 'standard' : 'reduced',
		sellBy: 'piece',
		unit: 'H87',
		codes: [`0${ean13(no)}`],
		minimumPriceMinor: null,
		favourite: no % 5000 === 0,
		imageUrl: null
	}));
}

/** What a scanner reads from the package. */
export function scanOf(product: ProductRecord): string {
	return (product.codes[0] ?? '').slice(1);
}
