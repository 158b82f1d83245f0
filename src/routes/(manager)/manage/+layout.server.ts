import { readFrame } from '$lib/server/today/board';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, depends }) => {
	depends('manage:frame');
	const { db, kind } = locals.app;
	const staff = locals.staff?.role === 'manager' ? locals.staff : null;
	return {
		demo: kind === 'demo',
		person: staff && { name: staff.name },
		frame: staff ? await readFrame(db) : null
	};
};
