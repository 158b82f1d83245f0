/** A shop that taxes the whole sale and takes a spend for a payment: sale, receipt and return in that mode. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { opened, spent, type RewardBasket } from '../../src/lib/contract/sync/rewards';
import type { SaleBody } from '../../src/lib/domain/receipt/sale';
import { taxAfterSpends } from '../../src/lib/domain/receipt/taxable';
import { readPublicReceipt } from '../../src/lib/server/receipts/public';
import { answerOpen, answerSpend } from '../../src/lib/server/rewards/answer';
import { withRewards } from '../../src/lib/server/rewards/rewards';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { returnBody } from '../support/returns';
import { saleBody, shopIds, TestShop } from '../support/test-shop';
import { post, type TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
const member = testId(500);
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	await till.push();
	await shop.rows(`UPDATE reward_settings SET spend_taxed_as = 'payment';
		INSERT INTO members (id, name) VALUES ('${member}', 'Nora Berg')`);
	await shop.db.transaction().execute((trx) =>
		wallet.adjust(trx, shop.ports, {
			...{ key: 'test:give', memberId: member, currency: 'EUR', amountMinor: 500, label: 'Test', reason: 'test' },
			...{ actor: { kind: 'staff', id: shopIds.manager }, expiresAtMs: null, policy: 'negative' }
		})
	);
});
afterAll(() => shop.close());

const balance = async () =>
	(await wallet.balances(shop.db, [member], shop.ports.now())).get(member)?.[0]?.balanceMinor ?? 0;

async function step<T>(answer: typeof answerOpen, body: object, read: { parse: (value: unknown) => T }): Promise<T> {
	const response = await answer(withRewards(shop.app), post('/', body, till.token));
	return read.parse(await response.json());
}

/** 12.60 of which 3.00 are granted to be spent. */
async function paidWithValue(receiptToken: string): Promise<SaleBody> {
	const plain = saleBody(till, { member: { memberId: member, cardHmac: null } });
	const { saleId } = plain;
	const lines = plain.lines.map((line) => ({
		...{ lineNo: line.lineNo, productId: line.productId, sku: line.sku, code: null, taxRateBp: line.taxRateBp },
		...{ quantityMilli: line.quantityMilli, unitPriceMinor: line.unitPriceMinor, minimumPriceMinor: null },
		...{ grossMinor: line.grossMinor, totalMinor: line.totalMinor }
	}));
	const basket: RewardBasket = {
		...{ memberId: member, cardHmac: null, currency: 'EUR', pricesIncludeTax: true, lines },
		...{ appliedOffers: [], coupons: [], rulesVersion: 0 }
	};
	await step(answerOpen, { saleId, basket }, opened);
	const { grant } = await step(answerSpend, { saleId, currency: 'EUR', amountMinor: 300 }, spent);
	if (!grant) throw new Error('nothing was granted');
	const { kind, grantId, amountMinor, lots } = grant;
	const spending = {
		spends: [{ kind, grantId, amountMinor, ...(lots && { lots }) }],
		spendTaxedAs: 'payment' as const
	};
	const rules = {
		...{ pricesIncludeTax: true, taxMode: 'receipt' as const },
		taxRates: [{ id: 'reduced', rateBp: 700, letter: 'B' }]
	};
	const { taxes, dueMinor } = taxAfterSpends(plain.lines, spending, rules);
	return {
		...{ ...plain, ...spending, taxes },
		totals: { ...plain.totals, dueMinor, paidMinor: dueMinor, changeMinor: 0 },
		tenders: [{ kind: 'card', amountMinor: dueMinor, reference: null }],
		receiptTokenHash: createHash('sha256').update(receiptToken).digest('base64url')
	};
}

async function append(body: SaleBody): Promise<SaleBody> {
	await till.append('sale.completed', body, { staffId: shopIds.manager });
	await till.push();
	return body;
}

it('the tax is that of the whole sale, the spend lowers what is due, and a return gives both back', async () => {
	const token = 'p'.repeat(22);
	const sale = await append(await paidWithValue(token));
	expect(sale.taxes).toMatchObject([{ netMinor: 1178, taxMinor: 82, grossMinor: 1260 }]);
	expect(sale.totals.dueMinor).toBe(960);
	expect(await balance()).toBe(200);
	const seen = await readPublicReceipt(shop.db, token, 'https://shop.example/r');
	expect(seen?.document).toMatchObject({
		spentMinor: -300,
		spentAs: 'payment',
		totals: { dueMinor: 960, taxMinor: 82 }
	});

	const part = await append(returnBody(till, sale, new Map([[2, 1000]])));
	expect(part).toMatchObject({ spendTaxedAs: 'payment', spends: [{ amountMinor: 100 }], totals: { dueMinor: -320 } });
	const rest = await append(returnBody(till, sale, new Map([[1, 2000]]), { returned: new Map([[2, 1000]]) }));
	const sum = (of: (body: SaleBody) => number) => [sale, part, rest].reduce((total, body) => total + of(body), 0);
	expect(sum(({ totals }) => totals.dueMinor)).toBe(0);
	expect(sum(({ totals }) => totals.taxMinor)).toBe(0);
	expect(await balance()).toBe(500);
	expect(await shop.rows('SELECT kind, detail FROM cases')).toEqual([]);
	expect(await wallet.drift(shop.db)).toEqual([]);
});
