/** A line's share of what is earned. The rewards system tells sums alone: shares are the till's own. */
import type { Preview } from '$lib/contract/sync/rewards';
import type { Quote } from '$lib/domain/offers/quote-types';

export type LineAward = {
	offerId: string;
	currency: string;
	amountMinor: number;
	/** The sum this is a share of is the one that was answered. */
	isSure: boolean;
};

type Sum = { offerId: string; currency: string; amountMinor: number };

function sumOf(awards: readonly Sum[], { offerId, currency }: Omit<Sum, 'amountMinor'>): number {
	const same = awards.filter((one) => one.offerId === offerId && one.currency === currency);
	return same.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** What the rewards system does not give is left out; where it gives another sum, or did not answer (null), a share is about. */
export function lineAwards(
	{ lines, awards }: Pick<Quote, 'lines' | 'awards'>,
	lineId: string,
	answered: Preview['awards'] | null
): LineAward[] {
	const own = awards.filter(({ possible }) => !possible);
	const shares = lines.find((line) => line.lineId === lineId)?.awards ?? [];
	return shares.flatMap(({ possible, ...share }) => {
		const given = answered && sumOf(answered, share);
		if (possible || given === 0) return [];
		return [{ ...share, isSure: given === sumOf(own, share) }];
	});
}
