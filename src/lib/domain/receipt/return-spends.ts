/** What members spent goes back with the goods it paid for. */
import { sumMinor } from '../money/money';
import { partialMinor } from '../money/partial';
import type { SaleBody, SaleLine, SaleSpend } from './sale';

/** How far returns have come: of each line what its spends took off it, and of the bill with tax. */
export type SpendsReached = { spentByLine: readonly number[]; grossMinor: number };

/**
 * What was spent on a line, of the part of its total that has gone back, by running allocation over the total: so the
 * spend never goes back faster than the line itself, step by step.
 */
export function spentOf(line: SaleLine, shareMinor: number, reachedMinor: number): number {
	if (line.totalMinor === 0) return 0;
	return partialMinor({ totalMinor: shareMinor, whole: line.totalMinor, reached: reachedMinor, alreadyMinor: 0 });
}

/** As a discount by line; as a payment in proportion to what was owed with tax. */
function spentMinor(original: SaleBody, { spentByLine, grossMinor }: SpendsReached): number {
	if (original.spendTaxedAs !== 'payment') return sumMinor(spentByLine);
	const whole = sumMinor(original.taxes.map((row) => row.grossMinor));
	const totalMinor = sumMinor(original.spends.map(({ amountMinor }) => amountMinor));
	return partialMinor({ totalMinor, whole, reached: grossMinor, alreadyMinor: 0 });
}

/** In the order they were granted: the only split that never takes back what it gave. */
function inOrder({ spends }: SaleBody, beforeMinor: number, afterMinor: number): SaleSpend[] {
	let start = 0;
	const parts = spends.map(({ kind, grantId, voucherId, amountMinor: granted }) => {
		const within = (reached: number) => Math.min(Math.max(reached - start, 0), granted);
		const amountMinor = within(afterMinor) - within(beforeMinor);
		start += granted;
		return { kind, grantId, amountMinor, ...(voucherId !== undefined && { voucherId }) };
	});
	return parts.filter(({ amountMinor }) => amountMinor > 0);
}

/** Whether some of what was spent could lower the tax of some of the lines only. */
function isTied({ spends, spendTaxedAs }: SaleBody): boolean {
	return spendTaxedAs !== 'payment' && spends.some(({ lots = [] }) => lots.some(({ lineNos }) => lineNos.length > 0));
}

/** Says of each part on which line it was spent: a return's own lines alone would not tell. */
function tieToLines(
	{ lines }: SaleBody,
	spends: readonly SaleSpend[],
	before: readonly number[],
	after: readonly number[]
): SaleSpend[] {
	const back = lines.map(({ lineNo }, index) => ({ lineNo, leftMinor: (after[index] ?? 0) - (before[index] ?? 0) }));
	return spends.map((spend) => {
		let wanted = spend.amountMinor;
		const lots: NonNullable<SaleSpend['lots']> = [];
		for (const line of back) {
			const amountMinor = Math.min(line.leftMinor, wanted);
			if (amountMinor <= 0) continue;
			lots.push({ lotId: null, amountMinor, lineNos: [line.lineNo] });
			line.leftMinor -= amountMinor;
			wanted -= amountMinor;
		}
		return { ...spend, lots };
	});
}

/** What goes back between two points of returning a sale; positive amounts, those of nothing left out. */
export function returnSpends(original: SaleBody, before: SpendsReached, after: SpendsReached): SaleSpend[] {
	const spends = inOrder(original, spentMinor(original, before), spentMinor(original, after));
	return isTied(original) ? tieToLines(original, spends, before.spentByLine, after.spentByLine) : spends;
}
