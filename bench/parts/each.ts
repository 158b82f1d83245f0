import { timed } from '../harness';

/** Times of all of them, each one after the other for itself, all side by side. */
export async function eachTill<T>(tills: readonly T[], work: (till: T, note: (ms: number) => void) => Promise<void>) {
	const times: number[] = [];
	const ms = await timed(() => Promise.all(tills.map((till) => work(till, (one) => void times.push(one)))));
	return { times, perSecond: (times.length * 1000) / ms };
}
