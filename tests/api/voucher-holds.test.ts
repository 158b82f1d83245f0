/** What is set aside of a voucher ends with its sale. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { returnBody } from '../support/returns';
import { saleBody, type TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';
import { VoucherDesk } from '../support/voucher-desk';

let desk: VoucherDesk;
let shop: TestShop;
let till: TestTill;
let other: TestTill;
let members = 400;
beforeAll(async () => {
	desk = await VoucherDesk.open();
	({ shop, till, other } = desk);
});
afterAll(async () => {
	expect(await wallet.drift(shop.db)).toEqual([]);
	await shop.close();
});
beforeEach(() => shop.ports.advance(1000));

/** Somebody who has so much. */
async function memberWith(amountMinor: number): Promise<string> {
	const memberId = testId((members += 1));
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${memberId}', 'Nora Berg')`);
	const gift = { currency: 'EUR', amountMinor, label: 'Gift', reason: 'to begin with', expiresAtMs: null };
	await shop.db.transaction().execute((trx) =>
		wallet.adjust(trx, shop.ports, {
			...{ key: `gift:${memberId}`, memberId, ...gift, actor: { kind: 'system' }, policy: 'refuse' }
		})
	);
	return memberId;
}

describe('what a sale holds of a voucher', () => {
	it('ends with the sale where the till paid without it, because the answer was late', async () => {
		const voucher = await desk.give();
		const saleId = desk.newSaleId();
		await desk.held(till, voucher, saleId, 200);
		await desk.append(till, saleBody(till, { saleId }));
		expect(await desk.show(other, voucher.code)).toMatchObject({ leftMinor: 500 });
		expect(await shop.count('voucher_holds')).toBe(0);
	});

	it('is not in the way of the grant the till knows, where a later answer was lost', async () => {
		const voucher = await desk.give();
		const saleId = desk.newSaleId();
		const first = await desk.held(till, voucher, saleId, 500);
		await desk.held(till, voucher, saleId, 300);
		const sale = await desk.append(till, desk.paidWith(till, voucher.voucherId, first.grantId, 300, saleId));
		expect(await desk.casesOf(sale)).toEqual([]);
		expect(await desk.show(till, voucher.code)).toMatchObject({ leftMinor: 200 });
	});

	it('cannot be asked for once the sale is booked', async () => {
		const voucher = await desk.give();
		const saleId = desk.newSaleId();
		const { grantId } = await desk.held(till, voucher, saleId, 200);
		await desk.append(till, desk.paidWith(till, voucher.voucherId, grantId, 200, saleId));
		expect(await desk.hold(till, voucher, saleId, 300)).toBe('sale_already_closed');
		expect(await desk.show(other, voucher.code)).toMatchObject({ leftMinor: 300 });
	});

	it('is given back for the vouchers that are named, and nothing is made for what is none', async () => {
		const [one, two] = [await desk.give(), await desk.give()];
		const saleId = desk.newSaleId();
		await desk.held(till, one, saleId, 100);
		await desk.held(till, two, saleId, 100);
		const before = await shop.count('wallets');
		await desk.release(till, saleId, one.voucherId);
		await desk.release(till, saleId, testId(8_800_000));
		expect(await desk.show(other, one.code)).toMatchObject({ leftMinor: 500 });
		expect(await desk.show(other, two.code)).toMatchObject({ leftMinor: 400 });
		expect(await shop.count('wallets')).toBe(before);
	});
});

it('what a voucher loses by a return is nothing a member had earned', async () => {
	const memberId = await memberWith(100);
	const { code: _code, ...voucher } = desk.newVoucher();
	const sale = await desk.append(till, desk.giving([voucher], { member: { memberId, cardHmac: null } }));
	const everything = new Map(sale.lines.map(({ lineNo, quantityMilli }) => [lineNo, quantityMilli]));
	const back = await desk.append(till, returnBody(till, sale, everything));
	expect(await desk.left(voucher.voucherId)).toBe(0);
	expect((await wallet.takenBackBy(shop.db, [back.saleId])).get(back.saleId) ?? []).toEqual([]);
});
