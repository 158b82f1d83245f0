/** How it goes with the other side: for the manager and, in two words, for tills. */
import { noteAudit } from '../audit/audit';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import type { CrmcomClient } from './client';
import { readProductRound } from './queries.products';
import { readQueue, tryNow } from './queries.tasks';

export type RemoteState = 'answers' | 'unheard' | 'silent';

/** `unheard`: nobody has asked it since the start. */
export function stateOf(client: CrmcomClient): RemoteState {
	const { breaker, lastAnswerMs, lastFault } = client.health;
	if (breaker !== 'closed') return 'silent';
	if (lastAnswerMs === null) return lastFault === null ? 'unheard' : 'silent';
	return lastFault !== null && lastFault.atMs > lastAnswerMs ? 'silent' : 'answers';
}

export async function readRemoteStatus(db: Db, client: CrmcomClient) {
	const [queue, products] = await Promise.all([readQueue(db), readProductRound(db)]);
	const { lastAnswerMs, lastFault } = client.health;
	const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
	return {
		state: stateOf(client),
		host: client.host,
		lastAnswerAt: at(lastAnswerMs),
		fault: lastFault && { at: new Date(lastFault.atMs).toISOString(), text: lastFault.text },
		queue,
		products
	};
}

export type RemoteStatus = Awaited<ReturnType<typeof readRemoteStatus>>;

/** A manager has put something right: what waits or was refused is tried again at once. How many there are. */
export function tryEverythingNow(db: Db, ports: Ports, staffId: string): Promise<number> {
	return db.transaction().execute(async (tx) => {
		const count = await tryNow(tx, new Date(ports.now()));
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'reward_tasks.tried', null, { count });
		return count;
	});
}
