/** What a column of a product file may hold. `soldAt` tells which of several prices is the latest. */
export type ProductField =
	| 'sku'
	| 'name'
	| 'price'
	| 'gtin'
	| 'group'
	| 'taxRate'
	| 'sellBy'
	| 'unit'
	| 'brand'
	| 'type'
	| 'family'
	| 'categories'
	| 'minimumPrice'
	| 'promotions'
	| 'status'
	| 'soldAt';

/** What people call a field. */
export const fieldWords: Readonly<Record<ProductField | 'row', string>> = {
	sku: 'article number',
	name: 'name',
	price: 'price',
	gtin: 'barcode',
	group: 'group',
	taxRate: 'tax rate',
	sellBy: 'sold by',
	unit: 'unit',
	brand: 'brand',
	type: 'type',
	family: 'family',
	categories: 'categories',
	minimumPrice: 'lowest price',
	promotions: 'in promotions',
	status: 'status',
	soldAt: 'date of sale',
	row: 'line'
};

/** Names people give to columns, in English and German, compared without case, spaces and punctuation. */
const COLUMN_NAMES: Readonly<Record<ProductField, readonly string[]>> = {
	sku: [
		'sku',
		'stockcode',
		'itemno',
		'itemnumber',
		'itemcode',
		'productcode',
		'productid',
		'articlenumber',
		'articleno'
	].concat(['artikelnummer', 'artikelnr', 'artnr', 'artnummer', 'produktnummer', 'plu']),
	name: ['name', 'description', 'title', 'productname', 'itemname', 'product', 'item', 'articlename'].concat([
		'bezeichnung',
		'artikelbezeichnung',
		'artikelname',
		'artikel',
		'produkt',
		'produktname',
		'beschreibung'
	]),
	price: ['price', 'unitprice', 'salesprice', 'retailprice', 'grossprice', 'sellingprice'].concat([
		'preis',
		'einzelpreis',
		'verkaufspreis',
		'vkpreis',
		'vk',
		'bruttopreis',
		'vkbrutto'
	]),
	gtin: ['gtin', 'gtins', 'ean', 'eans', 'ean13', 'upc', 'barcode', 'barcodes', 'eancode', 'strichcode'],
	group: ['group', 'groupname', 'productgroup', 'department', 'gruppe', 'warengruppe', 'artikelgruppe'],
	taxRate: [
		'tax',
		'taxrate',
		'taxcode',
		'taxclass',
		'vat',
		'vatrate',
		'steuer',
		'steuersatz',
		'mwst',
		'ust',
		'mwstsatz'
	],
	sellBy: ['sellby', 'soldby', 'verkaufnach', 'verkaufsart'],
	unit: ['unit', 'baseunit', 'uom', 'unitofmeasure', 'einheit', 'mengeneinheit', 'me'],
	brand: ['brand', 'manufacturer', 'marke', 'hersteller'],
	type: ['type', 'producttype', 'typ', 'produkttyp', 'produktart'],
	family: ['family', 'productfamily', 'familie', 'produktfamilie'],
	categories: ['category', 'categories', 'kategorie', 'kategorien'],
	minimumPrice: ['minimumprice', 'minprice', 'lowestprice', 'floorprice', 'mindestpreis', 'tiefstpreis'],
	promotions: ['promotions', 'inpromotions', 'promotion', 'takespart', 'aktionen', 'aktionsfähig', 'rabattfähig'],
	status: ['status', 'state', 'zustand'],
	soldAt: ['invoicedate', 'soldat', 'date', 'datum', 'rechnungsdatum', 'verkaufsdatum']
};

const FIELD_BY_NAME = new Map(
	(Object.keys(COLUMN_NAMES) as ProductField[]).flatMap((field) =>
		COLUMN_NAMES[field].map((name) => [name, field] as const)
	)
);

/** Where each field stands, and the columns that nobody knows. */
export type ProductColumns = { places: ReadonlyMap<ProductField, number>; ignored: string[]; width: number };

/**
 * Finds the columns of a product file by their names; of two columns for one field the first counts. Name, price and a SKU
 * or GTIN column must be there, else the answer lists what is missing.
 */
export function findProductColumns(
	header: readonly string[]
): { ok: true; columns: ProductColumns } | { ok: false; code: 'missing_columns'; missing: ProductField[] } {
	const places = new Map<ProductField, number>();
	const ignored: string[] = [];
	header.forEach((name, place) => {
		const field = FIELD_BY_NAME.get(plainName(name));
		if (field && !places.has(field)) places.set(field, place);
		else ignored.push(name.trim());
	});
	const missing = (['sku', 'name', 'price'] as const).filter(
		(field) => !places.has(field) && !(field === 'sku' && places.has('gtin'))
	);
	if (missing.length > 0) return { ok: false, code: 'missing_columns', missing };
	return { ok: true, columns: { places, ignored, width: header.length } };
}

function plainName(name: string): string {
	return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
