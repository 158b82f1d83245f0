/** A part of a sale comes back after the value that paid it had run out, where that value is kept elsewhere. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SaleBody } from '../../src/lib/domain/receipt/sale';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { eleni as elenisId } from '../support/foreign-till';
import { newSale, RemoteCustomer } from '../support/remote-customer';
import { RemoteRewards } from '../support/remote-rewards';
import { returnBody } from '../support/returns';
import { shopIds } from '../support/test-shop';

const day = 24 * 3600_000;

let two: RemoteRewards;
let eleni: RemoteCustomer;
beforeAll(async () => {
	two = await RemoteRewards.open();
	eleni = await RemoteCustomer.comesIn(two);
});
afterAll(() => two.close());

async function giveBack(sale: SaleBody, lineNo: number, returned = new Map<number, number>()): Promise<void> {
	const body = returnBody(two.till, sale, new Map([[lineNo, 1000]]), { returned });
	await two.till.append('sale.completed', body, { staffId: shopIds.cashier });
	await two.till.push();
}

async function giveUntil(amountMinor: number, expiresAtMs: number): Promise<void> {
	const { db, ports } = two.foreign.shop;
	const what = { key: 'given', memberId: elenisId, currency: 'EUR', amountMinor, label: 'Test', reason: 'test' };
	const actor = { kind: 'staff' as const, id: shopIds.manager };
	await db
		.transaction()
		.execute((trx) => wallet.adjust(trx, ports, { ...what, actor, expiresAtMs, policy: 'negative' }));
}

it('is gone with what comes back; other value does not pay for what stays', async () => {
	await two.setBalance(0);
	await giveUntil(300, two.foreign.shop.ports.now() + 5 * day);
	const saleId = newSale();
	await eleni.open(saleId);
	const { grant } = await eleni.spend(saleId, 300);
	const sale = await eleni.buy(saleId, {
		spends: [{ kind: 'additional', amountMinor: 300, grantId: grant?.grantId ?? '' }]
	});
	await two.tasks();
	two.advance(10 * day);
	two.restart();
	await two.till.signIn();
	await two.setBalance(500);
	await giveBack(sale, 1);
	two.fail('customer_events/purchases/create', 'before');
	await two.tasks();
	two.advance(60_000);
	await two.tasks();
	expect(await two.balance()).toBe(500 - 13);
	await giveBack(sale, 2, new Map([[1, 1000]]));
	await two.tasks();
	expect(await two.balance()).toBe(500 - 25);
	// The share of it that came back came to nothing: somebody may want to give it another way.
	const cases = await two.shop.rows(`SELECT kind FROM cases WHERE sale_id = '${saleId}' AND kind LIKE 'remote_%'`);
	expect(cases).toEqual([{ kind: 'remote_return_uneven' }]);
});
