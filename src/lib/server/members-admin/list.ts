import type { Db } from '$lib/server/db/client';
import * as wallet from '$lib/server/wallet/wallet';
import { isUuid } from '$lib/domain/id';
import {
	countMembers,
	findKey,
	guessMembers,
	listStores,
	listTiers,
	mostFound,
	selectMembers,
	type MemberFilter
} from './queries.list';
import { readSearch } from './search';

export { listStores, listTiers } from './queries.list';

const pageSize = 50;
/** Counting further would make a list of a million slow; a page of fifty is for looking, not for counting. */
const countedTo = 10_000;

export type MemberQuery = { search: string; tier: string; state: string; sort: string };

const states = ['active', 'suspended', 'ended'] as const;

/** How the shop writes amounts and dates; the first store speaks for all. */
export async function readPlace(db: Db) {
	const stores = await listStores(db);
	const { currency, locale, zone, country } = stores[0] ?? {
		...{ currency: 'EUR', locale: 'en-GB', zone: 'UTC', country: 'DE' }
	};
	return { currency, locale, zone, country, stores: stores.map(({ id, name }) => ({ id, name })) };
}

export type Place = Awaited<ReturnType<typeof readPlace>>;

function toFilter({ search, tier, state, sort }: MemberQuery, country: string): MemberFilter {
	return {
		search: readSearch(search, country),
		tier: tier === '' ? null : tier,
		state: states.find((one) => one === state) ?? null,
		sort: sort === 'joined' ? 'joined' : 'name',
		most: mostFound
	};
}

/** A page of members. `after`: id of the last one of the page above. */
export async function listMembers(db: Db, query: MemberQuery, after: string | null, nowMs: number) {
	const place = await readPlace(db);
	const filter = toFilter(query, place.country);
	const key = after !== null && isUuid(after) ? ((await findKey(db, after)) ?? null) : null;
	const found = await selectMembers(db, filter, key, pageSize + 1);
	const page = found.slice(0, pageSize);
	const balances = await wallet.balances(
		db,
		page.map(({ id }) => id),
		nowMs
	);
	return {
		rows: page.map((row) => ({
			...row,
			phoneEnd: row.phone?.slice(-2) ?? null,
			balanceMinor: balances.get(row.id)?.find(({ currency }) => currency === place.currency)?.balanceMinor ?? 0
		})),
		next: found.length > pageSize ? (page.at(-1)?.id ?? null) : null,
		total: await totalOf(db, filter),
		place,
		tiers: await listTiers(db)
	};
}

async function totalOf(db: Db, filter: MemberFilter): Promise<{ count: number; exact: boolean }> {
	const most = filter.search === null ? countedTo : mostFound;
	const counted = await countMembers(db, filter, most + 1);
	if (counted <= most) return { count: counted, exact: true };
	const all = filter.search === null && filter.tier === null && filter.state === null;
	return { count: all ? Math.max(await guessMembers(db), most) : most, exact: false };
}

/** All members of a query in pages, for the export. */
export async function* eachMember(db: Db, query: MemberQuery, nowMs: number) {
	const place = await readPlace(db);
	const filter = { ...toFilter(query, place.country), most: null };
	let after: string | null = null;
	for (;;) {
		const key = after === null ? null : ((await findKey(db, after)) ?? null);
		if (after !== null && key === null) return;
		const rows: Awaited<ReturnType<typeof selectMembers>> = await selectMembers(db, filter, key, 1000);
		const balances = await wallet.balances(
			db,
			rows.map(({ id }) => id),
			nowMs
		);
		yield rows.map((row) => ({ ...row, currency: place.currency, balances: balances.get(row.id) ?? [] }));
		after = rows.at(-1)?.id ?? null;
		if (after === null || rows.length < 1000) return;
	}
}
