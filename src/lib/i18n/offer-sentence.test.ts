import { describe, expect, it } from 'vitest';
import { blankEffect } from '$lib/domain/offers/draft';
import type { Offer } from '$lib/domain/offers/offer';
import { offerFacts, type OfferNames } from './offer-sentence';

const names: OfferNames = {
	amount: (minor, currency) => `${currency} ${(minor / 100).toFixed(2)}`,
	percent: (basisPoints) => `${String(basisPoints / 100)}%`,
	day: (at) => at.slice(0, 10),
	name: (id) => ({ g1: 'Bakery', s1: 'Harbour' })[id] ?? id
};
const free = { include: [], exclude: [], promotions: 'any' as const };
const buns: Offer = {
	id: 'o1',
	version: 1,
	name: 'Buns',
	title: '3 for 2 buns',
	validFrom: null,
	validTo: '2026-12-06T00:00:00.000Z',
	currency: 'EUR',
	priority: 0,
	group: null,
	stacking: 'best_of',
	conditions: {
		lines: {
			...free,
			include: [{ productIds: [], groupIds: ['g1'], brands: [], families: [], categories: [] }]
		},
		storeIds: ['s1'],
		hours: [{ days: [1, 2], from: '08:00', to: '17:00' }],
		audience: { kind: 'member', tiers: ['Gold'], segments: [] },
		couponId: null,
		minimumQuantityMilli: 3000,
		minimumAmountMinor: 1000
	},
	effect: { kind: 'discount', form: 'n_for_m', buy: 3, pay: 2 },
	target: null,
	limits: { perSale: { times: 2, amountMinor: null }, perMember: null, budgetMinor: 150_000 }
};

describe('an offer in words', () => {
	it('says when, then, where, until and together', () => {
		expect(offerFacts(buns, names)).toEqual([
			{ label: 'When', value: 'A Gold member buys Bakery, 3 or more, for EUR 10.00 or more' },
			{ label: 'Then', value: '3 for 2, the cheapest free' },
			{ label: 'Where', value: 'Harbour, Mon Tue 08:00–17:00' },
			{ label: 'Until', value: 'Until 2026-12-05, 2 times a sale at most, EUR 1500.00 in all' },
			{ label: 'Together', value: 'The best of the offers that compete counts' }
		]);
	});

	it('says how long an award can be spent', () => {
		const lot = {
			expiry: { kind: 'after' as const, count: 1, unit: 'year' as const },
			validAfterHours: 0,
			lines: free,
			storeIds: [],
			hours: []
		};
		const award: Offer = {
			...buns,
			effect: { kind: 'award', currency: 'EUR', give: { form: 'percent', percentBp: 300 }, lot },
			stacking: 'stack'
		};
		const facts = offerFacts(award, names);
		expect(facts).toContainEqual({ label: 'Then', value: '3% back' });
		expect(facts).toContainEqual({ label: 'To spend', value: 'For 1 year' });
		expect(facts).toContainEqual({ label: 'Together', value: 'On top of others' });
	});

	it('says what a voucher is worth and how long', () => {
		const then = (effect: Offer['effect']) => offerFacts({ ...buns, effect }, names)[1]?.value;
		const voucher = blankEffect('voucher', 'EUR');
		expect(then(voucher)).toBe('A voucher of EUR 5.00 with the receipt, for 90 days');
		expect(then({ kind: 'voucher', voucherId: 'v', amountMinor: 200 })).toBe(
			'A voucher of EUR 2.00 with the receipt, without an end'
		);
	});
});
