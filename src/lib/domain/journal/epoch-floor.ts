/** Seconds in one step of the floor. */
const step = 900;
/** Of the 999,999 numbers a till has, those that restores may use up; reached in 2051. */
const highest = 900_000;

/**
 * What every epoch granted from now on is above. A restored server has forgotten the epochs it gave since the backup, also
 * those of other tablets and of tills it knows no more; their receipt numbers are on paper. So each restore begins a range of
 * its own: `generation` is in seconds since 2026 then (1 before the first restore), and the floor its quarter of an hour.
 * Docs: decision 0015.
 */
export function epochFloor(generation: number): number {
	return Math.min(Math.floor(generation / step), highest);
}
