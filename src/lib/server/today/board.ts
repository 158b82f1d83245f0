import type { Db } from '$lib/server/db/client';
import { findBackend } from '$lib/server/rewards/settings';
import { changeBp, localDate, localHour } from './day';
import {
	selectBackup,
	selectHead,
	selectHours,
	selectMerchant,
	selectNewestSales,
	selectRewarded,
	selectStores,
	selectTills,
	selectWaiting,
	type HourRow,
	type Rewarded,
	type StoreDays
} from './queries';
import { tillStateOf } from './till-state';

const liveRows = 7;

/** The whole of *Today*; without `storeId` all stores that sell in the first store's currency. */
export async function readBoard(db: Db, nowMs: number, storeId: string | null) {
	const stores = await selectStores(db);
	const first = stores.find((store) => store.id === storeId) ?? stores[0];
	if (!first) return null;
	const chosen =
		storeId && first.id === storeId ? [first] : stores.filter((store) => store.currency === first.currency);
	const storeIds = chosen.map((store) => store.id);
	const days = chosen.map((store) => localDate(nowMs, store.zone));
	// Before the rows, so that a sale that arrives in between is told twice rather than never.
	const position = await selectHead(db);
	const [hours, live, tills, rewarded, backupAt] = await Promise.all([
		selectHours(db, { storeIds, days }, new Date(nowMs)),
		selectNewestSales(db, storeIds, liveRows),
		selectTills(db, { storeIds, days }),
		readRewarded(db, { storeIds, days }),
		selectBackup(db)
	]);
	return {
		at: nowMs,
		position,
		stores: stores.map(({ id, name }) => ({ id, name })),
		storeId: storeId && first.id === storeId ? storeId : null,
		zone: first.zone,
		locale: first.locale,
		currency: first.currency,
		today: days[0] ?? '',
		nowHour: localHour(nowMs, first.zone),
		figures: figuresOf(hours),
		rewarded,
		backupAt,
		hours: barsOf(hours, localHour(nowMs, first.zone)),
		live,
		tills: tills.map(({ report: stored, salesTodayMinor, ...till }) => {
			const { state, report } = tillStateOf({ ...till, report: stored }, nowMs);
			return { ...till, state, report, salesTodayMinor: Number(salesTodayMinor) };
		})
	};
}

export type Board = NonNullable<Awaited<ReturnType<typeof readBoard>>>;

/** Null where another system keeps the members' value: only that one knows. */
async function readRewarded(db: Db, stores: StoreDays): Promise<Rewarded | null> {
	return (await findBackend(db)) === 'builtin' ? selectRewarded(db, stores) : null;
}

function figuresOf(hours: HourRow[]) {
	const sum = (weeksAgo: number, value: (row: HourRow) => number) =>
		hours.filter((row) => row.weeksAgo === weeksAgo).reduce((total, row) => total + value(row), 0);
	const dueMinor = sum(0, (row) => row.dueMinor);
	const sales = sum(0, (row) => row.sales);
	const before = { dueMinor: sum(1, (row) => row.dueSoFarMinor), sales: sum(1, (row) => row.salesSoFar) };
	const average = sales > 0 ? Math.round(dueMinor / sales) : 0;
	return {
		dueMinor,
		sales,
		averageMinor: average,
		withMember: sum(0, (row) => row.withMember),
		dueChangeBp: changeBp(dueMinor, before.dueMinor),
		salesChangeBp: changeBp(sales, before.sales),
		averageChangeBp: before.sales > 0 ? changeBp(average, before.dueMinor / before.sales) : null
	};
}

/** From the first to the last hour with a sale on either day, at least 9 to 18. */
function barsOf(hours: HourRow[], nowHour: number) {
	const from = Math.min(9, ...hours.map((row) => row.hour));
	const to = Math.max(18, nowHour, ...hours.map((row) => row.hour));
	const minor = (weeksAgo: number, hour: number) =>
		hours.find((row) => row.weeksAgo === weeksAgo && row.hour === hour)?.dueMinor ?? 0;
	return Array.from({ length: to - from + 1 }, (_, index) => {
		const hour = from + index;
		return { hour, dueMinor: hour > nowHour ? null : minor(0, hour), lastWeekMinor: minor(1, hour) };
	});
}

/** What every page of the manager shows around its own content. */
export async function readFrame(db: Db) {
	const [merchant, waiting] = await Promise.all([selectMerchant(db), selectWaiting(db)]);
	return { merchantName: merchant?.name ?? 'Tillit', ...waiting };
}
