import { readPlace } from '$lib/server/members-admin/list';
import { readVoucherQuery, readVouchers, readVoucherSums } from '$lib/server/vouchers/list';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, url }) => {
	const { db, ports } = locals.app;
	const query = readVoucherQuery(url.searchParams);
	const [page, sums, place] = await Promise.all([
		readVouchers(db, ports, query),
		readVoucherSums(db, ports),
		readPlace(db)
	]);
	return {
		...page,
		sums,
		place: { locale: place.locale, zone: place.zone },
		filter: { search: query.search, code: query.code },
		paged: query.before !== null
	};
};
