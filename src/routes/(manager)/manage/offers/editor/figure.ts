/** Figures of an offer as they are typed: amounts, percentages, counts. */
import { amountText } from '$lib/domain/money/amount-text';
import { currencyExponent } from '$lib/domain/money/money';
import { parseAmount } from '$lib/domain/money/parse-amount';
import { pointsCurrency } from '$lib/domain/offers/offer';

/** `factor`: ten-thousandths, typed as 2 for 20,000; `quantity`: thousandths; `percent`: basis points. */
export type FigureKind = 'amount' | 'percent' | 'factor' | 'quantity' | 'count';

function decimalsOf(kind: FigureKind, currency: string): number {
	if (kind === 'amount') return currency === pointsCurrency ? 0 : currencyExponent(currency);
	return { percent: 2, factor: 4, quantity: 3, count: 0 }[kind];
}

/** `null` is an empty field that may be empty, NaN what cannot be read. */
export function readFigure(text: string, kind: FigureKind, currency: string, optional: boolean): number | null {
	if (text.trim() === '') return optional ? null : NaN;
	const read = parseAmount(text.replace(/%/g, ''), decimalsOf(kind, currency));
	return read.ok ? read.amountMinor : NaN;
}

export function figureText(value: number | null, kind: FigureKind, currency: string): string {
	if (value === null || !Number.isFinite(value)) return '';
	const text = amountText(value, decimalsOf(kind, currency));
	return kind === 'amount' ? text : text.replace(/\.?0+$/, (zeros) => (text.includes('.') ? '' : zeros));
}
