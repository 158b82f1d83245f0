import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { insertAudit } from './queries';

export type Actor = { kind: 'staff' | 'member' | 'device'; id: string } | { kind: 'system' };

/**
 * Writes down who did what to which thing; part of the caller's transaction. `detail` holds ids, codes and amounts, never
 * names, addresses, tokens or PINs.
 */
export async function noteAudit(
	db: Db,
	ports: Ports,
	actor: Actor,
	action: string,
	object: string | null,
	detail: Record<string, string | number | boolean | null> = {}
): Promise<void> {
	await insertAudit(db, {
		id: newId(ports),
		at: new Date(ports.now()),
		actor_kind: actor.kind,
		actor_id: actor.kind === 'system' ? null : actor.id,
		action,
		object,
		detail: JSON.stringify(detail)
	});
}
