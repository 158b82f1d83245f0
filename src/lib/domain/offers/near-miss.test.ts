import { describe, expect, it } from 'vitest';
import { testLine } from '../../../../tests/support/any-basket';
import { ask, award, discount, filter, testOffer } from '../../../../tests/support/any-offer';
import type { Offer } from './offer';

const tenOff = discount({ form: 'percent', percentBp: 1000 });
const fifteen = [testLine({ unitPriceMinor: 1500 })];
type Given = NonNullable<Parameters<typeof testOffer>[0]>;
const from = (minimumAmountMinor: number, { conditions, ...given }: Given = {}) =>
	testOffer({ effect: tenOff, title: '10% off', ...given, conditions: { minimumAmountMinor, ...conditions } });
const missed = (offers: Offer[], asked: Parameters<typeof ask>[2] = {}, lines = fifteen) =>
	ask(offers, lines, asked).nearMiss;

describe('the near miss of a sale', () => {
	it('is the offer of which most was reached, by its title', () => {
		const offers = [from(2500, { id: 'far', title: 'Far' }), from(1710, { id: 'near', name: 'for staff only' })];
		expect(missed(offers)).toEqual({ offerId: 'near', title: '10% off', needs: 'amount', moreMinor: 210 });
	});

	it('is none with less than half, with nothing missing or without a title', () => {
		expect(missed([from(3001)])).toBeNull();
		expect(missed([from(3000)])).not.toBeNull();
		expect(missed([from(1500)])).toBeNull();
		expect(missed([from(2000, { title: '' })])).toBeNull();
	});

	it('counts pieces, also of the last part of a set, and promises nothing of several parts', () => {
		const pieces = testOffer({ title: '3 for 2', effect: discount({ form: 'n_for_m', buy: 3, pay: 2 }) });
		const two = [testLine({ quantityMilli: 2000 })];
		expect(missed([pieces], {}, two)).toMatchObject({ needs: 'quantity', moreMilli: 1000 });
		const part = (name: string) => ({ name, lines: filter({ groupIds: [name] }), pieces: 1, percentBp: 0 });
		const set = (...names: string[]) =>
			testOffer({ title: 'Set', effect: discount({ form: 'bundle', parts: names.map(part), priceMinor: 1 }) });
		const cake = [testLine({ groupId: 'cake' })];
		expect(missed([set('cake', 'tea')], {}, cake)).toMatchObject({ needs: 'quantity', moreMilli: 1000 });
		expect(missed([set('tea', 'cake')], {}, cake)).toBeNull();
	});

	it('is none where more goods alone might not do', () => {
		const vip = from(2000, { conditions: { audience: { kind: 'member', tiers: [], segments: ['regulars'] } } });
		const known = { tier: true, segments: false, counters: true, budgets: true };
		expect(missed([vip])).not.toBeNull();
		expect(missed([vip], { context: { known } })).toBeNull();
		expect(missed([vip], { member: null })).toBeNull();
		expect(missed([from(2000, { conditions: { minimumQuantityMilli: 5000 } })])).toBeNull();
		const steps = award({ form: 'per_amount', everyMinor: 2000, giveMinor: 100 });
		const budget = { limits: { budgetMinor: 1000 } };
		const noBudgets = { context: { known: { ...known, segments: true, budgets: false } } };
		expect(missed([testOffer({ effect: steps, ...budget })])).toMatchObject({ moreMinor: 500 });
		expect(missed([testOffer({ effect: steps, ...budget })], noBudgets)).toBeNull();
	});

	it('is none where another offer of its group gave', () => {
		const rival = testOffer({ id: 'rival', stacking: 'best_of', effect: tenOff });
		expect(missed([rival, from(2000, { stacking: 'best_of' })])).toBeNull();
		expect(missed([{ ...rival, group: 'other' }, from(2000, { stacking: 'best_of' })])).not.toBeNull();
	});
});
