const freeMisses = 5;
const firstDelayMs = 30_000;
const longestDelayMs = 60 * 60_000;

/** How long the next try has to wait after so many misses in a row: nothing for four, then 30 s and twice as much each time. */
export function delayAfter(misses: number): number {
	if (misses < freeMisses) return 0;
	return Math.min(longestDelayMs, firstDelayMs * 2 ** (misses - freeMisses));
}
