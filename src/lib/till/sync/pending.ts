/** What the server does not have yet, and what of it will never come. */
import { noLimit, type HeadRow, type ProgressRow } from '../journal/rows';
import type { JournalStore } from '../journal/store';
import { progressOf } from './progress';

type Store = Pick<JournalStore, 'events' | 'heads' | 'progress'>;

/** Events the server does not have yet, over all epochs. Those that are known to be lost are not waited for. */
export async function countPending({ store }: { store: Store }): Promise<number> {
	const progress = await store.progress();
	let pending = 0;
	for (const head of await store.heads()) pending += await countWaiting(store, head, progress);
	return pending;
}

/** The same for one epoch. What is still here waits also inside of a range that was given up. */
export async function countWaiting(
	store: Store,
	{ epoch, seq }: HeadRow,
	progress: readonly ProgressRow[]
): Promise<number> {
	const { ackedSeq, givenUpBelow } = progressOf(progress, epoch);
	if (givenUpBelow <= ackedSeq + 1) return Math.max(0, seq - ackedSeq);
	const here = await store.events(epoch, ackedSeq + 1, noLimit);
	return here.filter((event) => event.seq < givenUpBelow).length + Math.max(0, seq - givenUpBelow + 1);
}

type Range = { missingFromSeq: number; missingToSeq: number };

/**
 * What the server lacks of an epoch and this device no longer holds, from the first to the last such event: between
 * them there may be some that still come. Nothing when everything is here.
 */
export async function findMissing(store: Store, epoch: number): Promise<Range | null> {
	const { ackedSeq } = progressOf(await store.progress(), epoch);
	const head = (await store.heads()).find((row) => row.epoch === epoch);
	const here = await store.events(epoch, ackedSeq + 1, noLimit);
	const gaps: { from: number; to: number }[] = [];
	let next = ackedSeq + 1;
	for (const seq of [...here.map((row) => row.seq), (head?.seq ?? 0) + 1]) {
		if (seq > next) gaps.push({ from: next, to: seq - 1 });
		next = seq + 1;
	}
	const [first, last] = [gaps[0], gaps.at(-1)];
	return first && last ? { missingFromSeq: first.from, missingToSeq: last.to } : null;
}
