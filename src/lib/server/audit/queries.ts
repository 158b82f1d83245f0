import type { Insertable } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { AuditLogTable } from '$lib/server/db/schema';

export function insertAudit(db: Db, row: Insertable<AuditLogTable>) {
	return db.insertInto('audit_log').values(row).execute();
}
