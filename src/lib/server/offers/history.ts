/** The shop's rules as they were at any moment, compiled: a batch of sales may span days. */
import { compileOffers, type CompiledOffers } from '$lib/domain/offers/compile';
import type { Offer, Period } from '$lib/domain/offers/offer';
import type { Db } from '../db/client';
import { Kept } from '../db/house';
import { toOffer } from './offers';
import { listHistory } from './queries';

/** `offer` null: not active, or written by another version of this program (`isReadable` false). */
type State = { fromMs: number; id: string; version: number; offer: Offer | null; isReadable: boolean };

/** Sets of rules that are ready at the same time: sales come from today, some from the days before. */
const mostCompiled = 8;
/** How long a till may take to hear of one change after another. */
const settlingMs = 10 * 60_000;
const rank: readonly Period[] = ['day', 'week', 'month', 'year', 'ever'];

const kept = new Kept(load);

async function load(db: Db): Promise<OfferHistory> {
	const rows = await listHistory(db);
	return new OfferHistory(
		rows.map((row) => {
			const offer = row.state === 'active' ? toOffer(row) : null;
			const { id, version, madeAt } = row;
			return { fromMs: Date.parse(madeAt), id, version, offer, isReadable: offer !== null || row.state !== 'active' };
		})
	);
}

export class OfferHistory {
	/** By how many states had been made. */
	readonly #active = new Map<number, Offer[]>();
	readonly #compiled = new Map<number, CompiledOffers>();
	readonly #ids: ReadonlySet<string>;
	readonly #limited: ReadonlyMap<string, Period>;
	readonly #budgeted: readonly string[];

	/** The oldest state first. */
	constructor(private readonly states: readonly State[]) {
		this.#ids = new Set(states.map(({ id }) => id));
		this.#limited = longestPeriods(states);
		this.#budgeted = [
			...new Set(states.flatMap(({ id, offer }) => ((offer?.limits.budgetMinor ?? null) === null ? [] : [id])))
		];
	}

	/** `stamp`: of the house, where it was read for this request already. */
	static read(db: Db, stamp?: string): Promise<OfferHistory> {
		return kept.read(db, stamp);
	}

	#madeBy(atMs: number): number {
		let [from, to] = [0, this.states.length];
		while (from < to) {
			const middle = (from + to) >> 1;
			if ((this.states[middle]?.fromMs ?? 0) <= atMs) from = middle + 1;
			else to = middle;
		}
		return from;
	}

	#activeAt(made: number): Offer[] {
		return remember(this.#active, made, () => {
			const newest = new Map<string, Offer | null>();
			for (const { id, offer } of this.states.slice(0, made)) newest.set(id, offer);
			return [...newest.values()].filter((offer) => offer !== null);
		});
	}

	/** What was in force at a moment. */
	at(atMs: number): CompiledOffers {
		const made = this.#madeBy(atMs);
		return remember(this.#compiled, made, () => compileOffers(this.#activeAt(made)));
	}

	/** Whether an offer ever was. */
	knows(offerId: string): boolean {
		return this.#ids.has(offerId);
	}

	/** Whether rules of this version ever were. */
	knowsVersion(rulesVersion: number): boolean {
		return this.states.some(({ version }) => version === rulesVersion);
	}

	/**
	 * What a till that names this version may have taken an offer for: its newest version up to there, and one that had
	 * just been replaced when the sale was made. Null: nobody here can say.
	 */
	versionsFor(offerId: string, rulesVersion: number, atMs: number): { offers: Offer[]; sinceMs: number } | null {
		const named = this.states.find(({ version }) => version === rulesVersion);
		const own = this.states.filter(({ id, version }) => id === offerId && version <= rulesVersion);
		const inForce = own.filter((_, at) => (own[at + 1]?.fromMs ?? Infinity) > atMs - settlingMs);
		if (!named || inForce.some(({ isReadable }) => !isReadable)) return null;
		return { offers: inForce.flatMap(({ offer }) => offer ?? []), sinceMs: named.fromMs - settlingMs };
	}

	/** Those that count how often a member had them, with the longest period any version asked for. */
	limited(): ReadonlyMap<string, Period> {
		return this.#limited;
	}

	/** Budgets of the offers in force at a moment, in minor units. */
	budgetsAt(atMs: number): Map<string, number> {
		if (this.#budgeted.length === 0) return new Map();
		return new Map(
			this.#activeAt(this.#madeBy(atMs)).flatMap(({ id, limits }) =>
				limits.budgetMinor === null ? [] : [[id, limits.budgetMinor]]
			)
		);
	}

	budgeted(): readonly string[] {
		return this.#budgeted;
	}
}

function longestPeriods(states: readonly State[]): Map<string, Period> {
	const longest = new Map<string, Period>();
	for (const { id, offer } of states) {
		const period = offer?.limits.perMember?.period;
		const known = longest.get(id);
		if (period && (!known || rank.indexOf(period) > rank.indexOf(known))) longest.set(id, period);
	}
	return longest;
}

function remember<V>(made: Map<number, V>, key: number, make: () => V): V {
	const known = made.get(key);
	if (known !== undefined) return known;
	const value = make();
	made.set(key, value);
	for (const old of [...made.keys()].slice(0, -mostCompiled)) made.delete(old);
	return value;
}
