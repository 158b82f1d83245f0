import { expect, it } from 'vitest';
import { testLine } from '../../../../tests/support/any-basket';
import { ask, award, testOffer } from '../../../../tests/support/any-offer';
import { lineAwards } from './line-awards';

const cashback = testOffer({ id: 'cashback', effect: award({ form: 'percent', percentBp: 1000 }) });
const points = testOffer({ id: 'points', effect: award({ form: 'percent', percentBp: 10_000 }, 'PTS') });
const quote = ask([cashback, points], [testLine({ lineId: 'a' }), testLine({ lineId: 'b' })]);
const sums = quote.awards.map(({ offerId, title, currency, amountMinor }) => {
	return { offerId, label: title, currency, amountMinor };
});
const told = (answered: typeof sums | null, lineId = 'a') =>
	lineAwards(quote, lineId, answered).map(({ offerId, isSure }) => [offerId, isSure]);

it('is about while nobody answered, and sure where the sums agree', () => {
	expect(told(null)).toEqual([
		['cashback', false],
		['points', false]
	]);
	expect(told(sums)).toEqual([
		['cashback', true],
		['points', true]
	]);
	expect(told(sums, 'none')).toEqual([]);
});

it('does not contradict what was answered: another sum makes it about, none leaves it out', () => {
	const other = sums.map((one) => (one.offerId === 'points' ? { ...one, amountMinor: one.amountMinor + 1 } : one));
	expect(told(other)).toEqual([
		['cashback', true],
		['points', false]
	]);
	expect(told(sums.filter(({ offerId }) => offerId === 'cashback'))).toEqual([['cashback', true]]);
	expect(told([])).toEqual([]);
});
