import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { opened, preview, spent, type RewardBasket } from '../../src/lib/contract/sync/rewards';
import { demoOffers } from '../../src/lib/server/demo/offers';
import { saveOffer } from '../../src/lib/server/offers/offers';
import { answerAbort, answerOpen, answerPreview, answerSpend } from '../../src/lib/server/rewards/answer';
import { withRewards } from '../../src/lib/server/rewards/rewards';
import type { NewLot } from '../../src/lib/server/wallet/purchase';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { saleBody, shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
let other: TestTill;
const member = testId(500);
let sales = 600;
const newSale = () => testId((sales += 1));

beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	other = await shop.till(shopIds.tillB);
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${member}', 'Nora Berg')`);
	for (const rule of demoOffers(() => shopIds.group)) {
		await saveOffer(shop.db, shop.ports, null, { rule, state: 'active' }, shopIds.manager);
	}
});
afterAll(() => shop.close());

/** Every test begins with 5.00 in the wallet. */
beforeEach(async () => {
	const { balanceMinor } = await eur();
	const amountMinor = 500 - balanceMinor;
	if (amountMinor === 0) return;
	await shop.db.transaction().execute((trx) =>
		wallet.adjust(trx, shop.ports, {
			key: `test:${newSale()}`,
			memberId: member,
			currency: 'EUR',
			amountMinor,
			label: 'Test',
			reason: 'test',
			actor: { kind: 'staff', id: shopIds.manager },
			expiresAtMs: null,
			policy: 'negative'
		})
	);
});

async function eur() {
	const all = (await wallet.balances(shop.db, [member], shop.ports.now())).get(member) ?? [];
	return all.find(({ currency }) => currency === 'EUR') ?? { balanceMinor: 0, heldMinor: 0 };
}

const basket = (pieces = 4): RewardBasket => ({
	memberId: member,
	cardHmac: null,
	currency: 'EUR',
	pricesIncludeTax: true,
	lines: [
		{
			lineNo: 1,
			productId: shopIds.products[0],
			sku: 'P1',
			code: null,
			quantityMilli: pieces * 1000,
			unitPriceMinor: 420,
			minimumPriceMinor: null,
			grossMinor: pieces * 420,
			totalMinor: pieces * 420,
			taxRateBp: 700
		}
	],
	appliedOffers: [],
	coupons: [],
	rulesVersion: 0
});

const noTerms = { productIds: [], groupIds: [], brands: [], families: [], categories: [] };

