/** What a sale gives its member, by the rules of its time. */
import type { OfferHistory } from '../offers/history';
import type { Tally } from '../offers/tally';
import type { NewLot } from '../wallet/purchase';
import { quoteEarned, toLot, type EarnContext, type EarningLine, type Traits } from './earned';

export type GivingSale = Omit<EarnContext, 'budgets' | 'coupons'> & {
	coupons?: readonly string[] | undefined;
	saleId: string;
	lines: readonly EarningLine[];
	memberId: string;
	tier: string | null;
	segments: readonly string[];
};

export type Giving = { history: OfferHistory; tally: Tally; traits: ReadonlyMap<string, Traits> };

/** The lots to be, counted in the tally; `instantMinor`: what offers would let the sale pay with. */
export function giveFor(
	sale: GivingSale,
	{ history, tally, traits }: Giving
): { awards: NewLot[]; instantMinor: number } {
	const { saleId, memberId, tier, segments, atMs } = sale;
	const context = { ...sale, budgets: tally.spentBudgets(), coupons: sale.coupons ?? [] };
	const earner = { tier, segments, counters: tally.countersOf(memberId, atMs) };
	const quoted = quoteEarned(history.at(atMs), sale.lines, traits, earner, context);
	const given = quoted.awards.filter(({ possible, amountMinor }) => !possible && amountMinor > 0);
	for (const { offerId, currency, amountMinor } of given) {
		tally.add({ saleId, offerId, memberId, at: new Date(atMs), currency, times: 1, amountMinor });
	}
	const instantMinor = quoted.instantSpends.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
	return { awards: given.map((award) => toLot(award, sale)), instantMinor };
}
