import type { InstallationKind } from '../config';
import type { Db } from '../db/client';
import { findInstallation, findMerchantName, insertInstallation, markSeeded } from './queries';
import { StartError } from '../start-error';

/** What the person asked for at start, and where the database is. */
export interface KindWish {
	shop: boolean;
	outsideDatabase: boolean;
}

/** The kind is decided once, when the installation is created, and never changes. */
export function decideKind(stored: InstallationKind | null, { shop, outsideDatabase }: KindWish): InstallationKind {
	if (stored === null) return shop || outsideDatabase ? 'shop' : 'demo';
	if (stored === 'demo' && shop) {
		throw new StartError(
			'This data folder holds the demo shop. For a real one name another folder: TILLIT_DATA=./shop-data npm start -- --shop'
		);
	}
	return stored;
}

/**
 * Creates the installation the first time and fills a new demo shop; a seed that was interrupted runs again.
 * @returns what kind it is
 */
export async function prepareInstallation(
	db: Db,
	wish: KindWish,
	{ seed, now }: { seed: (db: Db) => Promise<void>; now: () => number }
): Promise<InstallationKind> {
	const stored = await findInstallation(db);
	const kind = decideKind(stored?.kind ?? null, wish);
	if (!stored) await insertInstallation(db, kind, kind === 'demo' ? 'Tillit demo' : null);
	if (kind === 'demo' && !stored?.seeded_at) {
		await seed(db);
		await markSeeded(db, new Date(now()).toISOString());
	}
	return kind;
}

/** What kind of installation this database is; throws where `npm start` never prepared it. */
export async function kindOfInstallation(db: Db): Promise<InstallationKind> {
	const stored = await findInstallation(db);
	if (!stored) throw new Error('This database holds no installation yet; start it with `npm start`.');
	return stored.kind;
}

/** What customers call the shop; a shop that is not set up yet has no name of its own. */
export async function merchantNameOf(db: Db): Promise<string> {
	return (await findMerchantName(db)) ?? 'Tillit';
}
