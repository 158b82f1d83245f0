import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identified } from '../../src/lib/contract/sync/rewards';
import { closeSale } from '../../src/lib/domain/receipt/close-sale';
import type { SaleBody } from '../../src/lib/domain/receipt/sale';
import { OfferHistory } from '../../src/lib/server/offers/history';
import { saveOffer } from '../../src/lib/server/offers/offers';
import { answerIdentify } from '../../src/lib/server/rewards/answer';
import { withRewards } from '../../src/lib/server/rewards/rewards';
import { fromServer } from '../../src/lib/till/members/found';
import { quoteBasket } from '../../src/lib/till/rewards/quote-basket';
import { euroTerms, testBasket, testId, testLine } from '../support/any-basket';
import { discount, outcome, testOffer } from '../support/any-offer';
import { bodyOf, closingOf } from '../support/any-sale';
import { returnBody } from '../support/returns';
import { saleBody, shopIds, TestShop } from '../support/test-shop';
import { post, type TestTill } from '../support/test-till';

const store = { storeId: shopIds.store, zone: 'Europe/Berlin' };
let shop: TestShop;
let till: TestTill;
let offerId: string;
let members = 500;
let sales = 900;

/** 3 for 2, four times a day and member at most. */
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	await till.push();
	const {
		id: _id,
		version: _version,
		...rule
	} = testOffer({
		effect: discount({ form: 'n_for_m', buy: 3, pay: 2 }),
		limits: { perMember: { period: 'day', times: 4, amountMinor: null } }
	});
	const saved = await saveOffer(shop.db, shop.ports, null, { rule, state: 'active' }, shopIds.manager);
	if (!saved.ok) throw new Error(JSON.stringify(saved));
	offerId = saved.id;
	shop.ports.advance(1000);
});
afterAll(() => shop.close());

async function newMember(): Promise<string> {
	const memberId = testId((members += 1));
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${memberId}', 'Nora Berg')`);
	return memberId;
}

/** The member as the server knows it now. */
async function meet(memberId: string) {
	const request = post('/api/till/rewards/identify', { means: { kind: 'member', memberId } }, till.token);
	const answer = await answerIdentify(withRewards(shop.app), request);
	return fromServer(identified.parse(await answer.json()), null);
}

/** What the till makes of so many pieces for the member. */
async function quoted(memberId: string, pieces: number) {
	const { member, person } = await meet(memberId);
	const line = testLine({ productId: shopIds.products[0], quantityMilli: pieces * 1000 });
	const basket = testBasket([line], { member });
	const offers = (await OfferHistory.read(shop.db)).at(shop.ports.now());
	const quote = quoteBasket({ offers, basket, terms: euroTerms, store, person, atMs: shop.ports.now(), budgets: null });
	return { basket, quote };
}

async function ringUp(memberId: string, pieces: number): Promise<SaleBody> {
	const { basket, quote } = await quoted(memberId, pieces);
	const body = bodyOf(
		closeSale(
			closingOf(basket, euroTerms, {
				...{ priced: quote.priced, offers: quote, store: { ...store, cashStepMinor: 1 } },
				tenders: [{ kind: 'card', amountMinor: quote.priced.totalMinor, reference: null }],
				ids: { saleId: testId((sales += 1)) },
				receiptNumber: till.nextReceiptNumber()
			})
		)
	);
	expect(await book(body)).toBe('applied');
	return body;
}

async function book(body: SaleBody) {
	await till.append('sale.completed', body, { staffId: shopIds.cashier });
	return (await till.push(till.journal.slice(-1))).answers.at(-1)?.result;
}

const timesOf = async (memberId: string) => {
	const counters = (await meet(memberId)).person.given?.counters ?? {};
	return counters[offerId]?.times ?? 0;
};

describe('an offer that repeats in one sale', () => {
	it('counts each repetition, at the till and on the server', async () => {
		const member = await newMember();
		const body = await ringUp(member, 9);
		expect(body.offerTimes).toEqual([{ offerId, times: 3 }]);
		expect(await timesOf(member)).toBe(3);
		const { quote } = await quoted(member, 9);
		expect(outcome(quote, offerId)).toMatchObject({ code: 'gave_discount', times: 1, amountMinor: 420 });
		expect((await ringUp(member, 9)).offerTimes).toBeUndefined();
		expect(await timesOf(member)).toBe(4);
		const none = await quoted(member, 9);
		expect(outcome(none.quote, offerId)).toMatchObject({ code: 'member_limit_reached' });
	});

	it('gives its times back with the goods, one with each free piece', async () => {
		const member = await newMember();
		const original = await ringUp(member, 9);
		const steps = [
			[3, 2],
			[1, 2],
			[4, 1],
			[1, 0]
		] as const;
		const returned = new Map<number, number>();
		for (const [pieces, left] of steps) {
			const wanted = new Map([[1, pieces * 1000]]);
			const body = returnBody(till, original, wanted, { returned: new Map(returned) });
			expect(body.offerTimes).toBeUndefined();
			expect(await book(body)).toBe('applied');
			expect(await timesOf(member)).toBe(left);
			returned.set(1, (returned.get(1) ?? 0) + pieces * 1000);
		}
		expect(outcome((await quoted(member, 9)).quote, offerId)).toMatchObject({ code: 'gave_discount', times: 3 });
	});

	it('counts once in the sale of a till that does not tell', async () => {
		const member = await newMember();
		const given = saleBody(till, { member: { memberId: member, cardHmac: null } });
		const off = { kind: 'offer' as const, source: offerId, label: 'Offer', amountMinor: 420 };
		const lines = given.lines.map((line, at) => (at === 0 ? { ...line, discounts: [off], totalMinor: 420 } : line));
		await book({ ...given, lines });
		expect(await timesOf(member)).toBe(1);
	});
});
