import { countPending } from '$lib/server/adjustments/adjustments';
import { listMembers } from '$lib/server/members-admin/list';
import { readMemberQuery } from '$lib/server/members-admin/query';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, url, depends }) => {
	depends('manage:members');
	const { db, ports } = locals.app;
	const filter = readMemberQuery(url.searchParams);
	const after = url.searchParams.get('after');
	const now = ports.now();
	return {
		...(await listMembers(db, filter, after, now)),
		filter,
		paged: after !== null,
		now,
		waiting: await countPending(db)
	};
};
