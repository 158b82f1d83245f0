import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyInput, anyOffer, anyOffers } from '../../../../tests/support/any-offer';
import { bodyOf, closingOf, tendersFor } from '../../../../tests/support/any-sale';
import { saleCompleted } from '../../contract/sync/bodies';
import { offer as offerSchema } from '../../contract/sync/offers';
import { grossAndLeast, priceBasket } from '../basket/price';
import { closeSale } from '../receipt/close-sale';
import { compileOffers } from './compile';
import type { Offer } from './offer';
import { quote, quoteAwards } from './quote';
import type { Quote, QuoteInput } from './quote-types';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const amountsOf = (list: readonly { amountMinor: number }[]) => list.map(({ amountMinor }) => amountMinor);

/** Runs what must hold for any offers and any basket. */
function forAny(check: (offers: Offer[], input: QuoteInput, quoted: Quote) => void): void {
	fc.assert(
		fc.property(anyOffers(), anyInput(), (offers, input) => check(offers, input, quote(compileOffers(offers), input))),
		{ numRuns: 300 }
	);
}

describe('quote, for any offers and any basket', () => {
	it('never takes a line below its lowest price, nor below nothing', () => {
		forAny((_, { basket }, { priced, instantSpends }) => {
			for (const [index, line] of basket.lines.entries()) {
				const { leastMinor } = grossAndLeast(line);
				const spent = instantSpends.flatMap(({ lines }) => lines.filter(({ lineId }) => lineId === line.lineId));
				const total = priced.lines[index]?.totalMinor ?? -1;
				expect(total - sum(amountsOf(spent))).toBeGreaterThanOrEqual(leastMinor);
				expect(total).toBeGreaterThanOrEqual(0);
			}
		});
	});

	it('gives whole positive amounts, and discounts that are the difference in the basket', () => {
		forAny((_, { basket, terms }, { discounts, priced, awards, instantSpends }) => {
			for (const amount of [discounts, awards, instantSpends].flatMap(amountsOf)) {
				expect(Number.isSafeInteger(amount) && amount > 0).toBe(true);
			}
			const plain = priceBasket(
				{ ...basket, discount: null, lines: basket.lines.map((line) => ({ ...line, discount: null })) },
				terms
			);
			const off = priced.lines.flatMap((line) => line.discounts).filter(({ kind }) => kind === 'offer');
			expect(sum(amountsOf(off))).toBe(sum(amountsOf(discounts)));
			const noHands = priceBasket(
				{ ...basket, discount: null, lines: basket.lines.map((line) => ({ ...line, discount: null })) },
				terms,
				discounts
			);
			expect(plain.totalMinor - noHands.totalMinor).toBe(sum(amountsOf(discounts)));
			expect(priced).toEqual(priceBasket(basket, terms, discounts));
		});
	});

	it('splits what it gives on lines without losing or making a cent', () => {
		forAny((_, __, { awards, instantSpends, lines }) => {
			for (const { amountMinor, lines: shares } of [...awards, ...instantSpends]) {
				expect(sum(amountsOf(shares))).toBe(amountMinor);
			}
			expect(sum(lines.flatMap((line) => amountsOf(line.awards)))).toBe(sum(amountsOf(awards)));
		});
	});

	it('says of every offer what became of it, with the amounts that were given', () => {
		forAny((offers, _, quoted) => {
			const { trace, discounts, awards, instantSpends, issues } = quoted;
			expect(trace.map(({ offerId }) => offerId).sort()).toEqual(offers.map(({ id }) => id).sort());
			for (const entry of trace) {
				const mine = <T extends { offerId: string }>(list: readonly T[]) =>
					list.filter(({ offerId }) => offerId === entry.offerId);
				const took = sum(amountsOf(mine(discounts)));
				expect(took).toBe(entry.code === 'gave_discount' ? entry.amountMinor : 0);
				const earned = sum(amountsOf(mine(awards)));
				const would = entry.code === 'needs_connection' ? (entry.would?.amountMinor ?? 0) : 0;
				expect(earned).toBe(entry.code === 'gave_award' ? entry.amountMinor : would);
				expect(sum(amountsOf(mine(instantSpends)))).toBe(entry.code === 'gave_instant_spend' ? entry.amountMinor : 0);
				expect(mine(issues).length).toBe(['gave_coupon', 'gave_voucher'].includes(entry.code) ? 1 : 0);
			}
		});
	});

	it('keeps every limit', () => {
		forAny((offers, _, { discounts, awards, instantSpends, trace }) => {
			for (const { id, limits } of offers) {
				const given = [...discounts, ...awards, ...instantSpends].filter(({ offerId }) => offerId === id);
				const caps = [limits.perSale.amountMinor, limits.perMember?.amountMinor, limits.budgetMinor];
				for (const cap of caps) expect(sum(amountsOf(given))).toBeLessThanOrEqual(cap ?? Infinity);
				const entry = trace.find(({ offerId }) => offerId === id);
				const times = entry?.code === 'gave_discount' ? entry.times : 0;
				expect(times).toBeLessThanOrEqual(
					Math.min(limits.perSale.times ?? Infinity, limits.perMember?.times ?? Infinity)
				);
			}
		});
	});

	it('lets only one of a group that competes give something, and never the smaller one', () => {
		forAny((offers, _, { trace }) => {
			const by = new Map(offers.map((offer) => [offer.id, offer]));
			const winners = new Map<string, number>();
			for (const entry of trace) {
				const offer = by.get(entry.offerId);
				if (entry.code === 'gave_discount' && offer?.stacking === 'best_of') {
					winners.set(offer.group ?? '', (winners.get(offer.group ?? '') ?? 0) + 1);
				}
				if (entry.code === 'beaten_by') expect(entry.winnerMinor).toBeGreaterThanOrEqual(entry.worthMinor);
			}
			expect([...winners.values()].every((count) => count === 1)).toBe(true);
		});
	});

	it('does not ask in which order the offers are listed, and answers the same twice', () => {
		fc.assert(
			fc.property(anyOffers(), anyInput(), fc.infiniteStream(fc.nat()), (offers, input, chance) => {
				const shuffled = offers
					.map((offer) => ({ offer, at: chance.next().value }))
					.sort((a, b) => a.at - b.at)
					.map(({ offer }) => offer);
				const compiled = compileOffers(offers);
				const first = JSON.stringify(quote(compiled, input));
				expect(JSON.stringify(quote(compiled, input))).toBe(first);
				expect(JSON.stringify(quote(compileOffers(shuffled), input))).toBe(first);
			}),
			{ numRuns: 300 }
		);
	});

	it('is not changed by an offer that cannot apply', () => {
		fc.assert(
			fc.property(anyOffers(8), anyOffer(), anyInput(), (offers, more, input) => {
				const added = { ...more, id: 'added' };
				const all = quote(compileOffers([...offers, added]), input);
				const entry = all.trace.find(({ offerId }) => offerId === 'added');
				const applies = !entry || entry.code.startsWith('gave_') || entry.code === 'beaten_by';
				fc.pre(!applies && !(entry.code === 'needs_connection' && entry.would));
				// It may be what a little more would bring.
				const { trace, rulesMark: _mark, rulesVersion: _version, nearMiss: _near, ...rest } = all;
				const without = quote(compileOffers(offers), input);
				const { trace: traceWithout, rulesMark: _m, rulesVersion: _v, nearMiss: _n, ...restWithout } = without;
				expect(rest).toEqual(restWithout);
				expect(trace.filter(({ offerId }) => offerId !== 'added')).toEqual(traceWithout);
			}),
			{ numRuns: 300 }
		);
	});

	it('gives nothing now that depends on what is not known here', () => {
		forAny((offers, input) => {
			const known = { tier: false, segments: false, counters: false, budgets: false };
			const blind = quote(compileOffers(offers), { ...input, context: { ...input.context, known } });
			const asks = (id: string) => {
				const found = offers.find((offer) => offer.id === id);
				if (!found) return true;
				const { audience } = found.conditions;
				const isPicky = audience.kind === 'member' && audience.tiers.length + audience.segments.length > 0;
				return isPicky || found.limits.perMember !== null || found.limits.budgetMinor !== null;
			};
			expect(blind.discounts.some(({ offerId }) => asks(offerId))).toBe(false);
			expect(blind.issues.some(({ offerId }) => asks(offerId))).toBe(false);
			expect(blind.awards.some(({ offerId, possible }) => asks(offerId) && !possible)).toBe(false);
		});
	});

	it('earns the same for the sale once it is closed', () => {
		forAny((offers, input, quoted) => {
			const totals = quoted.priced.lines.map(({ totalMinor }) => totalMinor);
			const later = quoteAwards(compileOffers(offers), input, totals);
			expect(later.awards).toEqual(quoted.awards);
			expect(later.instantSpends).toEqual(quoted.instantSpends);
			expect(later.issues).toEqual(quoted.issues);
		});
	});

	it('becomes a sale that balances and that the wire accepts', () => {
		forAny((_, { basket, terms }, { discounts, offerTimes, priced, rulesVersion }) => {
			const tenders = tendersFor(priced.totalMinor, 1, 0.3, 10);
			const offers = { discounts, offerTimes, rulesVersion };
			const body = bodyOf(closeSale(closingOf(basket, terms, { priced, offers, tenders })));
			expect(saleCompleted.parse(JSON.parse(JSON.stringify(body)))).toEqual(body);
			expect(body.totals.discountsMinor).toBe(priced.discountsMinor);
			expect(body.offerTimes ?? []).toEqual(offerTimes.filter(({ times }) => times > 1));
		});
	});

	it('travels: the wire accepts any offer and hands it on unchanged', () => {
		fc.assert(
			fc.property(anyOffer(), (one) => {
				expect(offerSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
			})
		);
	});
});
