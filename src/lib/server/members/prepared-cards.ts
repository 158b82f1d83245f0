/** Printed cards before anybody has them: prepared by number, counted, withdrawn. */
import { findCardRange, type CardRange } from '$lib/domain/code/card';
import {
	linesOf,
	serialOf,
	seriesOf,
	sortList,
	type SeriesRefusal,
	type SortedList
} from '$lib/domain/code/printed-cards';
import { noteAudit } from '../audit/audit';
import type { Db } from '../db/client';
import type { CardState } from '../db/schema-members';
import type { Ports } from '../ports';
import { blockSize, cardHmac, cardKey } from './card';
import { listRanges, lockRules } from './queries.cards';
import {
	blockPrepared,
	bringBack,
	countCards,
	countPrepared,
	insertPrepared,
	listKnownAmong,
	listLentAmong
} from './queries.prepared';

/** As many as one order of a small print shop; more would keep the tills' indexes busy. */
export const mostAtOnce = 10_000;
const mostExamples = 5;

export type PrepareInput = { rangeId: string; first: string; last: string; numbers: string };
export type PrepareFaults = Partial<Record<keyof PrepareInput, string>>;

/** What becomes of the numbers somebody named. */
export type Outlook = {
	/** Not known before. */
	fresh: number;
	/** Withdrawn once, and given away again from now on. */
	back: number;
	/** Prepared already, or somebody's: they stay as they are. */
	known: number;
	/** Lent to a till, which may give them away without network. */
	lent: number;
	repeated: number;
	paymentCards: number;
	foreign: number;
	misread: number;
	foreignExamples: string[];
	misreadExamples: string[];
};
export type Outlooked = { ok: true; outlook: Outlook } | { ok: false; faults: PrepareFaults };

type Range = CardRange & { id: string };
type Read = { ok: true; sorted: SortedList } | { ok: false; faults: PrepareFaults };

/** Looks before anything is written. */
export async function lookAtNumbers(db: Db, input: PrepareInput): Promise<Outlooked> {
	const ranges = await listRanges(db);
	const read = readInput(input, ranges);
	if (!read.ok) return read;
	return { ok: true, outlook: (await sortOut(db, read.sorted, ranges)).outlook };
}

/** Asked again, nothing is new any more. Answers what was really done. */
export async function prepareCards(db: Db, ports: Ports, input: PrepareInput, staffId: string): Promise<Outlooked> {
	return db.transaction().execute(async (tx): Promise<Outlooked> => {
		await lockRules(tx);
		const ranges = await listRanges(tx);
		const read = readInput(input, ranges);
		if (!read.ok) return read;
		const { fresh, back, outlook } = await sortOut(tx, read.sorted, ranges);
		const key = await cardKey(tx, ports);
		const hmacs = fresh.map((number) => cardHmac(key, number));
		const made = await insertPrepared(tx, fresh, hmacs, new Date(ports.now()));
		const brought = await bringBack(tx, back);
		// Somebody else made the rest at the same moment.
		const known = outlook.known + fresh.length + back.length - made - brought;
		if (made + brought > 0) {
			const detail = { made, brought, firstLast4: last4Of(fresh.at(0) ?? back.at(0)) };
			await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'cards.prepared', null, detail);
		}
		return { ok: true, outlook: { ...outlook, fresh: made, back: brought, known } };
	});
}

const last4Of = (number: string | undefined) => number?.slice(-4) ?? null;

function readInput(input: PrepareInput, ranges: readonly Range[]): Read {
	if (input.numbers.trim() === '') return readSeries(input, ranges);
	if (input.first.trim() === '') return readList(input.numbers, ranges);
	return refuse({ numbers: 'Either a first and last number or a list: empty one of the two.' });
}

function readList(text: string, ranges: readonly Range[]): Read {
	const count = linesOf(text).length;
	if (count > mostAtOnce) return refuse({ numbers: 'These are more than 10,000; paste them in parts.' });
	return { ok: true, sorted: sortList(text, ranges) };
}

function readSeries(input: PrepareInput, ranges: readonly Range[]): Read {
	const range = ranges.find(({ id, active }) => active && id === input.rangeId);
	if (!range) return refuse({ rangeId: 'Choose a range that is in use.' });
	const [first, last] = [digitsOf(input.first), digitsOf(input.last)];
	if (first === '') return refuse({ first: 'Type the number on the first card, or paste a list.' });
	const series = seriesOf(range, first, last === '' ? first : last, mostAtOnce);
	if (!series.ok) return refuse(seriesFaults(series.code, range));
	return { ok: true, sorted: { ...nothing, numbers: series.numbers } };
}

const nothing: SortedList = { numbers: [], repeated: 0, paymentCards: 0, foreign: [], misread: [] };
const digitsOf = (text: string) => text.replace(/[\s-]/g, '');
const refuse = (faults: PrepareFaults) => ({ ok: false as const, faults });

