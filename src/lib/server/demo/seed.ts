import type { Db } from '../db/client';

/** What the demo shop needs from outside. */
export interface SeedPorts {
	/** Epoch milliseconds. */
	now: () => number;
	randomBytes: (length: number) => Uint8Array;
}

/** One way to sign in to the demo shop, printed at start. */
export interface DemoSignIn {
	who: string;
	where: string;
	how: string;
}

export const demoSignIns: DemoSignIn[] = [];

/** Fills a new demo installation. An interrupted run is started again, so it has to cope with its own traces. */
export async function seedDemo(_db: Db, _ports: SeedPorts): Promise<void> {}
