/**
 * Offers made ready for many quotes: sorted once, and indexed by what names their lines, so that a quote looks only at the
 * few that can apply. 1,000 offers cost a till a few microseconds a scan (DESIGN.md §7).
 */
import { toWeekRanges, type WeekRanges } from './hours';
import { toReadyFilter, type ReadyFilter, type ReadyTerms } from './line-filter';
import type { Offer } from './offer';
import type { RulesVersion } from './quote-types';
import type { OfferTrace } from './trace';

/** In this order: what is paid now, what pays for it, what is earned, what lifts the earned, what is handed out. */
export const phases = ['discount', 'instant_spend', 'award', 'multiplier', 'issue'] as const;
export type Phase = (typeof phases)[number];

export type ReadyOffer = {
	offer: Offer;
	/** Place in the order of the whole set. */
	at: number;
	phase: Phase;
	/** Those that compete have the same. `null`: stacks. */
	contest: string | null;
	target: ReadyFilter | null;
	parts: readonly ReadyFilter[];
	/** A line that fits any of these makes it worth a look. */
	about: readonly ReadyFilter[];
	fromMs: number;
	toMs: number;
	hours: WeekRanges | null;
	tiers: ReadonlySet<string> | null;
	noLine: OfferTrace;
};

export type Entry = { ready: ReadyOffer; filter: ReadyFilter; terms: ReadyTerms };
export type Index = Map<string, Entry[]>;

/** The offers of one store. */
export type StoreOffers = {
	/** The trace of a basket nothing is meant for, in the order of the set. */
	blank: readonly OfferTrace[];
	/** Those that do not name their lines. */
	anyLine: readonly ReadyOffer[];
	products: Index;
	groups: Index;
	brands: Index;
	families: Index;
	categories: Index;
};

export type CompiledOffers = RulesVersion & {
	offers: readonly ReadyOffer[];
	/** The coupons any of them needs. */
	coupons: ReadonlySet<string>;
	/** Made at the first question for the store and kept. */
	forStore: (storeId: string) => StoreOffers;
};

function phaseOf({ effect }: Offer): Phase {
	if (effect.kind === 'coupon' || effect.kind === 'voucher') return 'issue';
	if (effect.kind === 'award' && effect.give.form === 'multiplier') return 'multiplier';
	return effect.kind;
}

/** Amounts compete only within one currency and one phase. */
function contestOf(offer: Offer, phase: Phase): string | null {
	if (offer.stacking === 'stack') return null;
	const currency = offer.effect.kind === 'award' ? offer.effect.currency : '';
	return JSON.stringify([phase, currency, offer.group]);
}

function ready(offer: Offer, at: number): ReadyOffer {
	const { conditions, effect } = offer;
	const phase = phaseOf(offer);
	const isBundle = effect.kind === 'discount' && effect.form === 'bundle';
	const lines = toReadyFilter(conditions.lines);
	const parts = isBundle ? effect.parts.map((part) => toReadyFilter(part.lines)) : [];
	const tiers = conditions.audience.kind === 'member' ? conditions.audience.tiers : [];
	return {
		offer,
		at,
		phase,
		contest: contestOf(offer, phase),
		target: offer.target && toReadyFilter(offer.target),
		parts,
		// A bundle without conditions of its own is about the lines of its parts.
		about: lines.include.length === 0 && parts.length > 0 ? parts : [lines],
		fromMs: offer.validFrom === null ? -Infinity : Date.parse(offer.validFrom),
		toMs: offer.validTo === null ? Infinity : Date.parse(offer.validTo),
		hours: toWeekRanges(conditions.hours),
		tiers: tiers.length === 0 ? null : new Set(tiers),
		noLine: { offerId: offer.id, lineIds: [], code: 'no_matching_line' }
	};
}

/** Higher priority first, then by id; of two records of one offer the newer counts. */
function inOrder(offers: readonly Offer[]): Offer[] {
	const newest = new Map<string, Offer>();
	for (const offer of offers) {
		if ((newest.get(offer.id)?.version ?? -1) < offer.version) newest.set(offer.id, offer);
	}
	return [...newest.values()].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
}

/** FNV-1a over what makes each offer what it is. */
function markOf(offers: readonly Offer[]): string {
	let hash = 0x811c9dc5;
	const text = JSON.stringify(offers.map(({ id, version }) => [id, version]));
	for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	return (hash >>> 0).toString(16).padStart(8, '0');
}

function newStore(blank: readonly OfferTrace[]): StoreOffers & { anyLine: ReadyOffer[] } {
	const index = (): Index => new Map();
	return {
		blank,
		anyLine: [],
		products: index(),
		groups: index(),
		brands: index(),
		families: index(),
		categories: index()
	};
}

/** Under the kind of name that picks the fewest lines; `false`: the terms name none. */
function enter(store: StoreOffers, entry: Entry): boolean {
	const { productIds, brands, families, categories, groupIds } = entry.terms;
	const choices = [
		[productIds, store.products],
		[brands, store.brands],
		[families, store.families],
		[categories, store.categories],
		[groupIds, store.groups]
	] as const;
	for (const [names, index] of choices) {
		if (names === null) continue;
		for (const name of names) {
			const known = index.get(name);
			if (known) known.push(entry);
			else index.set(name, [entry]);
		}
		return true;
	}
	return false;
}

function isFor(offer: Offer, storeId: string): boolean {
	return offer.conditions.storeIds.length === 0 || offer.conditions.storeIds.includes(storeId);
}

function toStore(offers: readonly ReadyOffer[], storeId: string): StoreOffers {
	const blank = offers.map(({ offer, noLine }): OfferTrace =>
		isFor(offer, storeId) ? noLine : { offerId: offer.id, lineIds: [], code: 'other_store' }
	);
	const store = newStore(blank);
	for (const one of offers) {
		if (!isFor(one.offer, storeId)) continue;
		const filters = one.about;
		const named = filters.every((filter) => filter.include.length > 0);
		const entries = filters.flatMap((filter) => filter.include.map((terms) => ({ ready: one, filter, terms })));
		const isIndexed = named && entries.every(({ terms }) => Object.values(terms).some((names) => names !== null));
		if (isIndexed) for (const entry of entries) enter(store, entry);
		else store.anyLine.push(one);
	}
	return store;
}

/** Prepares offers, in whatever order they come: quotes depend on priority and id alone. */
export function compileOffers(offers: readonly Offer[]): CompiledOffers {
	const sorted = inOrder(offers);
	const all = sorted.map(ready);
	const stores = new Map<string, StoreOffers>();
	return {
		rulesVersion: sorted.reduce((highest, { version }) => Math.max(highest, version), 0),
		rulesMark: markOf(sorted),
		offers: all,
		coupons: new Set(sorted.flatMap(({ conditions }) => conditions.couponId ?? [])),
		forStore: (storeId) => {
			const known = stores.get(storeId) ?? toStore(all, storeId);
			stores.set(storeId, known);
			return known;
		}
	};
}
