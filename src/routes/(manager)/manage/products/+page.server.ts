import { isUuid } from '$lib/domain/id';
import { listChoices, listProducts, type ProductSort } from '$lib/server/products/list';
import type { PageServerLoad } from './$types';

const sorts: readonly ProductSort[] = ['name', 'price', 'sold'];
const statuses = ['active', 'blocked', 'delisted'];

export const load: PageServerLoad = async ({ locals, url }) => {
	const { db } = locals.app;
	const params = url.searchParams;
	const groupId = params.get('group') ?? '';
	const status = params.get('status') ?? '';
	const filter = {
		search: params.get('search')?.trim().slice(0, 100) || undefined,
		groupId: isUuid(groupId) ? groupId : undefined,
		status: statuses.includes(status) ? status : undefined,
		sort: sorts.find((sort) => sort === params.get('sort')) ?? 'name',
		descending: params.get('order') === 'down'
	};
	const after = params.get('after');
	const [page, choices] = await Promise.all([listProducts(db, filter, after), listChoices(db)]);
	return {
		...page,
		choices,
		paged: after !== null,
		filter: {
			search: filter.search ?? '',
			group: filter.groupId ?? '',
			status: filter.status ?? '',
			sort: filter.sort,
			order: filter.descending ? 'down' : ''
		}
	};
};
