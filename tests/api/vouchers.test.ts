/** Vouchers: given by one sale, used by others, taken back by returns; the ledger keeps them like anybody's value. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { returnBody } from '../support/returns';
import { shopIds, type TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';
import { VoucherDesk } from '../support/voucher-desk';

const someCode = (n: number) => `00000000000${String(n).padStart(5, '0')}`;

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

describe('a voucher that a receipt hands out', () => {
	it('is worth what it says, once its sale has arrived, and only once', async () => {
		const { code, ...voucher } = desk.newVoucher();
		expect(await desk.show(other, code)).toBe('voucher_unknown');
		const body = desk.giving([voucher]);
		const event = await till.append('sale.completed', body, { staffId: shopIds.cashier });
		await till.push();
		await till.push([event]);
		const { voucherId, codeHash, mark, title } = voucher;
		expect(await desk.show(other, code)).toEqual({ voucherId, codeHash, mark, title, leftMinor: 500, expiresAt: null });
		expect(await desk.show(other, code, 'USD')).toBe('voucher_other_currency');
		expect(await desk.casesOf(body)).toEqual([]);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('ends when it says, before the expiry run and after it', async () => {
		const expiresAt = new Date(shop.ports.now() + 60_000).toISOString();
		const { code, voucherId, ...voucher } = await desk.give({ expiresAt });
		expect(await desk.show(till, code)).toMatchObject({ leftMinor: 500, expiresAt });
		shop.ports.advance(60_000);
		expect(await desk.show(till, code)).toBe('voucher_expired');
		expect(await desk.hold(till, { ...voucher, voucherId }, desk.newSaleId(), 100)).toBe('voucher_expired');
		await wallet.expire(shop.db, shop.ports);
		expect(await desk.left(voucherId)).toBe(0);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('counts for the budget of its offer, and whoever made that hears when it is crossed', async () => {
		const { sale } = await desk.give({ amountMinor: 200_000 });
		expect(await desk.casesOf(sale)).toEqual(['budget_exceeded', 'voucher_not_by_rules']);
	});

	it('keeps only what nobody can guess the code from', async () => {
		const { code, voucherId, sale } = await desk.give();
		const [row] = await shop.rows<{ all: string }>(`SELECT v::text AS all FROM vouchers v WHERE id = '${voucherId}'`);
		const [event] = await shop.rows<{ text: string }>(
			`SELECT e.text FROM journal_events e JOIN sales s USING (till_id, epoch, seq, branch) WHERE s.id = '${sale.saleId}'`
		);
		expect(`${row?.all ?? ''}${event?.text ?? ''}`).not.toContain(code);
	});

	it('cannot be guessed: after ten codes of no voucher a till has to wait', async () => {
		const { code } = await desk.give();
		shop.ports.advance(3_600_000);
		for (let n = 0; n < 10; n += 1) expect(await desk.show(other, someCode(90_000 + n))).toBe('voucher_unknown');
		expect(await desk.show(other, code)).toBe('too_many_tries');
		expect(await desk.show(till, code)).toMatchObject({ leftMinor: 500 });
		shop.ports.advance(3_600_000);
		expect(await desk.show(other, code)).toMatchObject({ leftMinor: 500 });
	});
});

describe('a sale that uses one', () => {
	it('gets what is left to pay, and the rest stays on it', async () => {
		const voucher = await desk.give();
		const saleId = desk.newSaleId();
		const grant = await desk.held(other, voucher, saleId, 300);
		expect(grant).toMatchObject({ amountMinor: 300 });
		expect(await desk.show(till, voucher.code)).toMatchObject({ leftMinor: 200 });
		const sale = await desk.append(other, desk.paidWith(other, voucher.voucherId, grant.grantId, 300, saleId));
		expect(await desk.left(voucher.voucherId)).toBe(200);
		expect(await desk.casesOf(sale)).toEqual([]);
		expect(await desk.held(till, voucher, desk.newSaleId(), 900)).toMatchObject({ amountMinor: 200 });
		expect(await desk.show(other, voucher.code)).toBe('voucher_used');
	});

	it('asked again for the same sale counts the newest amount, and gives back what is not needed', async () => {
		const voucher = await desk.give();
		const saleId = desk.newSaleId();
		const first = await desk.held(till, voucher, saleId, 400);
		expect(await desk.held(till, voucher, saleId, 400)).toEqual(first);
		expect(await desk.held(till, voucher, saleId, 100)).toMatchObject({ amountMinor: 100 });
		expect(await desk.show(other, voucher.code)).toMatchObject({ leftMinor: 400 });
		expect((await desk.release(till, saleId, voucher.voucherId)).status).toBe(200);
		expect((await desk.release(till, saleId, voucher.voucherId)).status).toBe(200);
		expect(await desk.show(other, voucher.code)).toMatchObject({ leftMinor: 500 });
	});

	it('is booked when its hold has ended; what another had meanwhile leaves it below zero, with a case', async () => {
		const voucher = await desk.give();
		const saleId = desk.newSaleId();
		const grant = await desk.held(till, voucher, saleId, 500);
		shop.ports.advance(3_600_000);
		const elsewhere = desk.newSaleId();
		const second = await desk.held(other, voucher, elsewhere, 500);
		const fine = await desk.append(other, desk.paidWith(other, voucher.voucherId, second.grantId, 500, elsewhere));
		const late = await desk.append(till, desk.paidWith(till, voucher.voucherId, grant.grantId, 500, saleId));
		expect(await desk.casesOf(fine)).toEqual([]);
		expect(await desk.casesOf(late)).toEqual(['voucher_overdrawn']);
		expect(await desk.left(voucher.voucherId)).toBe(-500);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('says so when nobody granted it', async () => {
		const voucher = await desk.give();
		const sale = await desk.append(till, desk.paidWith(till, voucher.voucherId, testId(9), 200, desk.newSaleId()));
		expect(await desk.casesOf(sale)).toEqual(['spend_not_granted']);
		expect(await desk.left(voucher.voucherId)).toBe(300);
	});

	it('of two tills that hold at one moment, each gets what the other left', async () => {
		const voucher = await desk.give({ amountMinor: 2000 });
		const answers = await Promise.all([
			desk.hold(till, voucher, desk.newSaleId(), 1500),
			desk.hold(other, voucher, desk.newSaleId(), 1500)
		]);
		const got = answers.map((answer) => (typeof answer === 'string' ? 0 : answer.amountMinor));
		expect(got.sort((a, b) => a - b)).toEqual([500, 1500]);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('needs the code: its id alone holds nothing', async () => {
		const voucher = await desk.give();
		const guessed = { ...voucher, codeHash: desk.newVoucher().codeHash };
		expect(await desk.hold(till, guessed, desk.newSaleId(), 100)).toBe('voucher_unknown');
	});
});

describe('a return', () => {
	it('takes back its share of the voucher that the sale gave, and all of it with the last piece', async () => {
		const { voucherId, sale } = await desk.give();
		const first = returnBody(till, sale, new Map([[1, 1000]]));
		await desk.append(till, first);
		expect(await desk.left(voucherId)).toBe(500 - 167);
		await desk.append(
			till,
			returnBody(
				till,
				sale,
				new Map([
					[1, 1000],
					[2, 1000]
				]),
				{ returned: new Map([[1, 1000]]) }
			)
		);
		expect(await desk.left(voucherId)).toBe(0);
		expect(await desk.casesOf(first)).toEqual([]);
	});

	it('of a sale whose voucher was used leaves it below zero, with a case', async () => {
		const { sale, ...voucher } = await desk.give();
		const saleId = desk.newSaleId();
		const { grantId } = await desk.held(other, voucher, saleId, 500);
		await desk.append(other, desk.paidWith(other, voucher.voucherId, grantId, 500, saleId));
		const back = await desk.append(
			till,
			returnBody(
				till,
				sale,
				new Map([
					[1, 2000],
					[2, 1000]
				])
			)
		);
		expect(await desk.left(voucher.voucherId)).toBe(-500);
		expect(await desk.casesOf(back)).toEqual(['voucher_overdrawn']);
	});

	it('gives back what a voucher paid, in proportion and without losing a cent', async () => {
		const voucher = await desk.give();
		const saleId = desk.newSaleId();
		const { grantId } = await desk.held(till, voucher, saleId, 500);
		const sale = await desk.append(till, desk.paidWith(till, voucher.voucherId, grantId, 500, saleId));
		expect(await desk.left(voucher.voucherId)).toBe(0);
		const part = returnBody(till, sale, new Map([[2, 1000]]));
		expect(part.spends).toEqual([{ kind: 'voucher', grantId, voucherId: voucher.voucherId, amountMinor: 167 }]);
		await desk.append(till, part);
		expect(await desk.left(voucher.voucherId)).toBe(167);
		await desk.append(till, returnBody(till, sale, new Map([[1, 2000]]), { returned: new Map([[2, 1000]]) }));
		expect(await desk.left(voucher.voucherId)).toBe(500);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('that arrives before its sale is taken up with it', async () => {
		const { code, ...voucher } = desk.newVoucher();
		const sale = desk.giving([voucher]);
		await desk.append(
			other,
			returnBody(
				other,
				sale,
				new Map([
					[1, 2000],
					[2, 1000]
				])
			)
		);
		await desk.append(till, sale);
		expect(await desk.left(voucher.voucherId)).toBe(0);
		expect(await desk.show(till, code)).toBe('voucher_used');
	});
});
