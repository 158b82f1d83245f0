import { expect, it } from 'vitest';
import { testBasket, testLine } from '../../../../tests/support/any-basket';
import { privatePart, privateText } from './private-part';

it('is null when nobody wrote anything', () => {
	expect(privatePart(testBasket([testLine()]))).toBeNull();
});

it('gathers notes and the texts of discounts by line; 0 stands for the whole basket', () => {
	const discount = { kind: 'percent', percentBp: 1000, reason: 'other', text: 'friend of Jo' } as const;
	const lines = [testLine(), testLine({ lineId: 'l2', note: 'for Kim', discount })];
	const part = privatePart(testBasket(lines, { note: 'call back', discount: { ...discount, text: 'regular' } }));
	expect(part).toEqual({
		notes: [{ lineNo: 2, text: 'for Kim' }],
		note: 'call back',
		discountTexts: [
			{ lineNo: 2, text: 'friend of Jo' },
			{ lineNo: 0, text: 'regular' }
		]
	});
	expect(part && JSON.parse(privateText(part))).toEqual(part);
});
