import { describe, expect, it } from 'vitest';
import { testBasket, testLine, euroTerms } from '../../../../tests/support/any-basket';
import { discount, outcome, quotedAtMs, testOffer } from '../../../../tests/support/any-offer';
import { compileOffers } from '$lib/domain/offers/compile';
import type { OfferCounter } from '$lib/domain/offers/quote-types';
import { fromServer } from '../members/found';
import { People } from './person';
import { quoteBasket } from './quote-basket';

const onceADay = testOffer({
	effect: discount({ form: 'percent', percentBp: 1000 }),
	limits: { perMember: { period: 'day', times: 1, amountMinor: null } }
});

function answer(counters: Record<string, OfferCounter>) {
	const memberId = '01890000-0000-7000-8000-000000000001';
	const plain = { tier: null, segments: [], cardLast4: '0426', cardHmac: null, spendBlocked: false, balances: [] };
	return fromServer(
		{ memberId, shownName: 'Nora L.', ...plain, counters, asOf: new Date(quotedAtMs).toISOString() },
		null
	);
}

describe('a discount that a member may have once a day', () => {
	const people = new People({ card: () => Promise.resolve(null) });
	const quoted = (found: ReturnType<typeof answer>) =>
		quoteBasket({
			offers: compileOffers([onceADay]),
			basket: { ...testBasket([testLine()]), member: found.member },
			terms: euroTerms,
			store: { storeId: 'store-1', zone: 'Europe/Berlin' },
			person: people.of(found.member),
			atMs: quotedAtMs,
			budgets: null
		});

	it('is given when the server said that there was none today, and once only', () => {
		const found = answer({});
		people.remember(found.member, found.person);
		expect(outcome(quoted(found))).toMatchObject({ code: 'gave_discount' });
		people.sold(found.member);
		expect(outcome(quoted(found))).toMatchObject({ code: 'needs_connection', unknown: ['counters'] });
	});

	it('is not given when the server said that there was one', () => {
		const found = answer({ [onceADay.id]: { times: 1, amountMinor: 49 } });
		people.remember(found.member, found.person);
		expect(outcome(quoted(found))).toMatchObject({ code: 'member_limit_reached' });
	});
});
