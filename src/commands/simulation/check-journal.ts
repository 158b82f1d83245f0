/** One epoch as the server holds it: chain, numbers, and what a fork must leave behind. */
import { createHash } from 'node:crypto';
import type { Envelope } from '$lib/contract/sync/event';
import type { SaleBody } from '$lib/domain/receipt/sale';

type StoredEvent = { seq: number; branch: number; hash: string; text: string; result: string };

export type StoredJournal = {
	till: string;
	tillCode: string;
	epoch: number;
	epochHash: string;
	/** The till said that it lost events. */
	hasGaps: boolean;
	events: StoredEvent[];
};

export function checkJournal(
	{ tillCode, epoch, epochHash, hasGaps, events }: StoredJournal,
	split: ReadonlySet<string>,
	codes: ReadonlyMap<string, string[]>
): string[] {
	const where = `${tillCode} epoch ${String(epoch)}`;
	const journal = events.filter(({ branch }) => branch === 0).sort((a, b) => a.seq - b.seq);
	return [
		...checkForks(where, events, split.has(tillCode), codes),
		...events.flatMap(({ seq, hash, text }) => {
			const isTrue = createHash('sha256').update(text, 'utf8').digest('base64url') === hash;
			return isTrue ? [] : [`I7: ${where} hash of ${String(seq)}`];
		}),
		...checkChain(where, journal, epochHash, hasGaps, (hash) => split.has(tillCode) && codes.has(hash)),
		...checkNumbers(where, epoch, journal, hasGaps)
	];
}

/** A fork has a cause, and each branch begins with a case. */
function checkForks(
	where: string,
	events: readonly StoredEvent[],
	isSplit: boolean,
	codes: ReadonlyMap<string, string[]>
): string[] {
	const firsts = new Map<number, StoredEvent>();
	for (const event of [...events].sort((a, b) => b.seq - a.seq)) if (event.branch > 0) firsts.set(event.branch, event);
	if (firsts.size > 0 && !isSplit) return [`I8: ${where} has a fork`];
	return [...firsts.values()].flatMap(({ seq, hash }) => {
		return codes.get(hash)?.includes('fork') ? [] : [`I8: ${where} branches at ${String(seq)} without a case`];
	});
}

/** `isTold`: two copies of a profile, one with a hole, may meet in one branch; the place where they do has a case. */
function checkChain(
	where: string,
	journal: readonly StoredEvent[],
	epochHash: string,
	hasGaps: boolean,
	isTold: (hash: string) => boolean
): string[] {
	const problems: string[] = [];
	let before = { seq: 0, hash: epochHash };
	for (const { seq, hash, text } of journal) {
		const { prev } = JSON.parse(text) as Envelope;
		if (seq !== before.seq + 1 && !hasGaps)
			problems.push(`I7: ${where} goes from ${String(before.seq)} to ${String(seq)}`);
		if (seq === before.seq + 1 && prev !== before.hash && !isTold(hash))
			problems.push(`I7: ${where} chain breaks at ${String(seq)}`);
		before = { seq, hash };
	}
	return problems;
}

function checkNumbers(where: string, epoch: number, journal: readonly StoredEvent[], hasGaps: boolean): string[] {
	const problems: string[] = [];
	let number = 0;
	for (const { text } of journal) {
		const { type, body } = JSON.parse(text) as Envelope;
		if (type !== 'sale.completed') continue;
		const { receiptNumber } = body as SaleBody;
		const found = Number(receiptNumber.split('-').at(-1));
		const isNext = hasGaps ? found > number : found === number + 1;
		if (!isNext || !receiptNumber.includes(`-${String(epoch)}-`)) {
			problems.push(`I6: ${where} receipt ${receiptNumber} after ${String(number)}`);
		}
		number = found;
	}
	return problems;
}
