/** What a till says it has lost, where no event can say it. */
import type { LostRange } from '$lib/contract/sync/push';
import { openCase } from '../cases/cases';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { findEpochOwner, hasCaseOfLoss } from './queries';

/** A case for each range that is this device's own and is not here after all. Told again, it stays one. */
export async function noteLost(
	db: Db,
	ports: Ports,
	{ tillId, deviceId }: { tillId: string; deviceId: string },
	lost: readonly LostRange[]
): Promise<void> {
	for (const { epoch, fromSeq, toSeq } of lost) {
		const known = await findEpochOwner(db, tillId, epoch);
		if (known?.deviceId !== deviceId || known.headSeq >= toSeq) continue;
		const detail = { findings: [{ code: 'events_missing', epoch, fromSeq, toSeq }] };
		if (await hasCaseOfLoss(db, tillId, detail)) continue;
		await openCase(db, ports, { kind: 'events_missing', tillId, detail });
	}
}
