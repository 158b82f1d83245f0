/** What a manager gives for some goods, some stores or some hours pays for nothing else. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { opened, spent, type RewardBasket } from '../../src/lib/contract/sync/rewards';
import { blankFilter, blankTerms } from '../../src/lib/domain/offers/draft';
import type { LotConditions } from '../../src/lib/domain/wallet/conditions';
import {
	askAdjustment,
	decideAdjustment,
	readPending,
	type AdjustInput
} from '../../src/lib/server/adjustments/adjustments';
import { readAccount } from '../../src/lib/server/members/account';
import { readWallet } from '../../src/lib/server/members-admin/read';
import { answerAbort, answerOpen, answerSpend } from '../../src/lib/server/rewards/answer';
import { withRewards } from '../../src/lib/server/rewards/rewards';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let here: TestTill;
let elsewhere: TestTill;
let member: string;
let made = 0;
const place = { currency: 'EUR', zone: 'Europe/Berlin' };
const second = testId(777);
const otherStore = testId(200);
const otherTill = testId(201);
const otherGroup = testId(210);
const [bread, , soap] = shopIds.products;
const input: AdjustInput = {
	...{ direction: 'give', currency: 'EUR', amount: '5', label: 'For the broken cup', reason: 'Broken in the shop' },
	...{ until: '', conditions: '' }
};
const newId = () => testId(4_000_000 + (made += 1));

beforeAll(async () => {
	shop = await TestShop.open();
	await shop.rows(`
		INSERT INTO staff (id, name, role) VALUES ('${second}', 'Sven', 'manager');
		INSERT INTO stores (id, code, name, address, tax_number, zone, locale, currency)
		VALUES ('${otherStore}', 'S02', 'Harbour Shop', '2 Quay', 'DE123', 'Europe/Berlin', 'en-GB', 'EUR');
		INSERT INTO tills (id, store_id, code, name) VALUES ('${otherTill}', '${otherStore}', 'S02T01', 'Counter');
		INSERT INTO groups (id, name) VALUES ('${otherGroup}', 'Home');
		UPDATE products SET group_id = '${otherGroup}', brand = 'Foam' WHERE id = '${soap}'`);
	here = await shop.till();
	elsewhere = await shop.till(otherTill);
});
afterAll(async () => {
	expect(await wallet.drift(shop.db)).toEqual([]);
	await shop.close();
});
beforeEach(async () => {
	member = testId(3_000_000 + (made += 1));
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${member}', 'Somebody')`);
});

const limited = (given: Partial<LotConditions>): string =>
	JSON.stringify({ lines: blankFilter('any'), storeIds: [], hours: [], ...given });
const homeHere = limited({
	lines: { ...blankFilter('any'), include: [blankTerms({ groupIds: [otherGroup] })] },
	storeIds: [shopIds.store]
});
const ask = (given: Partial<AdjustInput>, id = newId()) => {
	const wish = { id, memberId: member, staffId: shopIds.manager, input: { ...input, ...given } };
	return askAdjustment(shop.db, shop.ports, place, wish);
};
const lots = () => wallet.lots(shop.db, member, shop.ports.now());

function line(lineNo: number, productId: string): RewardBasket['lines'][number] {
	return {
		...{ lineNo, productId, sku: `P${String(lineNo)}`, code: null, quantityMilli: 1000, unitPriceMinor: 420 },
		...{ minimumPriceMinor: null, grossMinor: 420, totalMinor: 420, taxRateBp: 700 }
	};
}

async function call(step: typeof answerOpen, body: object, by: TestTill) {
	const headers = { authorization: `Bearer ${by.token}`, 'content-type': 'application/json' };
	const request = new Request('http://till.test/', { method: 'POST', headers, body: JSON.stringify(body) });
	return (await step(withRewards(shop.app), request)).json();
}

/** What a basket of these products may be paid with at a till, and which lines that pays for. */
async function spendable(by: TestTill, products: readonly string[]) {
	const saleId = newId();
	const basket: RewardBasket = {
		...{ memberId: member, cardHmac: null, currency: 'EUR', pricesIncludeTax: true },
		lines: products.map((id, index) => line(index + 1, id)),
		...{ appliedOffers: [], coupons: [], rulesVersion: 0 }
	};
	const { additionalMinor } = opened.parse(await call(answerOpen, { saleId, basket }, by));
	const answer = await call(answerSpend, { saleId, currency: 'EUR', amountMinor: additionalMinor }, by);
	const lineNos = additionalMinor === 0 ? [] : spent.parse(answer).grant?.lots?.flatMap((lot) => lot.lineNos);
	await call(answerAbort, { saleId }, by);
	return { additionalMinor, lineNos };
}

