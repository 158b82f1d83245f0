import { statfs } from 'node:fs/promises';
import type { Db } from '../db/client';
import { migrations } from '../db/migrate';
import { findOldestWaitingChange, listMigrationNames } from './queries';

/** What one check found: `ok`, or in a word what is wrong. */
export interface Readiness {
	status: 'ok' | 'unavailable';
	checks: { database: string; migrations: string; sequencer: string; disk: string };
	/** Age of the oldest change without a position, in milliseconds. */
	sequencerLagMs: number;
	/** Free space where the data folder is, in percent. */
	diskFreePercent: number | null;
}

export interface Measured {
	/** Names of the migrations the database has; null when it does not answer. */
	applied: string[] | null;
	lagMs: number;
	diskFreePercent: number | null;
}

const lagLimitMs = 10_000;
const diskLimitPercent = 10;

/** Whether this server can do its work; the limits are the ones an operator would want to be woken for. */
export function decideReadiness({ applied, lagMs, diskFreePercent }: Measured, wanted: string[]): Readiness {
	const checks = {
		database: applied ? 'ok' : 'unreachable',
		migrations: !applied ? 'unknown' : wanted.every((name) => applied.includes(name)) ? 'ok' : 'missing',
		sequencer: !applied ? 'unknown' : lagMs <= lagLimitMs ? 'ok' : 'late',
		disk: diskFreePercent === null ? 'unknown' : diskFreePercent > diskLimitPercent ? 'ok' : 'full'
	};
	const usable =
		checks.database === 'ok' && checks.migrations === 'ok' && checks.sequencer === 'ok' && checks.disk !== 'full';
	return { status: usable ? 'ok' : 'unavailable', checks, sequencerLagMs: lagMs, diskFreePercent };
}

export async function readReadiness(db: Db, dataFolder: string, now: number): Promise<Readiness> {
	const [database, diskFreePercent] = await Promise.all([measureDatabase(db, now), measureDisk(dataFolder)]);
	return decideReadiness(
		{ ...database, diskFreePercent },
		migrations.map(({ name }) => name)
	);
}

async function measureDatabase(db: Db, now: number): Promise<Pick<Measured, 'applied' | 'lagMs'>> {
	try {
		const [applied, oldest] = await Promise.all([listMigrationNames(db), findOldestWaitingChange(db)]);
		return { applied, lagMs: oldest ? Math.max(0, now - Date.parse(oldest)) : 0 };
	} catch {
		return { applied: null, lagMs: 0 };
	}
}

async function measureDisk(folder: string): Promise<number | null> {
	try {
		const { bavail, blocks } = await statfs(folder);
		return Math.round((bavail / blocks) * 100);
	} catch {
		// With an outside database there may be no data folder.
		return null;
	}
}
