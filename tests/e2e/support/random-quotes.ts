/** Random offers, baskets, places and times from one seed, and what the engine answers; runs in a page, a worker and Node. */
import fc from 'fast-check';
import { compileOffers } from '../../../src/lib/domain/offers/compile';
import { quote } from '../../../src/lib/domain/offers/quote';
import type { OfferTrace } from '../../../src/lib/domain/offers/trace';
import { anyInput, anyOffers } from '../../support/any-offer';

/** Summer time, none, half an hour of it, quarter hours: of zones whose rules stand still, as a browser's table of them may be newer than ours. */
const zones = ['Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];

const anyCase = fc.record({
	offers: anyOffers(40, 10),
	input: anyInput(),
	zone: fc.constantFrom(...zones),
	atMs: fc.integer({ min: Date.UTC(2026, 9, 1), max: Date.UTC(2027, 3, 30) })
});

export type Answers = { answers: string[]; codes: Record<string, number> };

function count(codes: Record<string, number>, trace: readonly OfferTrace[]): void {
	for (const { code } of trace) codes[code] = (codes[code] ?? 0) + 1;
}

/** One text a case: what was asked and what was answered. `codes`: how often each reason was given. */
export function quoteAll(seed: number, numRuns: number): Answers {
	const codes: Record<string, number> = {};
	const answers = fc.sample(anyCase, { seed, numRuns }).map(({ offers, input, zone, atMs }) => {
		// Half of them at the offers' own time, so that hours and dates do not keep most of them back.
		const context = atMs % 2 === 0 ? input.context : { ...input.context, zone, atMs };
		const asked = { ...input, context };
		const answered = quote(compileOffers(offers), asked);
		count(codes, answered.trace);
		return JSON.stringify({ offers, asked, answered });
	});
	return { answers, codes };
}
