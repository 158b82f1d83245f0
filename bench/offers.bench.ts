/**
 * A quote with everything (discounts, stacking, awards, trace) against a general rule engine that only says which rules
 * hold. Both find the same offers, else nothing is measured.
 */
import { Engine } from 'json-rules-engine';
import { compileOffers } from '$lib/domain/offers/compile';
import { quote } from '$lib/domain/offers/quote';
import type { OfferTrace } from '$lib/domain/offers/trace';
import { interleave, pick, spread, toRow, type Bench, type Setting } from './harness';
import { makeScene, toFacts, toRule } from './parts/offer-set';

const offerCount = 1_000;
const quotesPerRound = 400;
const runsPerRound = 20;

/** Conditions that do not hold; every other outcome comes after them. */
const unmet: OfferTrace['code'][] = ['no_matching_line', 'outside_hours', 'not_for_this_tier', 'needs_more'];

function checkSame(
	trace: readonly OfferTrace[],
	theirs: readonly string[],
	forms: ReadonlyMap<string, string>
): number {
	// Sets of pieces are counted by the effect, of which the other engine knows nothing.
	const counts = (id: string) => ['n_for_m', 'cheapest', 'per_amount'].includes(forms.get(id) ?? '');
	const ours = trace.filter(({ code, offerId }) => !unmet.includes(code) || (code === 'needs_more' && counts(offerId)));
	const held = new Set(theirs);
	const missing = ours.filter(({ offerId }) => !held.has(offerId));
	const surplus = theirs.length - ours.length;
	const unexplained = missing.filter(({ code }) => code !== 'needs_more');
	if (unexplained.length > 0 || surplus !== -missing.length) {
		throw new Error(`The engines differ: ${JSON.stringify({ missing: missing.slice(0, 3), surplus })}`);
	}
	return theirs.length;
}

async function run({ rounds, log }: Setting) {
	const { offers, input } = makeScene(offerCount);
	const compiled = compileOffers(offers);
	const engine = new Engine(offers.map(toRule));
	engine.addOperator('notBefore', (fact: string, value: string) => fact >= value);
	engine.addOperator('before', (fact: string, value: string) => fact < value);
	const facts = toFacts(input);
	const { events } = await engine.run(facts);
	const quoted = quote(compiled, input);
	const forms = new Map(
		offers.map(({ id, effect }) => [id, 'give' in effect ? effect.give.form : 'form' in effect ? effect.form : ''])
	);
	const held = checkSame(
		quoted.trace,
		events.map(({ type }) => type),
		forms
	);
	log(`${String(held)} of ${String(offerCount)} offers hold; ${String(quoted.discounts.length)} discounts on lines`);

	const ways = {
		ours: () => {
			const times: number[] = [];
			for (let done = 0; done < quotesPerRound; done++) {
				const startMs = performance.now();
				quote(compiled, input);
				times.push(performance.now() - startMs);
			}
			return spread(times);
		},
		theirs: async () => {
			const times: number[] = [];
			for (let done = 0; done < runsPerRound; done++) {
				const startMs = performance.now();
				await engine.run(facts);
				times.push(performance.now() - startMs);
			}
			return spread(times);
		},
		compile: () => {
			const startMs = performance.now();
			compileOffers(offers).forStore(input.context.storeId);
			return { p50: performance.now() - startMs };
		}
	};
	ways.ours();
	const { ours, theirs, compile } = await interleave(rounds, ways);
	const unit = 'ms';
	const median = pick(ours, 'p50');
	const baseline = pick(theirs, 'p50');
	// How many times faster, so that the ratio is the budget's.
	const speed = baseline.map((ms) => 1 / ms);
	return [
		toRow({ what: 'json-rules-engine 7.3.1, which rules hold, p50', unit, values: baseline }),
		toRow({ what: 'quote, 1,000 offers × 30 lines, p50', unit, values: median, budget: { atMost: 0.5 } }),
		toRow({ what: 'quote, p95', unit, values: pick(ours, 'p95') }),
		toRow({
			what: 'quotes a millisecond, against rule runs',
			unit: '/ms',
			values: median.map((ms) => 1 / ms),
			baseline: speed,
			budget: { ratioAtLeast: 50 }
		}),
		toRow({ what: 'compile 1,000 offers and index a store', unit, values: pick(compile, 'p50') })
	];
}

export const bench: Bench = { title: 'Quote of a basket', run };
