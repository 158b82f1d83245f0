/** Epochs: a till's journal begins anew at the server's word, never at the till's. */
import type { EpochAnswer, EpochGrant, EpochRequest } from '$lib/contract/sync/till';
import { toBase64url } from '$lib/domain/bytes';
import { epochFloor } from '$lib/domain/journal/epoch-floor';
import { sha256Base64url } from '../crypto/es256';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { allowGaps, findGeneration, findNewestEpoch, insertEpoch, lockTill } from './queries';

export type EpochReason = 'enrolled' | EpochRequest['reason'];

/** More epochs than a restore can lose; a till must not use the numbers up. */
export const lostAtMost = 1000;

/** Opens the next epoch of a till inside the caller's transaction, which holds the till's row lock. `above`: a number the till has already used. */
export async function grantEpoch(
	tx: Db,
	ports: Ports,
	wish: { tillId: string; deviceId: string; reason: EpochReason; above: number }
): Promise<EpochGrant> {
	const { tillId, deviceId, reason } = wish;
	const known = await highestEpoch(tx, tillId);
	const epoch = Math.max(known, Math.min(wish.above, known + lostAtMost)) + 1;
	const at = new Date(ports.now()).toISOString();
	const random = toBase64url(ports.randomBytes(16));
	const epochText = JSON.stringify({ tillId, deviceId, epoch, reason, at, random });
	const epochHash = sha256Base64url(epochText);
	await insertEpoch(tx, {
		till_id: tillId,
		epoch,
		device_id: deviceId,
		reason,
		epoch_text: epochText,
		epoch_hash: epochHash,
		head_hash: epochHash,
		opened_at: at
	});
	return { epoch, epochText, epochHash };
}

/** The highest number the till may have used as far as this database can tell, whatever a restore has made it forget. */
export async function highestEpoch(tx: Db, tillId: string): Promise<number> {
	const newest = await findNewestEpoch(tx, tillId);
	return Math.max(newest?.epoch ?? 0, epochFloor(await readGeneration(tx)));
}

/**
 * The epoch a till asked for. Asking again before its first event gives the same one: the answer may have been lost.
 * A till that lost events may send what it still has of the former epoch with the gap.
 */
export function openNewEpoch(
	db: Db,
	ports: Ports,
	device: { deviceId: string; tillId: string },
	request: EpochRequest
): Promise<EpochAnswer> {
	const { tillId, deviceId } = device;
	return db.transaction().execute(async (tx) => {
		await lockTill(tx, tillId);
		const newest = await findNewestEpoch(tx, tillId, deviceId);
		if (request.reason === 'lost_events') await allowGaps(tx, tillId, request.formerEpoch);
		const unused = newest && newest.epoch > request.formerEpoch && newest.head_seq === 0 && newest.epoch_text !== '';
		const grant = unused
			? { epoch: newest.epoch, epochText: newest.epoch_text, epochHash: newest.epoch_hash }
			: await grantEpoch(tx, ports, { tillId, deviceId, reason: request.reason, above: request.formerEpoch });
		return { grant, generation: await readGeneration(tx), serverTime: new Date(ports.now()).toISOString() };
	});
}

/** How often this installation was restored from a backup, counted from 1. */
export async function readGeneration(db: Db): Promise<number> {
	return (await findGeneration(db))?.generation ?? 1;
}
