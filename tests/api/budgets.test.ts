/** A discount with a budget: every till hears what is left of it, and gives no more than that while it hears. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pullAnswer } from '../../src/lib/contract/sync/pull';
import { closeSale } from '../../src/lib/domain/receipt/close-sale';
import { answerPull } from '../../src/lib/server/changes/answer';
import { OfferHistory } from '../../src/lib/server/offers/history';
import { saveOffer, setOfferState } from '../../src/lib/server/offers/offers';
import { stranger } from '../../src/lib/till/rewards/person';
import { quoteBasket } from '../../src/lib/till/rewards/quote-basket';
import { euroTerms, testBasket, testId, testLine } from '../support/any-basket';
import { discount, outcome, testOffer } from '../support/any-offer';
import { bodyOf, closingOf } from '../support/any-sale';
import { returnBody } from '../support/returns';
import { shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

const place = { storeId: shopIds.store, zone: 'Europe/Berlin' };
let shop: TestShop;
let counter: TestTill;
let window: TestTill;
let offer: { id: string; version: number };
let sales = 900;

/** 0.60 a piece, 1.00 in all. */
beforeAll(async () => {
	shop = await TestShop.open();
	counter = await shop.till();
	window = await shop.till(shopIds.tillB);
	await counter.push();
	await window.push();
	const given = testOffer({
		effect: discount({ form: 'amount', amountMinor: 60, per: 'sale' }),
		limits: { budgetMinor: 100 }
	});
	const { id: _id, version: _version, ...rule } = given;
	const saved = await saveOffer(shop.db, shop.ports, null, { rule, state: 'active' }, shopIds.manager);
	if (!saved.ok) throw new Error(JSON.stringify(saved));
	const [row] = await shop.rows<{ version: number }>(`SELECT version FROM offers WHERE id = '${saved.id}'`);
	offer = { id: saved.id, version: row?.version ?? 0 };
	shop.ports.advance(1000);
});
afterAll(() => shop.close());

/** What a till hears with its next pull. */
async function heard(till: TestTill): Promise<Record<string, number> | null> {
	const headers = { authorization: `Bearer ${till.token}` };
	const answer = await answerPull(shop.app, new Request('http://till.test/api/sync/pull?since=0', { headers }));
	return pullAnswer.parse(await answer.json()).budgets ?? null;
}

const basket = testBasket([testLine({ productId: shopIds.products[0] })]);

async function quoted(budgets: Record<string, number> | null) {
	const offers = (await OfferHistory.read(shop.db)).at(shop.ports.now());
	const atMs = shop.ports.now();
	return quoteBasket({ offers, basket, terms: euroTerms, store: place, person: stranger, atMs, budgets });
}

/** Sells with what the till knew of budgets. */
async function ringUp(till: TestTill, budgets: Record<string, number> | null) {
	const quote = await quoted(budgets);
	const body = bodyOf(
		closeSale(
			closingOf(basket, euroTerms, {
				...{ priced: quote.priced, offers: quote, store: { ...place, cashStepMinor: 1 } },
				tenders: [{ kind: 'card', amountMinor: quote.priced.totalMinor, reference: null }],
				ids: { saleId: testId((sales += 1)) },
				receiptNumber: till.nextReceiptNumber()
			})
		)
	);
	await till.append('sale.completed', body, { staffId: shopIds.cashier });
	const result = (await till.push(till.journal.slice(-1))).answers.at(-1)?.result;
	return { quote, body, result };
}

it('gives while it lasts, the rest of it in part, and nothing after; a return makes room again', async () => {
	const before = await heard(counter);
	expect(before).toEqual({});
	const first = await ringUp(counter, before);
	expect(outcome(first.quote, offer.id)).toMatchObject({ code: 'gave_discount', amountMinor: 60 });
	expect(first.result).toBe('applied');

	const elsewhere = await heard(window);
	expect(elsewhere).toEqual({ [offer.id]: 60 });
	const second = await ringUp(window, elsewhere);
	expect(outcome(second.quote, offer.id)).toMatchObject({ code: 'gave_discount', amountMinor: 40, cutBy: 'budget' });
	expect(second.result).toBe('applied');

	const third = await ringUp(counter, await heard(counter));
	expect(outcome(third.quote, offer.id)).toMatchObject({ code: 'budget_used_up' });
	expect(third.body.totals.discountsMinor).toBe(0);

	const back = returnBody(counter, second.body, new Map([[1, second.body.lines[0]?.quantityMilli ?? 0]]));
	await counter.append('sale.completed', back, { staffId: shopIds.cashier });
	await counter.push(counter.journal.slice(-1));
	expect(await heard(counter)).toEqual({ [offer.id]: 60 });
});

it('gives nothing where nobody knows what is left', async () => {
	const { trace, priced } = await quoted(null);
	expect(trace).toMatchObject([{ offerId: offer.id, code: 'needs_connection' }]);
	expect(priced.totalMinor).toBe((await quoted({ [offer.id]: 100 })).priced.totalMinor);
});

it('says so once when two tills gave from the last of it before they heard of each other', async () => {
	const seen = await heard(counter);
	await ringUp(counter, seen);
	expect(await shop.count('cases', `kind = 'budget_exceeded'`)).toBe(0);
	await ringUp(window, seen);
	expect(await shop.count('cases', `kind = 'budget_exceeded'`)).toBe(1);
	expect(await heard(window)).toEqual({ [offer.id]: 140 });
});

it('is told of active offers with a budget alone', async () => {
	await setOfferState(shop.db, shop.ports, offer, 'paused', shopIds.manager);
	expect(await shop.count('offer_budgets', `offer_id = '${offer.id}'`)).toBe(1);
	expect(await heard(counter)).toEqual({});
});
