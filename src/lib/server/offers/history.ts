/** The shop's rules as they were at any moment, compiled: a batch of sales may span days. */
import { compileOffers, type CompiledOffers } from '$lib/domain/offers/compile';
import type { Offer, Period } from '$lib/domain/offers/offer';
import type { Db } from '../db/client';
import { toOffer } from './offers';
import { listHistory } from './queries';

type State = { fromMs: number; id: string; offer: Offer | null };

export class OfferHistory {
	readonly #compiled = new Map<string, CompiledOffers>();

	private constructor(private readonly states: readonly State[]) {}

	static async read(db: Db): Promise<OfferHistory> {
		const rows = await listHistory(db);
		return new OfferHistory(
			rows.map((row) => ({
				fromMs: Date.parse(row.madeAt),
				id: row.id,
				offer: row.state === 'active' ? toOffer(row) : null
			}))
		);
	}

	#activeAt(atMs: number): Offer[] {
		const newest = new Map<string, Offer | null>();
		for (const { fromMs, id, offer } of this.states) {
			if (fromMs > atMs) break;
			newest.set(id, offer);
		}
		return [...newest.values()].filter((offer) => offer !== null);
	}

	/** What was in force at a moment. */
	at(atMs: number): CompiledOffers {
		const active = this.#activeAt(atMs);
		const key = active.map(({ id, version }) => `${id}.${String(version)}`).join(' ');
		const compiled = this.#compiled.get(key) ?? compileOffers(active);
		this.#compiled.set(key, compiled);
		return compiled;
	}

	/** Whether an offer ever was. */
	knows(offerId: string): boolean {
		return this.states.some(({ id }) => id === offerId);
	}

	/** Those that count how often a member had them, with the longest period any version asked for. */
	limited(): Map<string, Period> {
		const rank: Period[] = ['day', 'week', 'month', 'year', 'ever'];
		const longest = new Map<string, Period>();
		for (const { id, offer } of this.states) {
			const period = offer?.limits.perMember?.period;
			const known = longest.get(id);
			if (period && (!known || rank.indexOf(period) > rank.indexOf(known))) longest.set(id, period);
		}
		return longest;
	}

	/** Budgets of the offers in force at a moment, in minor units. */
	budgetsAt(atMs: number): Map<string, number> {
		return new Map(
			this.#activeAt(atMs).flatMap(({ id, limits }) => (limits.budgetMinor === null ? [] : [[id, limits.budgetMinor]]))
		);
	}

	budgeted(): string[] {
		return [
			...new Set(this.states.flatMap(({ id, offer }) => ((offer?.limits.budgetMinor ?? null) === null ? [] : [id])))
		];
	}
}
