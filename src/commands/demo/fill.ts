import type { Db } from '$lib/server/db/client';
import { seedDemo } from '$lib/server/demo/seed';
import { systemPorts } from '$lib/server/ports';
import { addWelcomeGift } from './gift';
import { addDemoHistory } from './history';

/** Everything a new demo shop starts with; what an interrupted run left out is completed. */
export async function fillDemo(db: Db): Promise<void> {
	await seedDemo(db, systemPorts);
	await addDemoHistory(db, systemPorts);
	await addWelcomeGift(db, systemPorts);
}