function seriesFaults(code: SeriesRefusal, { prefix, length, check }: CardRange): PrepareFaults {
	const ends = check === 'none' ? '' : ', and the last one is its check digit';
	const words = `A number of this range begins with ${prefix} and has ${String(length)} digits${ends}; check it.`;
	switch (code) {
		case 'first_not_of_range':
			return { first: words };
		case 'last_not_of_range':
			return { last: words };
		case 'backwards':
			return { last: 'This number is before the first one; exchange the two.' };
		case 'too_many':
			return { last: 'These are more than 10,000 cards; prepare them in parts.' };
	}
}

/** Parts the numbers that fit a range by what the books know of them. */
async function sortOut(db: Db, sorted: SortedList, ranges: readonly Range[]) {
	const known = new Map((await listKnownAmong(db, sorted.numbers)).map(({ number, ...card }) => [number, card]));
	const isLent = await lentAmong(db, sorted.numbers, ranges);
	const unknown = sorted.numbers.filter((number) => !known.has(number));
	const fresh = unknown.filter((number) => !isLent(number));
	const back = sorted.numbers.filter((number) => known.get(number)?.withdrawn);
	const { repeated, paymentCards, foreign, misread } = sorted;
	const outlook: Outlook = {
		...{ fresh: fresh.length, back: back.length, known: known.size - back.length, repeated, paymentCards },
		...{ lent: unknown.length - fresh.length, foreign: foreign.length, misread: misread.length },
		foreignExamples: foreign.slice(0, mostExamples).map((line) => line.slice(0, 30)),
		misreadExamples: misread.slice(0, mostExamples)
	};
	// In one order always, so that two who prepare at once wait for each other instead of for ever.
	return { fresh: fresh.sort(), back, outlook };
}

/** Tells numbers apart that a till may give to somebody at this moment. */
async function lentAmong(db: Db, numbers: readonly string[], ranges: readonly Range[]) {
	const blocksOf = new Map<CardRange, Set<number>>();
	for (const number of numbers) {
		const { range, block } = blockOf(number, ranges);
		if (range) blocksOf.set(range, (blocksOf.get(range) ?? new Set<number>()).add(block));
	}
	const lent = new Map<CardRange, Set<number>>();
	for (const [range, blocks] of blocksOf) lent.set(range, new Set(await listLentAmong(db, range, [...blocks])));
	return (number: string) => {
		const { range, block } = blockOf(number, ranges);
		return range !== null && lent.get(range)?.has(block) === true;
	};
}

function blockOf(number: string, ranges: readonly Range[]): { range: CardRange | null; block: number } {
	const range = findCardRange(number, ranges);
	const serial = range && serialOf(range, number);
	return serial === null ? { range: null, block: 0 } : { range, block: Math.floor(serial / blockSize) };
}

export type WithdrawInput = { from: string; to: string };
export type WithdrawFaults = Partial<Record<keyof WithdrawInput, string>>;
export type Withdrawn = { ok: true; count: number } | { ok: false; faults: WithdrawFaults };

/**
 * Cards that were lost or misprinted before anybody had them: blocked, and not deleted, so that their numbers are never
 * drawn for somebody else while the plastic may turn up. Preparing them again takes it back.
 */
export async function withdrawCards(db: Db, ports: Ports, input: WithdrawInput, staffId: string): Promise<Withdrawn> {
	const from = digitsOf(input.from);
	const to = digitsOf(input.to) || from;
	const faults = withdrawFaults(from, to);
	if (Object.keys(faults).length > 0) return { ok: false, faults };
	return db.transaction().execute(async (tx): Promise<Withdrawn> => {
		await lockRules(tx);
		const found = await countPrepared(tx, from, to);
		if (found === 0) return { ok: false, faults: { from: 'No prepared card has such a number; look at it again.' } };
		if (found > mostAtOnce) {
			return { ok: false, faults: { to: 'These are more than 10,000 cards; withdraw them in parts.' } };
		}
		const count = await blockPrepared(tx, from, to);
		const detail = { count, firstLast4: from.slice(-4), lastLast4: to.slice(-4) };
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'cards.withdrawn', null, detail);
		return { ok: true, count };
	});
}

function withdrawFaults(from: string, to: string): WithdrawFaults {
	if (!/^\d{2,19}$/.test(from)) return { from: 'Type the number on the card.' };
	if (!/^\d{2,19}$/.test(to) || to.length !== from.length) {
		return { to: 'Type a number with as many digits as the first one, or none for one card.' };
	}
	return to < from ? { to: 'This number is before the first one; exchange the two.' } : {};
}

export type CardCounts = {
	/** Null: of no range. */
	rangeId: string | null;
	counts: Partial<Record<CardState | 'withdrawn', number>>;
};

/** How many cards there are of each range, by state; `withdrawn` were blocked before anybody had them. */
export async function readCardCounts(db: Db): Promise<CardCounts[]> {
	const byRange = new Map<string | null, CardCounts['counts']>();
	for (const { rangeId, state, count } of await countCards(db, await listRanges(db))) {
		byRange.set(rangeId, { ...byRange.get(rangeId), [state]: count });
	}
	return [...byRange].map(([rangeId, counts]) => ({ rangeId, counts }));
}
