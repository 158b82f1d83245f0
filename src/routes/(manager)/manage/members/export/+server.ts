import { exportMembers } from '$lib/server/members-admin/export';
import { readMemberQuery } from '$lib/server/members-admin/query';
import { noteAudit } from '$lib/server/audit/audit';
import { csvAnswer } from '$lib/server/csv/csv-answer';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) => {
	const { db, ports } = locals.app;
	// Personal data of many leaves the house: who took it is written down first.
	if (locals.staff) await noteAudit(db, ports, { kind: 'staff', id: locals.staff.staffId }, 'members.exported', null);
	return csvAnswer('members.csv', exportMembers(db, readMemberQuery(url.searchParams), ports.now()));
};
