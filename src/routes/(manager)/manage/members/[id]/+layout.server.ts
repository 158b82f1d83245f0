import { error } from '@sveltejs/kit';
import { isUuid } from '$lib/domain/id';
import { readMember } from '$lib/server/members-admin/read';
import { findBackend } from '$lib/server/rewards/settings';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params, depends }) => {
	depends('manage:members');
	const { db, ports } = locals.app;
	const member = isUuid(params.id) ? await readMember(db, params.id, ports.now()) : null;
	if (!member) error(404, 'There is no member with this number. Look for the name in the list.');
	return { member, isElsewhere: (await findBackend(db)) !== 'builtin' };
};