describe('value given for some goods in some stores', () => {
	it('pays for these goods there, and for nothing else and nowhere else', async () => {
		expect(await ask({ conditions: homeHere })).toEqual({ ok: true, state: 'booked' });
		expect(await spendable(here, [soap])).toMatchObject({ additionalMinor: 420 });
		expect(await spendable(here, [bread, soap])).toEqual({ additionalMinor: 420, lineNos: [2] });
		expect(await spendable(here, [bread])).toMatchObject({ additionalMinor: 0 });
		expect(await spendable(elsewhere, [soap])).toMatchObject({ additionalMinor: 0 });
	});

	it('pays for a brand, and on its days only', async () => {
		// It is a Friday.
		const brand = { ...blankFilter('any'), include: [blankTerms({ brands: ['Foam'] })] };
		const on = (days: number[]) => limited({ lines: brand, hours: [{ days, from: '00:00', to: '24:00' }] });
		await ask({ conditions: on([1, 2]), amount: '3' });
		expect(await spendable(elsewhere, [soap])).toMatchObject({ additionalMinor: 0 });
		await ask({ conditions: on([5]), amount: '2' });
		expect(await spendable(elsewhere, [bread, soap])).toEqual({ additionalMinor: 200, lineNos: [2] });
	});

	it('is shown as such in the wallet and to the member, and the audit log says what is limited', async () => {
		await ask({ conditions: homeHere });
		await ask({ amount: '2' });
		const page = { currency: 'EUR', before: null, nowMs: shop.ports.now() };
		const seen = await readWallet(shop.db, member, page);
		expect(seen.lots.map(({ conditions }) => conditions)).toEqual([JSON.parse(homeHere), null]);
		expect(seen.names).toMatchObject({ [otherGroup]: 'Home', [shopIds.store]: 'Corner Shop' });
		const account = await readAccount(shop.db, member, shop.ports.now());
		expect(account?.balances).toMatchObject([{ balanceMinor: 700, conditionalMinor: 500 }]);
		const said = `object = '${member}' AND action = 'wallet.adjusted' AND detail->>'limits'`;
		expect(await shop.count('audit_log', `${said} = 'goods,stores'`)).toBe(1);
		expect(await shop.count('audit_log', `${said} IS NULL`)).toBe(1);
	});

	it('without a limit in them, conditions are none', async () => {
		await ask({ conditions: limited({}) });
		expect((await lots()).map(({ conditions }) => conditions)).toEqual([null]);
	});

	it('is none where value is taken', async () => {
		await ask({});
		expect(await ask({ direction: 'take', amount: '1', conditions: homeHere })).toMatchObject({ ok: true });
		expect(await shop.count('wallet_adjustments', `member_id = '${member}' AND conditions IS NOT NULL`)).toBe(0);
	});
});

describe('what it may be spent on', () => {
	const hours = (given: object) => limited({ hours: [{ days: [1], from: '09:00', to: '12:00', ...given }] });
	const goods = (given: object) =>
		limited({ lines: { ...blankFilter('any'), include: [blankTerms(given)] } as LotConditions['lines'] });
	it.each([
		['hours without a day', 'conditions.hours.0.days', 'invalid', hours({ days: [] })],
		['a time that is none', 'conditions.hours.0.to', 'invalid', hours({ to: '25:00' })],
		['a group that is not there', 'conditions.lines', 'gone', goods({ groupIds: [testId(9)] })],
		['a product that is not there', 'conditions.lines', 'gone', goods({ productIds: ['x'] })],
		['a store that is not there', 'conditions.storeIds', 'gone', limited({ storeIds: [testId(9)] })],
		['half of it', 'conditions.storeIds', 'invalid', JSON.stringify({ lines: blankFilter(), hours: [] })],
		['something else', 'conditions', 'invalid', 'everything']
	])('refuses %s at its place %s and books nothing', async (_what, path, code, conditions) => {
		expect(await ask({ conditions })).toMatchObject({ ok: false, terms: [{ path, code }] });
		expect(await shop.count('wallet_adjustments', `member_id = '${member}'`)).toBe(0);
	});
});

describe('above the limit of a day', () => {
	it('waits with its conditions, is booked with them, and they cannot be changed in between', async () => {
		const id = newId();
		expect(await ask({ amount: '60', conditions: homeHere }, id)).toEqual({ ok: true, state: 'pending' });
		expect(await readPending(shop.db, member)).toMatchObject([{ conditions: JSON.parse(homeHere) }]);
		const change = `UPDATE wallet_adjustments SET conditions = NULL WHERE id = '${id}'`;
		await expect(shop.rows(change)).rejects.toThrow(/never changed/);
		expect(await decideAdjustment(shop.db, shop.ports, { id, decision: 'approve', staffId: second })).toEqual({
			ok: true
		});
		expect((await lots()).map(({ conditions }) => conditions)).toEqual([JSON.parse(homeHere)]);
		const said = `object = '${member}' AND detail->>'limits' = 'goods,stores'`;
		expect(await shop.rows(`SELECT action FROM audit_log WHERE ${said} ORDER BY action`)).toEqual(
			['adjustment.approved', 'adjustment.asked', 'wallet.adjusted'].map((action) => ({ action }))
		);
	});
});

describe('sent again', () => {
	it('is the same with the same conditions, and refused with others', async () => {
		const id = newId();
		const asked = [await ask({ conditions: homeHere }, id), await ask({ conditions: homeHere }, id)];
		expect(asked).toEqual(Array(2).fill({ ok: true, state: 'booked' }));
		expect(await ask({}, id)).toMatchObject({ ok: false, message: expect.stringContaining('sent before') });
		expect(await lots()).toHaveLength(1);
	});

	it('is another content in the ledger with other conditions, whatever the order of their keys', async () => {
		const conditions = JSON.parse(homeHere) as LotConditions;
		const { lines, storeIds, hours } = conditions;
		const book = (more: { conditions?: LotConditions | null }) =>
			shop.db.transaction().execute((trx) =>
				wallet.adjust(trx, shop.ports, {
					...{ key: `terms:${member}`, memberId: member, currency: 'EUR', amountMinor: 100, label: 'Test' },
					...{ reason: 'test', actor: { kind: 'system' }, expiresAtMs: null, policy: 'refuse', ...more }
				})
			);
		expect(await book({ conditions })).toMatchObject({ ok: true, replayed: false });
		expect(await book({ conditions: { hours, storeIds, lines } })).toMatchObject({ ok: true, replayed: true });
		expect(await book({ conditions: null })).toEqual({ ok: false, code: 'conflict' });
		expect(await book({})).toEqual({ ok: false, code: 'conflict' });
	});
});
