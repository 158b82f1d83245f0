/** What a return changes for the customer: before it and after it. */
import { sumMinor } from '../money/money';
import { walletSpends } from '../voucher/voucher';
import { awardsGoingBack, type GivenAward, type ReturnedLine } from '../wallet/reverse';
import { prepareReturn, type PreparedReturn, type Quantities, type ReturnRefusal } from './return-sale';
import type { SaleBody, SaleSpend } from './sale';

export type Change = { beforeMinor: number; afterMinor: number };

export type ReturnFigures = {
	ok: true;
	prepared: PreparedReturn;
	/** What the customer paid for what they keep, in money. */
	paid: Change;
	/** What of the bill member value paid. */
	spent: Change;
	/** What of it vouchers paid. */
	voucherSpent: Change;
	/** What is left of each voucher's worth once its share is taken back, whatever was used of it meanwhile. */
	vouchersGiven: (Change & { mark: string })[];
	/** By currency of the wallet, in alphabetical order; only where the sale gave something. */
	earned: (Change & { currency: string })[];
};

function linesOf(original: SaleBody, wanted: Quantities): ReturnedLine[] {
	return original.lines.map(({ lineNo, quantityMilli, totalMinor }) => {
		return { lineNo, soldMilli: quantityMilli, soldMinor: totalMinor, returnedMilli: wanted.get(lineNo) ?? 0 };
	});
}

function takenByCurrency(awards: readonly GivenAward[], amounts: readonly number[]): Map<string, number> {
	const sums = new Map<string, number>();
	for (const [index, { currency }] of awards.entries()) {
		sums.set(currency, (sums.get(currency) ?? 0) + (amounts[index] ?? 0));
	}
	return sums;
}

/**
 * The figures of a return of `wanted` after `returned` (thousandths by line number). Nothing wanted yet: before and after
 * are the same. Amounts in minor units. Awards are those the sale gave; what the shop's policy leaves to the member, and
 * what expired meanwhile, is not known here.
 */
export function returnFigures(
	original: SaleBody,
	returned: Quantities,
	wanted: Quantities,
	awards: readonly GivenAward[] = []
): ReturnFigures | ReturnRefusal {
	const none = { ok: true, lines: [], taxes: [], spends: [], dueMinor: 0 } satisfies PreparedReturn;
	const former = returned.size === 0 ? none : prepareReturn(original, new Map(), returned);
	const prepared = wanted.size === 0 ? none : prepareReturn(original, returned, wanted);
	if (!prepared.ok) return prepared;
	// Offline too much may have come back already: then nothing is left, and the figures say so.
	const formerSpends = former.ok ? former.spends : original.spends;
	const paid = original.totals.dueMinor + (former.ok ? former.dueMinor : -original.totals.dueMinor);
	const spentBy = (pick: (spends: readonly SaleSpend[]) => readonly SaleSpend[]): Change => {
		const sumOf = (spends: readonly SaleSpend[]) => sumMinor(pick(spends).map(amountOf));
		const beforeMinor = sumOf(original.spends) - sumOf(formerSpends);
		return { beforeMinor, afterMinor: beforeMinor - sumOf(prepared.spends) };
	};
	const gone = takenByCurrency(awards, awardsGoingBack(awards, linesOf(original, returned), new Map()));
	const going = takenByCurrency(awards, awardsGoingBack(awards, linesOf(original, wanted), returned));
	const given = takenByCurrency(awards, awards.map(amountOf));
	return {
		ok: true,
		prepared,
		paid: { beforeMinor: paid, afterMinor: paid + prepared.dueMinor },
		spent: spentBy(walletSpends),
		voucherSpent: spentBy((spends) => spends.filter(({ kind }) => kind === 'voucher')),
		vouchersGiven: vouchersLeft(original, returned, wanted),
		earned: [...given].sort().map(([currency, amountMinor]) => {
			const beforeMinor = amountMinor - (gone.get(currency) ?? 0);
			return { currency, beforeMinor, afterMinor: beforeMinor - (going.get(currency) ?? 0) };
		})
	};
}

/** A voucher goes back as an award on the whole sale does. */
function vouchersLeft(original: SaleBody, returned: Quantities, wanted: Quantities): ReturnFigures['vouchersGiven'] {
	return (original.vouchersGiven ?? []).map(({ voucherId, amountMinor, mark }) => {
		const award = [{ lotId: voucherId, currency: original.currency, amountMinor, basis: null }];
		const [gone = 0] = awardsGoingBack(award, linesOf(original, returned), new Map());
		const [going = 0] = awardsGoingBack(award, linesOf(original, wanted), returned);
		const beforeMinor = amountMinor - gone;
		return { mark, beforeMinor, afterMinor: beforeMinor - going };
	});
}

function amountOf({ amountMinor }: { amountMinor: number }): number {
	return amountMinor;
}
