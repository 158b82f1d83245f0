/** What value may be spent on, where and when: the same at our own tills and at those that speak CRM.COM. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { opened, spent, type RewardBasket } from '../../src/lib/contract/sync/rewards';
import type { LineTerms } from '../../src/lib/domain/offers/offer';
import type { LotConditions } from '../../src/lib/domain/wallet/conditions';
import { OwnEngine } from '../../src/lib/server/crmcom/own-engine';
import { answerAbort, answerOpen, answerSpend } from '../../src/lib/server/rewards/answer';
import { withRewards } from '../../src/lib/server/rewards/rewards';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { byCard, ForeignTill, purchaseBody } from '../support/foreign-till';
import { shopIds, type TestShop } from '../support/test-shop';
import { post, type TestTill } from '../support/test-till';

let foreign: ForeignTill;
let shop: TestShop;
let till: TestTill;
beforeAll(async () => {
	foreign = await ForeignTill.open();
	({ shop } = foreign);
	foreign.served = new OwnEngine(shop.db, shop.ports);
	till = await shop.till();
	await till.push();
	await shop.rows(`UPDATE products SET brand = 'Yummy' WHERE id = '${shopIds.products[0]}'`);
});
afterAll(() => foreign.close());
beforeEach(async () => {
	shop.ports.advance(61_000);
	await foreign.signIn();
});

const anything = { include: [], exclude: [], promotions: 'any' as const };
const noTerms: LineTerms = { productIds: [], groupIds: [], brands: [], families: [], categories: [] };
const only = (terms: Partial<LineTerms>): LotConditions => ({
	lines: { ...anything, include: [{ ...noTerms, ...terms }] },
	storeIds: [],
	hours: []
});
const at = (place: Partial<LotConditions>): LotConditions => ({ lines: anything, storeIds: [], hours: [], ...place });

let members = 800;
/** Somebody new with 3.00 of this kind. */
async function memberWith(conditions: LotConditions): Promise<{ id: string; card: string }> {
	members += 1;
	const id = testId(members);
	const card = `96000000000${String(members).padStart(5, '0')}`;
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${id}', 'Somebody');
		INSERT INTO cards (number, hmac, member_id, state) VALUES ('${card}', '\\x${String(members).padStart(6, '0')}', '${id}', 'active')`);
	const lot = {
		...{ currency: 'EUR', offerId: null, label: 'Tied', amountMinor: 300, validFromMs: shop.ports.now(), basis: null },
		...{ expiresAtMs: null, conditions }
	};
	await shop.db.transaction().execute((trx) =>
		wallet.award(trx, shop.ports, {
			...{ key: `test:${id}`, content: 'tied', saleId: null, memberId: id, atMs: shop.ports.now() },
			...{ actor: { kind: 'system' }, awards: [lot] }
		})
	);
	return { id, card };
}

const basketOf = (memberId: string): RewardBasket => ({
	...{ memberId, cardHmac: null, currency: 'EUR', pricesIncludeTax: true },
	lines: [
		{
			...{ lineNo: 1, productId: shopIds.products[0], sku: 'P1', code: null, quantityMilli: 2000, unitPriceMinor: 420 },
			...{ minimumPriceMinor: null, grossMinor: 840, totalMinor: 840, taxRateBp: 700 }
		}
	],
	...{ appliedOffers: [], coupons: [], rulesVersion: 0 }
});

/** What our own till is told, and granted. */
async function atOurTill({ id }: { id: string }): Promise<{ toldMinor: number; grantedMinor: number }> {
	members += 1;
	const saleId = testId(members);
	const call = async (step: typeof answerOpen, body: object) =>
		(await step(withRewards(shop.app), post('/', { saleId, ...body }, till.token))).json() as Promise<unknown>;
	const { additionalMinor } = opened.parse(await call(answerOpen, { basket: basketOf(id) }));
	const answer = spent.safeParse(await call(answerSpend, { currency: 'EUR', amountMinor: 300 }));
	await call(answerAbort, {});
	return { toldMinor: additionalMinor, grantedMinor: answer.success ? (answer.data.grant?.amountMinor ?? 0) : 0 };
}

/** The same of a till that speaks CRM.COM. */
async function atForeignTill({ card }: { card: string }): Promise<{ toldMinor: number; grantedMinor: number }> {
	const performed = { performed_on: new Date(shop.ports.now()).toISOString() };
	const products = [
		{ product_identifier: { code: 'P1' }, quantity: 2, net_amount: 7.85, vat_amount: 0.55, total_amount: 8.4 }
	];
	const body = purchaseBody({ ...byCard(card), ...performed, products_set: products });
	const { data: told } = await foreign.call('customer_events/purchases/preview', body);
	const { data: purchase } = await foreign.call('customer_events/purchases/create', body);
	const { data } = await foreign.spendOn(purchase, { ...byCard(card), ...performed, spend_amount: 3 });
	const minor = (amount: unknown) => Math.round(Number(amount ?? 0) * 100);
	return { toldMinor: minor(told.total_additional_spend_amount), grantedMinor: minor(data.spend_amount) };
}

// It is a Friday in November, shortly after ten on the store's wall.
const friday = 5;
const weekend = [6, 7];
it.each<[string, LotConditions, boolean]>([
	['this product', only({ productIds: [shopIds.products[0]] }), true],
	['another product', only({ productIds: [shopIds.products[1]] }), false],
	['its group', only({ groupIds: [shopIds.group] }), true],
	['another group', only({ groupIds: [testId(119)] }), false],
	['its brand', only({ brands: ['Yummy'] }), true],
	['another brand', only({ brands: ['Other'] }), false],
	['this store', at({ storeIds: [shopIds.store] }), true],
	['another store', at({ storeIds: [testId(199)] }), false],
	['this day', at({ hours: [{ days: [friday], from: '00:00', to: '00:00' }] }), true],
	['other days', at({ hours: [{ days: weekend, from: '00:00', to: '00:00' }] }), false],
	['these hours', at({ hours: [{ days: [friday], from: '09:00', to: '12:00' }] }), true],
	['other hours', at({ hours: [{ days: [friday], from: '18:00', to: '20:00' }] }), false]
])('value for %s', async (_, conditions, fits) => {
	const who = await memberWith(conditions);
	const amounts = fits ? { toldMinor: 300, grantedMinor: 300 } : { toldMinor: 0, grantedMinor: 0 };
	expect(await atOurTill(who)).toEqual(amounts);
	expect(await atForeignTill(who)).toEqual(amounts);
});
