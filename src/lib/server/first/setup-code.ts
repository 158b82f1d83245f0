/** The one-time code that shows that whoever opens `/manage/first` is whoever started the program. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { encodeCrockford, groupCrockford, normaliseCrockford } from '$lib/domain/code/crockford';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { hasManager, saveSetupCode, selectSetupCode } from './queries';

/** 40 bits: eight symbols. */
const codeBytes = 5;

/**
 * Makes a new code (`K3F7-9QXM`) for a shop that has no manager yet; only its hash is kept, and a former one ends. Null once
 * there is a manager: then nothing is left to set up.
 */
export async function renewSetupCode(db: Db, ports: Pick<Ports, 'randomBytes'>): Promise<string | null> {
	if (await hasManager(db)) return null;
	const symbols = encodeCrockford(ports.randomBytes(codeBytes));
	await saveSetupCode(db, hashCode(symbols));
	return groupCrockford(symbols);
}

/** Is this the code printed at the last start? Case, dashes and spaces do not count. */
export async function isSetupCode(db: Db, typed: string): Promise<boolean> {
	const symbols = normaliseCrockford(typed);
	const kept = await selectSetupCode(db);
	return symbols !== null && kept !== null && timingSafeEqual(hashCode(symbols), kept);
}

function hashCode(symbols: string): Buffer {
	return createHash('sha256').update(`set-up:${symbols}`).digest();
}
