import { describe, expect, it } from 'vitest';
import { blankTerms } from '$lib/domain/offers/draft';
import type { LineTerms } from '$lib/domain/offers/offer';
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
