import type { Db } from '$lib/server/db/client';
import { selectChanges, selectHead, selectLiveSales } from './queries';

const mostChanges = 200;

export type LiveSale = Awaited<ReturnType<typeof selectLiveSales>>[number];

export type LiveNews = {
	/** Where to go on from. */
	position: number;
	sales: { position: number; sale: LiveSale }[];
	/** A till or a case changed; the page reads its tables again. */
	tables: boolean;
	/** More waits behind this page of news. */
	more: boolean;
};

/** What happened after a position, in order. A reader that was away for too long is told to read everything again. */
export async function readNews(db: Db, after: number): Promise<LiveNews> {
	const head = await selectHead(db);
	// A database that was put back from a backup counts from a lower number.
	if (after > head) return { position: head, sales: [], tables: true, more: false };
	const changes = await selectChanges(db, after, mostChanges);
	const positions = new Map(changes.filter((row) => row.kind === 'sale').map((row) => [row.key, row.pos ?? head]));
	const sales = positions.size > 0 ? await selectLiveSales(db, [...positions.keys()]) : [];
	const more = changes.length === mostChanges;
	return {
		position: more ? (changes.at(-1)?.pos ?? head) : head,
		sales: sales
			.map((sale) => ({ position: positions.get(sale.id) ?? head, sale }))
			.sort((a, b) => a.position - b.position),
		tables: changes.some((row) => row.kind !== 'sale'),
		more
	};
}
