/** What cannot be a voucher moves nothing, and somebody looks. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SaleBody } from '../../src/lib/domain/receipt/sale';
import { testId } from '../support/any-basket';
import { returnBody } from '../support/returns';
import { saleBody, shopIds, type TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';
import { VoucherDesk } from '../support/voucher-desk';

let desk: VoucherDesk;
let shop: TestShop;
let till: TestTill;
let other: TestTill;
beforeAll(async () => {
	desk = await VoucherDesk.open();
	({ shop, till, other } = desk);
});
afterAll(() => shop.close());
beforeEach(() => shop.ports.advance(1000));

const walletsOf = (id: string) => shop.count('wallets', `member_id = '${id}'`);
const usesOf = (sale: SaleBody) =>
	shop.rows<{ amount: number }>(
		`SELECT amount_minor AS amount FROM voucher_uses WHERE sale_id = '${sale.saleId}' ORDER BY at`
	);

describe('a voucher that cannot be', () => {
	const findingsOf = async (sale: SaleBody) => {
		const [found] = await shop.rows<{ detail: { findings: Record<string, unknown>[] } }>(
			`SELECT detail FROM cases WHERE sale_id = '${sale.saleId}'`
		);
		return found?.detail.findings;
	};

	it('with the code of another is a case, and the first one stays', async () => {
		const first = await desk.give();
		const { code: _code, ...second } = desk.newVoucher({
			codeHash: first.codeHash,
			mark: first.mark,
			amountMinor: 400
		});
		const sale = await desk.append(
			other,
			saleBody(other, { vouchersGiven: [second], rulesVersion: desk.rulesVersion })
		);
		expect(await desk.casesOf(sale)).toEqual(['voucher_doubled']);
		expect(await findingsOf(sale)).toMatchObject([
			{ voucherId: second.voucherId, worthMinor: 400, otherVoucherId: first.voucherId, otherSaleId: first.sale.saleId }
		]);
		expect(await desk.show(till, first.code)).toMatchObject({ voucherId: first.voucherId, leftMinor: 500 });
		expect(await walletsOf(second.voucherId)).toBe(0);
	});

	it('with the identity of another is a case, in one push as well', async () => {
		const { code, ...first } = desk.newVoucher();
		const { code: otherCode, ...second } = desk.newVoucher({ voucherId: first.voucherId });
		await till.append('sale.completed', saleBody(till, { vouchersGiven: [first], rulesVersion: desk.rulesVersion }), {
			staffId: shopIds.cashier
		});
		const sale = await desk.append(till, saleBody(till, { vouchersGiven: [second], rulesVersion: desk.rulesVersion }));
		expect(await desk.casesOf(sale)).toEqual(['voucher_doubled']);
		expect(await desk.show(till, code)).toMatchObject({ leftMinor: 500 });
		expect(await desk.show(till, otherCode)).toBe('voucher_unknown');
	});

	it('is not taken back with the sale that gave it a second time', async () => {
		const first = await desk.give();
		const { code: _code, ...second } = desk.newVoucher({ voucherId: first.voucherId, codeHash: first.codeHash });
		const { code, ...own } = desk.newVoucher();
		const sale = await desk.append(
			other,
			saleBody(other, { vouchersGiven: [second, own], rulesVersion: desk.rulesVersion })
		);
		expect(await desk.show(other, code)).toMatchObject({ leftMinor: 500 });
		const everything = new Map([
			[1, 2000],
			[2, 1000]
		]);
		await desk.append(other, returnBody(other, sale, everything));
		expect(await desk.left(first.voucherId)).toBe(500);
		expect(await desk.left(own.voucherId)).toBe(0);
	});

	it('under the identity of a member moves nothing in the wallet of that member', async () => {
		const memberId = testId(7_900_000);
		await shop.rows(`INSERT INTO members (id, name) VALUES ('${memberId}', 'Ada')`);
		const { code: _code, ...voucher } = desk.newVoucher({ voucherId: memberId });
		const given = await desk.append(
			till,
			saleBody(till, { vouchersGiven: [voucher], rulesVersion: desk.rulesVersion })
		);
		const used = await desk.append(till, desk.paidWith(till, memberId, testId(10), 300, desk.newSaleId()));
		expect(await desk.casesOf(given)).toEqual(['voucher_doubled']);
		expect(await desk.casesOf(used)).toEqual(['voucher_unknown']);
		expect(await usesOf(used)).toEqual([]);
		expect(await desk.left(memberId)).toBe(0);
	});

	it('paid for a sale that does not say which: nobody is charged, and somebody looks', async () => {
		const sale = desk.paidWith(till, testId(11), testId(12), 300, desk.newSaleId());
		const spends = sale.spends.map(({ voucherId: _voucherId, ...spend }) => spend);
		await desk.append(till, { ...sale, spends });
		expect(await desk.casesOf(sale)).toEqual(['voucher_unknown']);
	});

	it('is nothing to give back: no wallet is made, and the known ones beside it are released', async () => {
		const voucher = await desk.give();
		const saleId = desk.newSaleId();
		await desk.held(till, voucher, saleId, 400);
		const stranger = testId(7_900_001);
		await desk.release(till, saleId, stranger, voucher.voucherId);
		expect(await walletsOf(stranger)).toBe(0);
		expect(await desk.show(other, voucher.code)).toMatchObject({ leftMinor: 500 });
		expect(await desk.hold(till, { ...voucher, voucherId: stranger }, saleId, 100)).toBe('voucher_unknown');
		expect(await walletsOf(stranger)).toBe(0);
	});
});

describe('a voucher that one sale names', () => {
	it('twice takes what both say, and the books have the sum', async () => {
		const voucher = await desk.give();
		const saleId = desk.newSaleId();
		const { grantId } = await desk.held(till, voucher, saleId, 300);
		const once = desk.paidWith(till, voucher.voucherId, grantId, 500, saleId);
		const [spend] = once.spends;
		if (!spend) throw new Error('it spends');
		const spends = [
			{ ...spend, amountMinor: 300 },
			{ ...spend, amountMinor: 200, grantId: testId(13) }
		];
		const sale = await desk.append(till, { ...once, spends });
		expect(await desk.left(voucher.voucherId)).toBe(0);
		expect(await usesOf(sale)).toEqual([{ amount: 500 }]);
		expect(await desk.casesOf(sale)).toEqual(['spend_not_granted']);
	});
});
