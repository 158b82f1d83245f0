/** When the demo shop sold something: two weeks of opening hours with a peak at lunch. */
import { instantAt, localDateTime } from '$lib/domain/receipt/business-date';
import type { Dice } from '../chance/dice';

/** `hour` by the store's clock. */
export type PlannedSale = { atMs: number; tillCode: string; date: string; hour: number };

const days = 14;
const dayMs = 24 * 3600_000;
/** A sale that ends while the server starts would lie in the future. */
const marginMs = 60_000;

/** Sales a day by till; a shop's tills and the pop-up. */
const busy: Record<string, number> = { S01T01: 22, S01T02: 13, S02T01: 11 };

/** Share of the day's sales by hour, 8 … 19. */
const hours = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const share = [6, 8, 7, 9, 17, 14, 8, 7, 8, 9, 5, 2];

/** In order of time, up to now. */
export function planSales(nowMs: number, tills: readonly { code: string; zone: string }[], dice: Dice): PlannedSale[] {
	const planned: PlannedSale[] = [];
	for (let back = days - 1; back >= 0; back--) {
		for (const { code, zone } of tills) {
			const { date } = localDateTime(nowMs - back * dayMs, zone);
			const weekend = [0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay()) ? 1.25 : 1;
			const count = Math.round((busy[code] ?? 8) * weekend * (0.8 + dice.next() * 0.4));
			for (let n = 0; n < count; n++) planned.push({ ...timeOn(date, zone, dice), tillCode: code, date });
		}
	}
	return planned.filter(({ atMs }) => atMs < nowMs - marginMs).sort((a, b) => a.atMs - b.atMs);
}

function timeOn(date: string, zone: string, dice: Dice): { atMs: number; hour: number } {
	const hour = dice.pick(hours, (one) => share[hours.indexOf(one)] ?? 0);
	const [minute, second] = [dice.between(0, 59), dice.between(0, 59)];
	const time = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
	return { atMs: instantAt(date, time, zone) ?? 0, hour };
}
