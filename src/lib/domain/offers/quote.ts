/**
 * One pure engine for till, worker and server (DESIGN.md §7): the same offers and the same input give the same answer, to
 * the cent and to the byte.
 *
 * Order: offers' discounts · discounts by hand · instant spends · awards · what lifts awards · coupons and vouchers. Within
 * each: higher priority first, then by id; every one works on what those before it left. Minimum amounts are measured
 * there too. Rounding happens once an offer, on the sum of its lines; discounts that count out pieces are rounded on each
 * line. What an offer gives is apportioned on its lines by largest remainder. No discount and no instant spend takes a line
 * below its lowest price.
 */
import type { Basket } from '../basket/basket';
import { grossAndLeast, priceBasket, type PricedBasket } from '../basket/price';
import { Awards } from './awards';
import type { CompiledOffers } from './compile';
import { Discounts } from './discounts';
import { InstantSpends } from './instant-spends';
import { Issues } from './issues';
import type { AwardLine, AwardQuote, Quote, QuoteAward, QuotedLine, QuoteInput } from './quote-types';
import { nearMissOf } from './near-miss';
import { Scene } from './scene';

function leastOf({ lines }: Basket): number[] {
	return lines.map((line) => grossAndLeast(line).leastMinor);
}

function earn(compiled: CompiledOffers, scene: Scene): AwardQuote {
	const [awards, instantSpends, issues] = [new Awards(scene), new InstantSpends(scene), new Issues(scene)];
	instantSpends.run();
	awards.run();
	issues.run();
	const { rulesVersion, rulesMark } = compiled;
	return {
		rulesVersion,
		rulesMark,
		awards: awards.given,
		instantSpends: instantSpends.given,
		issues: issues.given,
		trace: scene.trace
	};
}

function quotedLines(priced: PricedBasket, awards: readonly QuoteAward[]): QuotedLine[] {
	const byLine = new Map<string, AwardLine[]>();
	for (const { offerId, currency, possible, lines } of awards) {
		for (const { lineId, amountMinor } of lines) {
			const list = byLine.get(lineId) ?? [];
			list.push({ offerId, currency, amountMinor, possible });
			byLine.set(lineId, list);
		}
	}
	return priced.lines.map((line) => ({ ...line, awards: byLine.get(line.lineId) ?? [] }));
}

/**
 * What a basket costs and earns. Amounts in minor units; `atMs` is the corrected time. Refuses nothing: an offer that
 * cannot be judged here gives no discount, and an award only as possible (`needs_connection` in the trace).
 */
export function quote(compiled: CompiledOffers, input: QuoteInput): Quote {
	const { basket, terms } = input;
	const leastMinor = leastOf(basket);
	const gross = basket.lines.map((line) => grossAndLeast(line).grossMinor);
	const scene = new Scene(compiled, input, gross, leastMinor);
	const discounts = new Discounts(scene);
	discounts.run();
	const priced = priceBasket(basket, terms, discounts.given);
	for (const [place, { totalMinor }] of priced.lines.entries()) scene.totalsMinor[place] = totalMinor;
	const earned = earn(compiled, scene);
	return {
		...earned,
		priced,
		lines: quotedLines(priced, earned.awards),
		discounts: discounts.given,
		nearMiss: nearMissOf(compiled, earned.trace),
		offerTimes: discounts.times
	};
}

/**
 * What a sale that is closed earns: its discounts stand as they are, awards follow these offers (DESIGN.md §7).
 * `totalsMinor`: what each line of the basket cost after every discount and before spends, in its order.
 */
export function quoteAwards(compiled: CompiledOffers, input: QuoteInput, totalsMinor: readonly number[]): AwardQuote {
	if (totalsMinor.length !== input.basket.lines.length) throw new RangeError('every line needs its total');
	const scene = new Scene(compiled, input, totalsMinor, leastOf(input.basket));
	for (const candidate of scene.candidates('discount')) scene.note(candidate, { code: 'discounts_stand' });
	return earn(compiled, scene);
}
