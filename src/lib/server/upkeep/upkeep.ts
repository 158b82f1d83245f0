/** Once an hour the server puts away what has run out. */
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { deleteExpired } from './queries';

const dayMs = 86_400_000;
const everyMs = 3_600_000;

export function tidyUp(db: Db, ports: Ports): Promise<void> {
	const now = ports.now();
	return deleteExpired(db, new Date(now).toISOString(), new Date(now - dayMs).toISOString());
}

export function startUpkeep(db: Db, ports: Ports, onError: (error: unknown) => void): { stop: () => void } {
	const round = () => void tidyUp(db, ports).catch(onError);
	const timer = setInterval(round, everyMs).unref();
	round();
	return { stop: () => clearInterval(timer) };
}
