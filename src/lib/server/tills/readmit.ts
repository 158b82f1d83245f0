/** A device that this database has forgotten, restored from before its enrolment: its signed journal may still come in. */
import type { EnrolRequest } from '$lib/contract/sync/till';
import { fromBase64url } from '$lib/domain/bytes';
import { noteAudit } from '../audit/audit';
import { readPublicKey } from '../crypto/es256';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { findDevice, findStore, findTill, insertDevice, insertTill } from './queries';

type Former = NonNullable<EnrolRequest['former']>;
/** What a code has just made of the tablet. */
type Now = { till: { id: string; store_id: string }; deviceId: string };

/**
 * Takes the former device in as an ended one. Whoever has the code may write into its till's books anyway, so a former
 * device of that till is `retired` and its journal is booked as it comes. Of any other till it is treated as one that was
 * stolen: what it hands over is kept apart until a manager decides. Answers the number that the new epoch must be above:
 * receipt numbers of lost epochs are on paper.
 */
export async function readmitFormer(tx: Db, ports: Ports, now: Now, former?: Former): Promise<number> {
	if (!former) return 0;
	const point = fromBase64url(former.publicKey);
	if (!point || !readPublicKey(point) || (await findDevice(tx, former.deviceId))) return 0;
	const isSameTill = former.tillId === now.till.id;
	if (!isSameTill && !(await standingTill(tx, now.till, former))) return 0;
	const at = new Date(ports.now());
	await insertDevice(tx, {
		id: former.deviceId,
		till_id: former.tillId,
		name: 'Known again after a restore',
		public_key: Buffer.from(point),
		secret: Buffer.from(ports.randomBytes(32)),
		state: isSameTill ? 'retired' : 'stolen',
		enrolled_at: at,
		ended_at: at,
		app_version: '-'
	});
	const { tillId, epoch } = former;
	await noteAudit(tx, ports, { kind: 'device', id: now.deviceId }, 'device.readmitted', former.deviceId, {
		tillId,
		epoch
	});
	return isSameTill ? epoch : 0;
}

/** Its till, made again where that was forgotten too. False when nothing is told of it. */
async function standingTill(tx: Db, here: Now['till'], { tillId, till }: Former): Promise<boolean> {
	if (await findTill(tx, tillId)) return true;
	if (!till) return false;
	const storeId = (await findStore(tx, till.storeId)) ? till.storeId : here.store_id;
	// The code may be another till's by now; receipts keep the numbers that are on paper.
	for (const code of [till.code, ...suffixes.map((suffix) => `${till.code.slice(0, 11)}${suffix}`)]) {
		if (await insertTill(tx, { id: tillId, store_id: storeId, code, name: till.name })) return true;
	}
	return false;
}

const suffixes = ['B', 'C', 'D', 'E', 'F', 'G', 'H'];
