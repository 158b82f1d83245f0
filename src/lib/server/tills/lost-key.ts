/** A device that lost its key cannot open a session any more; its journal may still come in. */
import type { Db } from '../db/client';
import { allowGaps, findDevice } from './queries';

/** Whether what the device still holds may be booked at once; a stolen one's waits for a manager. */
export async function isStolen(db: Db, deviceId: string): Promise<boolean> {
	return (await findDevice(db, deviceId))?.state === 'stolen';
}

/** What was lost with the key nobody can send any more: the rest of the epoch is booked over the gap, with a case. */
export async function acceptGaps(db: Db, tillId: string, epoch: number): Promise<void> {
	await allowGaps(db, tillId, epoch);
}
