import * as z from 'zod/mini';
import * as identify from './identifiers';
import { pageFields, selection } from './selection';
import { date, guid, longText, may, must, orNull, set, text, titled, word } from './wire';

export const mostProducts = 1000;

/** Rows are read one by one, so that a bad row does not refuse the others. */
export const productRow = titled(
	'Product to send',
	z.object({
		code: must(text(64), 'Code of the product: its SKU here'),
		alternative_code: may(text(64), 'Another code, such as a barcode'),
		description: may(text(), 'Name; needed for a new product'),
		long_description: may(longText(4000), 'Accepted and not used'),
		type_identifier: may(identify.named, 'Type of goods; has to exist'),
		brand_identifier: may(identify.named, 'Brand'),
		family_identifier: may(identify.named, 'Family'),
		category: may(identify.named, 'Category'),
		categories_set: may(set(identify.named, 50), 'Categories, when there are several'),
		product_validity_from: may(date(), 'Accepted and not used'),
		product_validity_to: may(date(), 'Accepted and not used')
	})
);

export const synchroniseRequest = z.object({
	synchronisation_definition_identifier: may(identify.named, 'There is one definition; it need not be named'),
	products_set: must(set(z.unknown(), 1_000_000, 'Product to send'), 'The products, at most 1,000'),
	...selection
});

const processedRow = z.object({
	request_code: orNull(text(64), 'Code of the row'),
	id: orNull(guid(), 'ID of the product'),
	code: orNull(text(64), 'Its code'),
	message: orNull(text(300), 'What was not taken, and why'),
	action: orNull(word(['CREATED', 'UPDATED', 'UNCHANGED']), 'What happened')
});

const unprocessedRow = z.object({
	request_code: orNull(text(64), 'Code of the row'),
	error_code: orNull(text(200), 'Why'),
	error_description: orNull(text(300), 'Why')
});

export const synchroniseAnswer = z.object({
	processed_products_set: orNull(set(processedRow, mostProducts), 'Rows that were taken'),
	unprocessed_products_set: orNull(set(unprocessedRow, mostProducts), 'Rows that were refused')
});

export const listProductsRequest = z.object({
	code: may(text(64), 'Only the product with this code'),
	alternative_code: may(text(64), 'Only the product with this other code'),
	search_value: may(text(100), 'Only products whose name or code begins like this'),
	...pageFields,
	...selection
});

const nameOnly = z.object({ name: orNull(text(), 'Name') });

export const productAnswer = titled(
	'Product',
	z.object({
		id: orNull(guid(), 'ID of the product'),
		code: orNull(text(64), 'Its code'),
		alternative_code: orNull(text(64), 'Another code'),
		description: orNull(text(), 'Its name'),
		life_cycle_state: orNull(text(20), 'EFFECTIVE or NOT EFFECTIVE'),
		product_type: orNull(nameOnly, 'Type of goods'),
		brand: orNull(nameOnly, 'Brand'),
		family: orNull(nameOnly, 'Family'),
		categories_set: orNull(set(nameOnly, 50), 'Categories')
	})
);

export type ProductRow = z.output<typeof productRow>;
export type SynchroniseData = z.output<typeof synchroniseAnswer>;
export type ProductData = z.output<typeof productAnswer>;