type Step = typeof answerOpen;
async function call(step: Step, body: object, by: TestTill = till) {
	const response = await step(
		withRewards(shop.app),
		new Request('http://till.test/', {
			method: 'POST',
			headers: { authorization: `Bearer ${by.token}`, 'content-type': 'application/json' },
			body: JSON.stringify(body)
		})
	);
	return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const ask = (saleId: string, amountMinor: number, by?: TestTill) =>
	call(answerSpend, { saleId, currency: 'EUR', amountMinor }, by);

async function granted(saleId: string, amountMinor: number) {
	const { grant } = spent.parse((await ask(saleId, amountMinor)).body);
	if (!grant) throw new Error('nothing was granted');
	return grant;
}

describe('the five steps', () => {
	it('preview says what would be earned and spent, and changes nothing', async () => {
		const seen = preview.parse((await call(answerPreview, { basket: basket() })).body);
		expect(seen.awards).toContainEqual(expect.objectContaining({ currency: 'EUR', amountMinor: 50 }));
		expect(seen).toMatchObject({ instantMinor: 0, automaticMinor: 0, additionalMinor: 500 });
		expect(await eur()).toMatchObject({ balanceMinor: 500, heldMinor: 0 });
	});

	it('open, spend less than asked, close: what was granted is taken once', async () => {
		const saleId = newSale();
		const first = await call(answerOpen, { saleId, basket: basket() });
		expect(opened.parse(first.body).additionalMinor).toBe(500);
		const grant = await granted(saleId, 900);
		expect(grant.amountMinor).toBe(500);
		expect(await granted(saleId, 900)).toEqual(grant);
		expect(await eur()).toMatchObject({ balanceMinor: 500, heldMinor: 500 });
		const { grantId, kind, amountMinor } = grant;
		const body = saleBody(till, {
			saleId,
			member: { memberId: member, cardHmac: null },
			spends: [{ grantId, kind, amountMinor }]
		});
		await till.append('sale.completed', body, { staffId: shopIds.cashier });
		await till.push();
		expect((await eur()).heldMinor).toBe(0);
		expect((await eur()).balanceMinor).toBeLessThan(100);
		expect(await shop.count('cases', `kind IN ('spend_not_granted', 'wallet_overdrawn')`)).toBe(0);
		expect(await ask(saleId, 100)).toMatchObject({ status: 409, body: { code: 'sale_already_closed' } });
	});

	it('another amount takes the place of the former, nothing gives everything back', async () => {
		const saleId = newSale();
		await call(answerOpen, { saleId, basket: basket() });
		await granted(saleId, 300);
		expect((await granted(saleId, 200)).amountMinor).toBe(200);
		expect((await eur()).heldMinor).toBe(200);
		await ask(saleId, 0);
		expect((await eur()).heldMinor).toBe(0);
		expect((await granted(saleId, 300)).amountMinor).toBe(300);
		await call(answerAbort, { saleId });
	});

	it('abort releases, and the same sale can be opened again', async () => {
		const saleId = newSale();
		await call(answerOpen, { saleId, basket: basket() });
		await granted(saleId, 500);
		expect((await call(answerAbort, { saleId })).status).toBe(200);
		expect(await eur()).toMatchObject({ balanceMinor: 500, heldMinor: 0 });
		await call(answerOpen, { saleId, basket: basket(2) });
		expect((await granted(saleId, 500)).amountMinor).toBe(500);
		await call(answerAbort, { saleId });
	});

	it('a grant that the sale calls something else takes what it held, and a case says so', async () => {
		const saleId = newSale();
		await call(answerOpen, { saleId, basket: basket() });
		const { grantId, amountMinor } = await granted(saleId, 500);
		const spends = [{ grantId, kind: 'instant' as const, amountMinor }];
		const body = saleBody(till, { saleId, member: { memberId: member, cardHmac: null }, spends });
		await till.append('sale.completed', body, { staffId: shopIds.cashier });
		await till.push();
		expect((await eur()).balanceMinor).toBeLessThan(100);
		expect(await shop.count('cases', `sale_id = '${saleId}' AND kind = 'spend_not_granted'`)).toBe(1);
	});

	it('a till that died holds nothing for ever, and its late sale is honoured', async () => {
		const saleId = newSale();
		await call(answerOpen, { saleId, basket: basket() });
		const { grantId, kind, amountMinor } = await granted(saleId, 400);
		shop.ports.advance(3_600_000);
		await wallet.expire(shop.db, shop.ports);
		expect((await eur()).heldMinor).toBe(0);
		const body = saleBody(till, {
			saleId,
			member: { memberId: member, cardHmac: null },
			spends: [{ grantId, kind, amountMinor }]
		});
		await till.append('sale.completed', body, { staffId: shopIds.cashier });
		await till.push();
		expect((await eur()).balanceMinor).toBeLessThan(200);
		expect(await shop.count('cases', `sale_id = '${saleId}' AND kind = 'wallet_overdrawn'`)).toBe(0);
	});

	it('opened again ends when it was said to, and then neither holds nor grants until it is opened anew', async () => {
		const saleId = newSale();
		const open = async () => opened.parse((await call(answerOpen, { saleId, basket: basket() })).body);
		const first = await open();
		const grant = await granted(saleId, 500);
		shop.ports.advance(14 * 60_000);
		expect((await open()).expiresAt).toBe(first.expiresAt);
		expect(await granted(saleId, 500)).toEqual(grant);
		shop.ports.advance(60_000);
		expect(await ask(saleId, 500)).toMatchObject({ status: 409, body: { code: 'not_open' } });
		const [next, theirs] = [newSale(), { ...basket(), lines: basket(2).lines }];
		await call(answerOpen, { saleId: next, basket: theirs }, other);
		const taken = spent.parse((await ask(next, 300, other)).body).grant;
		expect(taken?.amountMinor).toBe(300);
		expect(Date.parse((await open()).expiresAt)).toBe(shop.ports.now() + 15 * 60_000);
		const anew = await granted(saleId, 500);
		expect(anew.amountMinor).toBe(200);
		expect(anew.grantId).not.toBe(grant.grantId);
		expect(await eur()).toMatchObject({ balanceMinor: 500, heldMinor: 500 });
		const { grantId, kind, amountMinor } = anew;
		const spends = [{ grantId, kind, amountMinor }];
		const body = saleBody(till, { saleId, member: { memberId: member, cardHmac: null }, spends });
		await till.append('sale.completed', body, { staffId: shopIds.cashier });
		await till.push();
		await call(answerAbort, { saleId: next }, other);
		const aboutValue = `kind IN ('spend_not_granted', 'wallet_overdrawn')`;
		expect(await shop.count('cases', `sale_id = '${saleId}' AND ${aboutValue}`)).toBe(0);
	});

	it('holds anew what had run out when it was opened, by itself or at once', async () => {
		await shop.rows(`UPDATE members SET auto_spend = true WHERE id = '${member}'`);
		const saleId = newSale();
		const open = async () => opened.parse((await call(answerOpen, { saleId, basket: basket() })).body);
		const first = await open();
		expect(first.automaticMinor).toBe(500);
		shop.ports.advance(15 * 60_000);
		const again = await open();
		expect(again.automaticMinor).toBe(500);
		expect(again.grants[0]?.grantId).not.toBe(first.grants[0]?.grantId);
		shop.ports.advance(60_000);
		await wallet.expire(shop.db, shop.ports);
		expect((await eur()).heldMinor).toBe(500);
		await call(answerAbort, { saleId });
		await shop.rows(`UPDATE members SET auto_spend = false WHERE id = '${member}'`);
	});

	it('what was held and not used is free once the sale is there', async () => {
		const saleId = newSale();
		await call(answerOpen, { saleId, basket: basket() });
		await granted(saleId, 400);
		await till.append('sale.completed', saleBody(till, { saleId, member: { memberId: member, cardHmac: null } }), {
			staffId: shopIds.cashier
		});
		await till.push();
		expect((await eur()).heldMinor).toBe(0);
		expect((await eur()).balanceMinor).toBeGreaterThanOrEqual(500);
		expect(await shop.count('cases', `sale_id = '${saleId}'`)).toBe(0);
	});

	it('what may pay for some lines only says which, and pays for no other', async () => {
		const saleId = newSale();
		const lines = [...basket(1).lines, { ...basket(2).lines[0]!, lineNo: 2, productId: shopIds.products[1] }];
		const conditions = {
			include: [{ ...noTerms, productIds: [shopIds.products[1]] }],
			exclude: [],
			promotions: 'any' as const
		};
		const someone = testId(520);
		await shop.rows(`INSERT INTO members (id, name) VALUES ('${someone}', 'Tied Berg')`);
		const tied: NewLot = {
			...{ currency: 'EUR', offerId: null, label: 'For one product', amountMinor: 500, basis: null },
			...{ validFromMs: shop.ports.now(), expiresAtMs: null },
			conditions: { lines: conditions, storeIds: [], hours: [] }
		};
		await shop.db.transaction().execute((trx) =>
			wallet.bookPurchases(trx, shop.ports, [
				{
					...{ key: `test:${newSale()}`, content: 'tied', saleId: null, memberId: someone, atMs: shop.ports.now() },
					...{ actor: { kind: 'system' as const }, awards: [tied], spends: [] }
				}
			])
		);
		const theirs = (content: RewardBasket) => ({ ...content, memberId: someone });
		const { additionalMinor } = opened.parse(
			(await call(answerOpen, { saleId, basket: theirs({ ...basket(), lines }) })).body
		);
		expect(additionalMinor).toBe(500);
		const grant = await granted(saleId, 500);
		expect(grant.lots?.every(({ lineNos }) => lineNos.join() === '2')).toBe(true);
		expect(grant.lots?.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(500);
		await call(answerAbort, { saleId });
		const other = newSale();
		expect((await call(answerOpen, { saleId: other, basket: theirs(basket()) })).body).toMatchObject({
			additionalMinor: 0,
			additionalRefusal: 'nothing_to_spend'
		});
		await call(answerAbort, { saleId: other });
	});

	it('says why not', async () => {
		const saleId = newSale();
		expect(await ask(saleId, 100)).toMatchObject({ status: 409, body: { code: 'not_open' } });
		await call(answerOpen, { saleId, basket: basket() });
		expect(await ask(saleId, 100, other)).toMatchObject({ body: { code: 'not_open' } });
		await shop.rows(`UPDATE members SET spend_blocked = true WHERE id = '${member}'`);
		expect(await ask(saleId, 100)).toMatchObject({ body: { code: 'spend_blocked' } });
		await shop.rows(`UPDATE members SET spend_blocked = false WHERE id = '${member}'`);
		await call(answerAbort, { saleId });
		const nobody = { ...basket(), memberId: testId(599) };
		expect(await call(answerOpen, { saleId, basket: nobody })).toMatchObject({ body: { code: 'member_not_found' } });
		expect(await call(answerPreview, { basket: { ...basket(), extra: 1 } })).toMatchObject({ status: 400 });
	});
});

describe('a suspended member', () => {
	beforeAll(() => shop.rows(`UPDATE members SET state = 'suspended', auto_spend = true WHERE id = '${member}'`));
	afterAll(() => shop.rows(`UPDATE members SET state = 'active', auto_spend = false WHERE id = '${member}'`));

	it('earns, and spends neither asked nor by themselves', async () => {
		const saleId = newSale();
		const seen = preview.parse((await call(answerPreview, { basket: basket() })).body);
		const nothing = { automaticMinor: 0, additionalMinor: 0, additionalRefusal: 'spend_blocked' };
		expect(seen).toMatchObject(nothing);
		expect(seen.awards).toContainEqual(expect.objectContaining({ currency: 'EUR', amountMinor: 50 }));
		expect(opened.parse((await call(answerOpen, { saleId, basket: basket() })).body)).toMatchObject(nothing);
		expect(await ask(saleId, 100)).toMatchObject({ status: 409, body: { code: 'spend_blocked' } });
		expect((await eur()).heldMinor).toBe(0);
		await call(answerAbort, { saleId });
	});
});
