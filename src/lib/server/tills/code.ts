/** One-time codes with which a tablet becomes a till. */
import { createHash } from 'node:crypto';
import { encodeCrockford, groupCrockford, normaliseCrockford } from '$lib/domain/code/crockford';
import { noteAudit } from '../audit/audit';
import type { Db } from '../db/client';
import { newId, type Ports } from '../ports';
import { findTill, insertCode } from './queries';

/** How long a code is good for. */
export const codeLifeMs = 10 * 60_000;
/** 40 bits: eight symbols. */
const codeBytes = 5;

export type EnrolmentCode = { code: string; tillCode: string; expiresAt: string };

/** Makes a code for one till, shown once (`K3F7-9QXM`); only its hash is kept. `staffId` is who asked for it. */
export async function createEnrolmentCode(
	db: Db,
	ports: Ports,
	wish: { tillId: string; staffId: string | null }
): Promise<{ ok: true; code: EnrolmentCode } | { ok: false; code: 'till_unknown' }> {
	const till = await findTill(db, wish.tillId);
	if (!till) return { ok: false, code: 'till_unknown' };
	const symbols = encodeCrockford(ports.randomBytes(codeBytes));
	const at = new Date(ports.now());
	const expiresAt = new Date(ports.now() + codeLifeMs);
	await db.transaction().execute(async (tx) => {
		const id = newId(ports);
		await insertCode(tx, { id, tillId: till.id, codeHash: hashCode(symbols), createdBy: wish.staffId, at, expiresAt });
		const actor =
			wish.staffId === null ? ({ kind: 'system' } as const) : ({ kind: 'staff', id: wish.staffId } as const);
		await noteAudit(tx, ports, actor, 'till.code_created', till.id);
	});
	return {
		ok: true,
		code: { code: groupCrockford(symbols), tillCode: till.code, expiresAt: expiresAt.toISOString() }
	};
}

/** The hash of what a person typed; null when it cannot be a code. */
export function readCode(typed: string): Buffer | null {
	const symbols = normaliseCrockford(typed);
	return symbols === null ? null : hashCode(symbols);
}

function hashCode(symbols: string): Buffer {
	return createHash('sha256').update(`enrol:${symbols}`).digest();
}
