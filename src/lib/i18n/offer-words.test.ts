import { describe, expect, it } from 'vitest';
import { amountText } from '$lib/domain/money/amount-text';
import { quantityText } from '$lib/domain/money/quantity';
import type { Gave, OfferTrace, Withheld } from '$lib/domain/offers/trace';
import { offersInEnglish, sayNext, sayOffer, type Writing } from './offer-words';

const writing: Writing = {
	t: offersInEnglish,
	currency: 'EUR',
	amount: (minor, currency) => (currency === 'PTS' ? `${String(minor)} points` : amountText(minor, 2)),
	quantity: (milli) => quantityText(milli),
	date: (at) => at.slice(0, 10),
	title: (offerId) => `“${offerId}”`,
	tier: (tier) => tier[0]?.toUpperCase() + tier.slice(1)
};

const say = (entry: Gave | Withheld) => sayOffer({ offerId: 'o', lineIds: [], ...entry } as OfferTrace, writing);

describe('sayOffer', () => {
	it('says what was given and what cut it short', () => {
		expect(say({ code: 'gave_discount', amountMinor: 340, times: 1, cutBy: null, next: null })).toBe('Takes off 3.40');
		expect(say({ code: 'gave_discount', amountMinor: 500, times: 1, cutBy: 'lowest_price', next: null })).toBe(
			'Takes off 5.00; the lowest price allows no more'
		);
		expect(say({ code: 'gave_award', currency: 'PTS', amountMinor: 21, cutBy: null })).toBe('Earns 21 points');
		expect(say({ code: 'gave_coupon', couponId: 'k', count: 1 })).toBe('A coupon comes with the receipt');
	});

	it('says what is missing', () => {
		expect(say({ code: 'needs_more', next: { needs: 'amount', moreMinor: 210, reachMinor: 2000 } })).toBe(
			'2.10 more to reach 20.00'
		);
		expect(sayNext({ needs: 'quantity', moreMilli: 1000, reachMilli: 3000 }, writing)).toBe('1 more to reach 3');
		expect(sayNext({ needs: 'quantity', moreMilli: 250, reachMilli: 1500 }, writing)).toBe('0.25 more to reach 1.5');
		expect(sayNext({ needs: 'part', part: 1, name: 'Cakes', morePieces: 2 }, writing)).toBe('2 more from Cakes');
	});

	it('says who was beaten by whom, and by how much', () => {
		const beaten = { code: 'beaten_by' as const, winnerId: '3 for 2', currency: 'EUR', lines: [] };
		expect(say({ ...beaten, worthMinor: 153, winnerMinor: 340 })).toBe(
			'Would give 1.53. “3 for 2” gives 3.40, and the two do not stack.'
		);
		expect(say({ ...beaten, worthMinor: 340, winnerMinor: 340 })).toBe(
			'Would give 3.40, as much as “3 for 2”, and the two do not stack.'
		);
		expect(say({ ...beaten, worthMinor: 0, winnerMinor: 0 })).toBe('“3 for 2” comes first, and the two do not stack.');
	});

	it('says what a member would get, or could', () => {
		const would = { currency: 'EUR', amountMinor: 20 };
		expect(say({ code: 'needs_member', would: null })).toBe('No member in this basket');
		expect(say({ code: 'needs_member', would })).toBe('A member would earn 0.20');
		expect(say({ code: 'needs_connection', unknown: ['tier'], would })).toBe(
			'Perhaps 0.20; it needs a connection to say'
		);
		expect(say({ code: 'not_for_this_tier', tier: null, tiers: ['silver', 'gold'] })).toBe('For Silver, Gold members');
	});

	it('has a sentence for every other code', () => {
		const plain: Withheld['code'][] = [
			'no_matching_line',
			'other_store',
			'other_currency',
			'outside_hours',
			'needs_coupon',
			'not_in_segment',
			'member_limit_reached',
			'budget_used_up',
			'at_lowest_price',
			'taken_off',
			'nothing_to_give',
			'discounts_stand'
		];
		for (const code of plain) expect(say({ code } as Withheld)).toMatch(/^[A-Z].{8,}$/);
		expect(say({ code: 'receipt_full', most: 20 })).toBe('One receipt hands out 20 at most');
		expect(say({ code: 'not_started', from: '2026-12-01T00:00:00.000Z' })).toBe('Starts on 2026-12-01');
		expect(say({ code: 'ended', to: '2026-12-01T00:00:00.000Z' })).toBe('Ended on 2026-12-01');
	});
});
