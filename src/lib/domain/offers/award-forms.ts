/** What each form of award is worth. Rounded once an offer, half-up (specs/crmcom-api.md §5.1). */
import { apportion } from '../money/apportion';
import { currencyExponent, largestAmountMinor, scaleMinor, sumMinor } from '../money/money';
import { quantityOf, type Area } from './area';
import { pointsCurrency, type AwardForm } from './offer';
import type { Withheld } from './trace';

export type PlainForm = Exclude<AwardForm, { form: 'multiplier' }>;

/** A percentage in points is taken of whole units of the money: 100 % of 21.47 is 21 points. */
function percentOf(baseMinor: number, percentBp: number, currency: string, moneyCurrency: string): number {
	const unit = currency === pointsCurrency ? 10 ** currencyExponent(moneyCurrency) : 1;
	return scaleMinor(baseMinor, percentBp, 10_000 * unit);
}

function steps(reached: number, every: number, give: number): number {
	return Math.min(largestAmountMinor, Math.floor(reached / every) * give);
}

/** Minor units of `currency` (whole points), computed on what the area's lines cost. */
export function worthOf(form: PlainForm, area: Area, currency: string, moneyCurrency: string): number {
	const baseMinor = sumMinor(area.totalsMinor);
	switch (form.form) {
		case 'percent':
			return Math.min(largestAmountMinor, percentOf(baseMinor, form.percentBp, currency, moneyCurrency));
		case 'fixed':
			return form.amountMinor;
		case 'per_amount':
			return steps(baseMinor, form.everyMinor, form.giveMinor);
		case 'per_quantity':
			return steps(quantityOf(area.lines), form.everyMilli, form.giveMinor);
	}
}

/** Why it is worth nothing: a whole step is missing, or there is nothing to take a percentage of. */
export function whyNoWorth(form: PlainForm, area: Area): Withheld {
	if (form.form === 'per_amount') {
		const moreMinor = form.everyMinor - sumMinor(area.totalsMinor);
		return { code: 'needs_more', next: { needs: 'amount', moreMinor, reachMinor: form.everyMinor } };
	}
	if (form.form === 'per_quantity') {
		const moreMilli = form.everyMilli - quantityOf(area.lines);
		return { code: 'needs_more', next: { needs: 'quantity', moreMilli, reachMilli: form.everyMilli } };
	}
	return { code: 'nothing_to_give' };
}

/** By what the lines cost; where they cost nothing, by their quantities. */
export function shareOut(amountMinor: number, area: Area): number[] {
	const byTotal = area.totalsMinor.some((total) => total > 0);
	return apportion(amountMinor, byTotal ? area.totalsMinor : area.lines.map((line) => line.quantityMilli));
}
