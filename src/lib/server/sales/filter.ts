import { isUuid } from '$lib/domain/id';
import type { SaleFilter } from './queries';

const isDate = (text: string | null): text is string =>
	text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** A filter from an address; what does not fit is left out, so that an old or mistyped link still shows something. */
export function readSaleFilter(params: URLSearchParams): SaleFilter {
	const id = (name: string) => {
		const text = params.get(name) ?? '';
		return isUuid(text) ? text : undefined;
	};
	const date = (name: string) => {
		const text = params.get(name);
		return isDate(text) ? text : undefined;
	};
	const receipt = params.get('receipt')?.trim().slice(0, 40);
	const [at, saleId] = (params.get('before') ?? '').split('~');
	return {
		storeId: id('store'),
		tillId: id('till'),
		from: date('from'),
		to: date('to'),
		receipt: receipt || undefined,
		before: at && saleId && isUuid(saleId) && !Number.isNaN(Date.parse(at)) ? { at, id: saleId } : undefined
	};
}
