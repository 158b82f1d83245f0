import { listStaff } from '$lib/server/staff/staff';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals }) => ({ staff: await listStaff(locals.app.db) });
