/**
 * What members spend, and the tax table (DESIGN.md §4). As a discount a spend is apportioned on the lines it may pay for,
 * before the tax table; as a payment it settles what is due and the tax table stands before it.
 */
import { apportion } from '../money/apportion';
import { sumMinor } from '../money/money';
import { taxTable, type TaxableLine, type TaxRow, type TaxRules } from '../tax/tax';
import type { SaleBody, SaleLine, SaleSpend } from './sale';

/** A line as spends see it; on a return `totalMinor` is negative. */
type SpentLine = Pick<SaleLine, 'lineNo' | 'totalMinor'>;
type TaxedLine = SpentLine & Pick<SaleLine, 'taxRateId' | 'taxRateBp'>;
type Spending = Pick<SaleSpend, 'amountMinor' | 'lots'>;

/** Parts that may pay for the same lines are one; `places` are the lines' indexes. */
type Part = { amountMinor: number; places: number[] };

/** The parts of the spends that may not pay for every line, joined by what they may pay for, the narrowest first. */
function narrowParts(lines: readonly SpentLine[], spends: readonly Spending[]): Part[] {
	const parts = new Map<string, Part>();
	for (const { amountMinor, lineNos } of spends.flatMap(({ lots = [] }) => lots)) {
		if (lineNos.length === 0) continue;
		const places = lines.flatMap(({ lineNo }, index) => (lineNos.includes(lineNo) ? [index] : []));
		if (places.length === 0) continue;
		const key = places.join();
		parts.set(key, { amountMinor: amountMinor + (parts.get(key)?.amountMinor ?? 0), places });
	}
	return [...parts.values()].sort((a, b) => a.places.length - b.places.length);
}

/**
 * Each line's share of the spends; positive, also on a return. Parts tied to some lines are laid on those, the narrowest
 * first; the rest goes by largest remainder over what is left to pay of each line. The shares add up to the spends exactly.
 */
export function spendShares(lines: readonly SpentLine[], spends: readonly Spending[]): number[] {
	const shares = lines.map(() => 0);
	let left = sumMinor(spends.map((spend) => spend.amountMinor));
	if (left === 0) return shares;
	const rooms = lines.map((line) => Math.abs(line.totalMinor));
	const lay = (amountMinor: number, places: readonly number[]) => {
		const weights = places.map((place) => rooms[place] ?? 0);
		if (amountMinor <= 0 || sumMinor(weights) === 0) return;
		apportion(amountMinor, weights).forEach((part, at) => {
			const place = places[at] ?? 0;
			shares[place] = (shares[place] ?? 0) + part;
			rooms[place] = (rooms[place] ?? 0) - part;
		});
		left -= amountMinor;
	};
	for (const { amountMinor, places } of narrowParts(lines, spends)) {
		const room = sumMinor(places.map((place) => rooms[place] ?? 0));
		lay(Math.min(amountMinor, room, left), places);
	}
	const everywhere = lines.map((_, index) => index);
	lay(left, everywhere);
	return shares;
}

/** The lines as the tax table sees them. `sign` is −1 on a return, where spends go back to the member. */
export function taxableLines(lines: readonly TaxedLine[], shares: readonly number[], sign: 1 | -1): TaxableLine[] {
	return lines.map(({ taxRateId, taxRateBp, totalMinor }, index) => {
		return { taxRateId, taxRateBp, amountMinor: totalMinor - sign * (shares[index] ?? 0) };
	});
}

export type TaxedSpends = Pick<SaleBody, 'spends' | 'spendTaxedAs'>;

/** The share of each line that lowers what its tax is taken from: none where a spend is a payment. */
export function untaxedShares(lines: readonly SpentLine[], { spends, spendTaxedAs }: TaxedSpends): number[] {
	return spendTaxedAs === 'payment' ? lines.map(() => 0) : spendShares(lines, spends);
}

/** What is due, of a tax table that was made with these spends; `sign` −1 on a return. */
export function dueOf(taxes: readonly TaxRow[], { spends, spendTaxedAs }: TaxedSpends, sign: 1 | -1): number {
	const gross = sumMinor(taxes.map((row) => row.grossMinor));
	return spendTaxedAs === 'payment' ? gross - sign * sumMinor(spends.map(({ amountMinor }) => amountMinor)) : gross;
}

/**
 * The tax table of a sale and what is due after the spends, in minor units. `exceeds`: more is spent than can be: than the
 * lines as a discount, than all with tax as a payment.
 */
export function taxAfterSpends(
	lines: readonly TaxedLine[],
	spending: TaxedSpends,
	rules: TaxRules
): { taxes: TaxRow[]; dueMinor: number; exceeds: boolean } {
	const spentMinor = sumMinor(spending.spends.map(({ amountMinor }) => amountMinor));
	const isPayment = spending.spendTaxedAs === 'payment';
	if (!isPayment && spentMinor > sumMinor(lines.map(({ totalMinor }) => totalMinor))) {
		return { taxes: taxTable(taxableLines(lines, [], 1), rules), dueMinor: 0, exceeds: true };
	}
	const taxes = taxTable(taxableLines(lines, untaxedShares(lines, spending), 1), rules);
	const dueMinor = dueOf(taxes, spending, 1);
	return { taxes, dueMinor, exceeds: dueMinor < 0 };
}
