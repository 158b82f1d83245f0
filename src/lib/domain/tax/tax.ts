/**
 * Tax on what a basket sells (domain-flows §2.7). A discount is apportioned once, on lines; the tax table derives from the
 * lines' net totals. Per receipt (default): one tax a rate on the sum of its lines. Per line: each line's tax rounded, then
 * summed.
 */
import { apportion } from '../money/apportion';
import { scaleMinor, sumMinor } from '../money/money';

const WHOLE_BP = 10_000;

export type TaxMode = 'receipt' | 'line';

/** A rate as the shop's settings list it; `letter` marks it on receipts, by default A, B … in the order of the settings. */
export type TaxRate = { id: string; rateBp: number; letter?: string | undefined };

export type TaxRules = { pricesIncludeTax: boolean; taxMode: TaxMode; taxRates: readonly TaxRate[] };

/** What one line brings to the tax table: what the customer pays for it, with or without tax as the rules say. */
export type TaxableLine = { taxRateId: string; taxRateBp: number; amountMinor: number };

export type TaxRow = {
	rateId: string;
	rateBp: number;
	letter: string;
	netMinor: number;
	taxMinor: number;
	grossMinor: number;
};

/** The tax in (`inclusive`) or on top of an amount, rounded half away from zero. */
export function taxOf(amountMinor: number, rateBp: number, inclusive: boolean): number {
	return scaleMinor(amountMinor, rateBp, inclusive ? WHOLE_BP + rateBp : WHOLE_BP);
}

/** A, B … Z, AA, AB …: the mark of the rate at this place in the settings. */
export function letterAt(index: number): string {
	const last = String.fromCharCode(65 + (index % 26));
	return index < 26 ? last : letterAt(Math.floor(index / 26) - 1) + last;
}

type Group = { rateId: string; rateBp: number; letter: string | null; order: number; indexes: number[] };

/** Lines of one rate belong together. A rate whose percentage changed while the basket was open makes two groups. */
function groupByRate(lines: readonly TaxableLine[], rates: readonly TaxRate[]): Group[] {
	const groups: Group[] = [];
	lines.forEach(({ taxRateId, taxRateBp }, index) => {
		const found = groups.find((group) => group.rateId === taxRateId && group.rateBp === taxRateBp);
		if (found) return found.indexes.push(index);
		const place = rates.findIndex((rate) => rate.id === taxRateId && rate.rateBp === taxRateBp);
		const letter = place === -1 ? null : (rates[place]?.letter ?? letterAt(place));
		const order = place === -1 ? rates.length : place;
		return groups.push({ rateId: taxRateId, rateBp: taxRateBp, letter, order, indexes: [index] });
	});
	return groups.sort((a, b) => a.order - b.order);
}

/** A rate the settings no longer know takes the first letters after them. */
function lettersFor(groups: readonly Group[], rates: readonly TaxRate[]): string[] {
	const taken = new Set(rates.map((rate, index) => rate.letter ?? letterAt(index)));
	return groups.map((group) => {
		if (group.letter !== null) return group.letter;
		let index = rates.length;
		while (taken.has(letterAt(index))) index += 1;
		const letter = letterAt(index);
		taken.add(letter);
		return letter;
	});
}

function taxOfGroup(group: Group, lines: readonly TaxableLine[], rules: TaxRules): { base: number; tax: number } {
	const amounts = group.indexes.map((index) => lines[index]?.amountMinor ?? 0);
	const base = sumMinor(amounts);
	const tax =
		rules.taxMode === 'line'
			? sumMinor(amounts.map((amount) => taxOf(amount, group.rateBp, rules.pricesIncludeTax)))
			: taxOf(base, group.rateBp, rules.pricesIncludeTax);
	return { base, tax };
}

/** The tax table: one row a rate, in the order of the settings; net + tax = gross in each row. */
export function taxTable(lines: readonly TaxableLine[], rules: TaxRules): TaxRow[] {
	const groups = groupByRate(lines, rules.taxRates);
	const letters = lettersFor(groups, rules.taxRates);
	return groups.map((group, index) => {
		const { base, tax } = taxOfGroup(group, lines, rules);
		return {
			rateId: group.rateId,
			rateBp: group.rateBp,
			letter: letters[index] ?? '',
			netMinor: rules.pricesIncludeTax ? base - tax : base,
			taxMinor: tax,
			grossMinor: rules.pricesIncludeTax ? base : base + tax
		};
	});
}

/** Tax of each line, for information: apportioned from the tax of its rate, so that the lines add up to the table. */
export function lineTaxes(lines: readonly TaxableLine[], rules: TaxRules): number[] {
	const taxes = lines.map(() => 0);
	for (const group of groupByRate(lines, rules.taxRates)) {
		const { tax } = taxOfGroup(group, lines, rules);
		if (tax === 0) continue;
		const weights = group.indexes.map((index) => Math.abs(lines[index]?.amountMinor ?? 0));
		const shares = apportion(tax, weights);
		group.indexes.forEach((index, at) => (taxes[index] = shares[at] ?? 0));
	}
	return taxes;
}
