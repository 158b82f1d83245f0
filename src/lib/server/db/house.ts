/** What is read for every sale and changed a few times a day, kept until the database says that it changed (migration 0093). */
import { sql } from 'kysely';
import type { Db } from './client';

/** The same answer means: offers, stores, tills and reward settings are what they were. */
export async function readHouseStamp(db: Db): Promise<string> {
	const { rows } = await sql<{ stamp: string }>`SELECT house_is() AS stamp`.execute(db);
	const [row] = rows;
	if (!row) throw new Error('The database has no stamp.');
	return row.stamp;
}

/** A change leaves what was kept before it to those who began before it; more than a few are of no use. */
const mostKept = 4;

export class Kept<T> {
	readonly #byStamp = new Map<string, T>();

	constructor(private readonly load: (db: Db) => Promise<T>) {}

	/** `stamp`: as it was read for this request. What is loaded then may be newer than its stamp, never older. */
	async read(db: Db, stamp?: string): Promise<T> {
		const now = stamp ?? (await readHouseStamp(db));
		const known = this.#byStamp.get(now);
		if (known !== undefined) return known;
		const loaded = await this.load(db);
		this.#byStamp.set(now, loaded);
		for (const old of [...this.#byStamp.keys()].slice(0, -mostKept)) this.#byStamp.delete(old);
		return loaded;
	}
}
