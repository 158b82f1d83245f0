import { readSaleFilter } from '$lib/server/sales/filter';
import { listPlaces, listSales, sumSales } from '$lib/server/sales/list';
import { localDate } from '$lib/server/today/day';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, url }) => {
	const { db, ports } = locals.app;
	const filter = readSaleFilter(url.searchParams);
	const [page, totals, places] = await Promise.all([listSales(db, filter), sumSales(db, filter), listPlaces(db)]);
	const { storeId, tillId, from, to, receipt } = filter;
	return {
		...page,
		totals,
		places,
		today: localDate(ports.now(), (places.stores.find(({ id }) => id === storeId) ?? places.stores[0])?.zone ?? 'UTC'),
		filter: { store: storeId ?? '', till: tillId ?? '', from: from ?? '', to: to ?? '', receipt: receipt ?? '' },
		paged: filter.before !== undefined
	};
};
