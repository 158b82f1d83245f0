import { describe, expect, it } from 'vitest';
import { figureText, readFigure } from './figure';

describe('a figure', () => {
	it.each([
		['amount', '2.50', 'EUR', 250],
		['amount', '2,5', 'EUR', 250],
		['amount', '250', 'JPY', 250],
		['amount', '21', 'PTS', 21],
		['percent', '12.5 %', 'EUR', 1250],
		['factor', '1.5', 'EUR', 15_000],
		['quantity', '0.25', 'EUR', 250],
		['count', '3', 'EUR', 3]
	] as const)('is read as %s from %s', (kind, text, currency, value) => {
		expect(readFigure(text, kind, currency, false)).toBe(value);
		expect(readFigure(figureText(value, kind, currency), kind, currency, false)).toBe(value);
	});

	it('that is empty is none where that is allowed; what cannot be read is wrong', () => {
		expect(readFigure(' ', 'amount', 'EUR', true)).toBeNull();
		expect(readFigure('', 'amount', 'EUR', false)).toBeNaN();
		for (const text of ['x', '2.505', '-1', '1e3']) expect(readFigure(text, 'amount', 'EUR', true)).toBeNaN();
		expect(readFigure('2.5', 'count', 'EUR', true)).toBeNaN();
	});

	it('is written without needless zeros', () => {
		expect(figureText(1000, 'percent', 'EUR')).toBe('10');
		expect(figureText(20_000, 'factor', 'EUR')).toBe('2');
		expect(figureText(100, 'count', 'EUR')).toBe('100');
		expect(figureText(NaN, 'amount', 'EUR')).toBe('');
	});
});
