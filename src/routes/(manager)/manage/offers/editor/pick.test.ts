import { describe, expect, it } from 'vitest';
import { blankTerms } from '$lib/domain/offers/draft';
import type { LineTerms } from '$lib/domain/offers/offer';
import { figureText, readFigure } from './figure';
import { addPick, picksOf, removePick, type Pick } from './pick';

const pick = (kind: Pick['kind'], key: string): Pick => ({ kind, key, name: key });

describe('what an offer is about', () => {
	it('is any of the things that are picked, however different', () => {
		const list: LineTerms[] = [];
		for (const one of [
			pick('groupIds', 'g1'),
			pick('productIds', 'p1'),
			pick('groupIds', 'g2'),
			pick('groupIds', 'g1')
		])
			addPick(list, one);
		expect(list).toEqual([blankTerms({ groupIds: ['g1', 'g2'] }), blankTerms({ productIds: ['p1'] })]);
	});

	it('is narrowed where that was asked for, and a later pick does not join the narrowed', () => {
		const list: LineTerms[] = [blankTerms({ groupIds: ['g1'] })];
		addPick(list, pick('brands', 'Leaf'), 0);
		addPick(list, pick('groupIds', 'g2'));
		expect(list).toEqual([blankTerms({ groupIds: ['g1'], brands: ['Leaf'] }), blankTerms({ groupIds: ['g2'] })]);
	});

	it('loses what is taken out, and terms without anything', () => {
		const list: LineTerms[] = [blankTerms({ groupIds: ['g1'], brands: ['Leaf'] })];
		removePick(list, 0, pick('brands', 'Leaf'));
		expect(list).toEqual([blankTerms({ groupIds: ['g1'] })]);
		removePick(list, 0, pick('groupIds', 'g1'));
		expect(list).toEqual([]);
	});

	it('is named by what ids are called', () => {
		const terms = blankTerms({ productIds: ['p1'], families: ['Buns'] });
		expect(picksOf(terms, (id) => `“${id}”`).map(({ name }) => name)).toEqual(['“p1”', 'Buns']);
	});
});

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
