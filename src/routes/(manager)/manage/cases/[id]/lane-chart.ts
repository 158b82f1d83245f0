export type LaneEvent = {
	hash: string;
	branch: number;
	tillId: string;
	tillName: string;
	at: string | null;
	receivedAt: string;
	dueMinor: number | null;
	currency: string | null;
};

type Anchor = 'start' | 'middle' | 'end';
export type LanePoint = Pick<LaneEvent, 'dueMinor' | 'currency'> & {
	key: string;
	atX: number;
	sentX: number;
	/** It waited: the till was without network, or its clock is wrong. */
	late: boolean;
	anchor: Anchor;
};
export type LaneChart = {
	lanes: { tillId: string; name: string; y: number; points: LanePoint[] }[];
	ticks: { ms: number; x: number; anchor: Anchor }[];
	left: number;
	height: number;
	/** On how many days it happened. */
	days: number;
};

const left = 72;
const right = 24;
const laneHeight = 60;
const lateMs = 2 * 60_000;
/** Closer times would be written over each other. */
const tickGap = 92;

/** Places the entries of a case on one line a till; the outermost times stand at the ends. */
export function laneChart(events: readonly LaneEvent[], width: number): LaneChart {
	const timed = events.flatMap((event) => {
		const sentMs = Date.parse(event.receivedAt);
		return event.at === null ? [] : [{ ...event, atMs: Date.parse(event.at), sentMs }];
	});
	const times = timed.flatMap(({ atMs, sentMs }) => [atMs, sentMs]).sort((a, b) => a - b);
	const first = times[0] ?? 0;
	const span = Math.max((times.at(-1) ?? 0) - first, 1);
	const toX = (ms: number) => left + 16 + ((ms - first) / span) * (width - left - right - 16);
	const anchorOf = (x: number): Anchor => (x > width - 90 ? 'end' : x < left + 60 ? 'start' : 'middle');
	const tillIds = [...new Set(timed.map(({ tillId }) => tillId))];
	const lanes = tillIds.map((tillId, index) => {
		const own = timed.filter((event) => event.tillId === tillId);
		const points = own.map(({ hash, branch, atMs, sentMs, dueMinor, currency }) => ({
			...{ key: `${hash} ${String(branch)}`, dueMinor, currency },
			...{ atX: toX(atMs), sentX: toX(sentMs), late: Math.abs(sentMs - atMs) > lateMs, anchor: anchorOf(toX(atMs)) }
		}));
		return { tillId, name: own[0]?.tillName ?? '', y: 34 + index * laneHeight, points };
	});
	const ticks: LaneChart['ticks'] = [];
	for (const ms of times) {
		const x = toX(ms);
		if (ticks.every((tick) => Math.abs(tick.x - x) >= tickGap)) ticks.push({ ms, x, anchor: anchorOf(x) });
	}
	const days = new Set(times.map((ms) => Math.floor(ms / 86_400_000))).size;
	return { lanes, ticks, left, height: 34 + tillIds.length * laneHeight, days };
}
