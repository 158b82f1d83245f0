import { expect, it } from 'vitest';
import { blankEffect, blankRule, effectChoiceOf, effectChoices, isForMembersOnly } from './draft';

it('knows each effect it begins with again', () => {
	for (const choice of effectChoices) expect(effectChoiceOf(blankEffect(choice, 'EUR'))).toBe(choice);
});

it('gives a voucher of 5.00 for 90 days, to anybody', () => {
	const effect = blankEffect('voucher', 'EUR');
	const expiry = { kind: 'after', count: 90, unit: 'day' };
	expect(effect).toEqual({ kind: 'voucher', voucherId: 'voucher', amountMinor: 500, expiry });
	expect(isForMembersOnly({ ...blankRule('EUR'), effect })).toBe(false);
});
