/** The end of a device: retired (it may still bring its sales) or stolen (what it brings waits for a manager). */
import { noteAudit, type Actor } from '../audit/audit';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { endDevice } from './queries';

export type Ended = { ok: true; tillId: string } | { ok: false; code: 'not_found' };

export function retireDevice(db: Db, ports: Ports, deviceId: string, actor: Actor): Promise<Ended> {
	return end(db, ports, deviceId, 'retired', actor);
}

/** Also for a device that was only retired so far. Nothing turns a stolen device back. */
export function reportStolen(db: Db, ports: Ports, deviceId: string, actor: Actor): Promise<Ended> {
	return end(db, ports, deviceId, 'stolen', actor);
}

function end(db: Db, ports: Ports, deviceId: string, state: 'retired' | 'stolen', actor: Actor): Promise<Ended> {
	return db.transaction().execute(async (tx) => {
		const ended = await endDevice(tx, deviceId, state, new Date(ports.now()));
		if (!ended) return { ok: false, code: 'not_found' };
		await noteAudit(tx, ports, actor, `device.${state}`, deviceId, { tillId: ended.till_id });
		return { ok: true, tillId: ended.till_id };
	});
}
