/** The office's vouchers: listed, found, looked into and withdrawn. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SaleBody } from '../../src/lib/domain/receipt/sale';
import { taxAfterSpends } from '../../src/lib/domain/receipt/taxable';
import { printedVoucher, voucherMark } from '../../src/lib/domain/voucher/code';
import type { VoucherGiven } from '../../src/lib/domain/voucher/voucher';
import { saveOffer } from '../../src/lib/server/offers/offers';
import {
	readVoucher,
	readVoucherQuery,
	readVouchers,
	readVoucherSums,
	type VoucherRow
} from '../../src/lib/server/vouchers/list';
import { holdVoucher, releaseVouchers, showVoucher } from '../../src/lib/server/vouchers/vouchers';
import { withdrawVoucher } from '../../src/lib/server/vouchers/withdraw';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { testOffer } from '../support/any-offer';
import { returnBody } from '../support/returns';
import { saleBody, shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
let offerId: string;
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	await till.push();
	const { id: _id, version: _version, ...plain } = testOffer({});
	const effect = { kind: 'voucher' as const, voucherId: 'voucher', amountMinor: 500 };
	const rule = { ...plain, name: 'Thanks', effect };
	const saved = await saveOffer(shop.db, shop.ports, null, { rule, state: 'active' }, shopIds.manager);
	if (!saved.ok) throw new Error(saved.code);
	offerId = saved.id;
});
afterAll(async () => {
	expect(await wallet.drift(shop.db)).toEqual([]);
	await shop.close();
});
beforeEach(() => shop.ports.advance(1000));

let made = 0;
const newId = () => testId(8_500_000 + (made += 1));
/** Sixteen symbols whose last four are digits of their own. */
const codeOf = (n: number) => `0000000000AB${String(n).padStart(4, '0')}`;
const hashOf = (code: string) => createHash('sha256').update(code).digest('base64url');

async function append(body: SaleBody): Promise<SaleBody> {
	// What happens in one moment has no order.
	shop.ports.advance(1);
	await till.append('sale.completed', body, { staffId: shopIds.cashier });
	await till.push();
	return body;
}

async function give(given: Partial<VoucherGiven> = {}) {
	made += 1;
	const code = codeOf(made);
	const named = { voucherId: testId(8_000_000 + made), offerId, title: 'Thank you', mark: voucherMark(code) };
	const voucher = { ...named, amountMinor: 500, codeHash: hashOf(code), expiresAt: null, ...given };
	const sale = await append(saleBody(till, { vouchersGiven: [voucher] }));
	return { ...voucher, code, sale };
}

async function hold({ voucherId, codeHash }: VoucherGiven, askedMinor: number, saleId = newId()) {
	const wish = { saleId, voucherId, codeHash, currency: 'EUR', askedMinor };
	const answer = await holdVoucher(shop.db, shop.ports, shopIds.store, wish);
	if (!answer.ok) throw new Error(answer.code);
	return { ...answer.held, saleId };
}

async function use(voucher: VoucherGiven, amountMinor: number): Promise<SaleBody> {
	const { grantId, saleId } = await hold(voucher, amountMinor);
	const plain = saleBody(till, { saleId });
	const spends = [{ kind: 'voucher' as const, amountMinor, grantId, voucherId: voucher.voucherId }];
	const taxRates = [{ id: 'reduced', rateBp: 700, letter: 'B' }];
	const { taxes, dueMinor } = taxAfterSpends(
		plain.lines,
		{ spends },
		{ pricesIncludeTax: true, taxMode: 'receipt', taxRates }
	);
	const totals = { ...plain.totals, taxMinor: taxes[0]?.taxMinor ?? 0, dueMinor, paidMinor: dueMinor, changeMinor: 0 };
	const tenders = [{ kind: 'cash' as const, amountMinor: dueMinor, givenMinor: dueMinor, changeMinor: 0 }];
	return append({ ...plain, spends, taxes, totals, tenders });
}

const list = (search = '', more: Record<string, string> = {}) =>
	readVouchers(shop.db, shop.ports, readVoucherQuery(new URLSearchParams({ search, ...more })));
const idsOf = ({ rows }: { rows: readonly VoucherRow[] }) => rows.map(({ id }) => id);
const sums = async () => (await readVoucherSums(shop.db, shop.ports))[0];

async function row(id: string) {
	const read = await readVoucher(shop.db, shop.ports, id);
	if (!read) throw new Error('no such voucher');
	return read;
}

const withdraw = (voucherId: string, id = newId(), reason = 'Receipt was lost') => {
	shop.ports.advance(1);
	return withdrawVoucher(shop.db, shop.ports, { id, voucherId, reason, staffId: shopIds.manager });
};

describe('the list', () => {
	it('is empty before the first one', async () => {
		expect(await list()).toEqual({ rows: [], next: null });
		expect(await readVoucherSums(shop.db, shop.ports)).toEqual([]);
	});

	it('says what each is worth, where it is from and how it stands, the newest first', async () => {
		const first = await give();
		const second = await give({ expiresAt: new Date(shop.ports.now() + 3_600_000).toISOString() });
		await use(first, 200);
		const held = await hold(second, 100);
		const { rows } = await list();
		expect(rows.slice(0, 2)).toMatchObject([
			{ id: second.voucherId, heldMinor: 100, openMinor: 400, standing: 'in_use', expiresAt: expect.any(String) },
			{ id: first.voucherId, balanceMinor: 300, usedMinor: 200, openMinor: 300, standing: 'open', expiresAt: null }
		]);
		const { sale, mark, title } = first;
		const from = { saleId: sale.saleId, receiptNumber: sale.receiptNumber, offerId, offerName: 'Thanks' };
		expect(rows[1]).toMatchObject({ mark, title, amountMinor: 500, currency: 'EUR', ...from });
		await releaseVouchers(shop.db, shop.ports, { saleId: held.saleId, voucherIds: [second.voucherId] });
	});

	it('finds one by its last four symbols, by receipts that gave or used it, and by its whole code', async () => {
		const voucher = await give();
		const used = await use(voucher, 100);
		await give();
		const typed = [`····${voucher.mark}`, voucher.sale.receiptNumber, used.receiptNumber.toLowerCase()];
		const codes = [printedVoucher(voucher.code), voucher.code.toLowerCase(), voucher.code.replace(/^0/, 'o')];
		for (const search of [...typed, ...codes]) expect(idsOf(await list(search)), search).toEqual([voucher.voucherId]);
		expect(idsOf(await list('', { code: voucher.codeHash }))).toEqual([voucher.voucherId]);
		const nobodys = [printedVoucher(codeOf(9999)), 'ZZZZ', 'nothing', '%', '···'];
		for (const search of nobodys) expect(idsOf(await list(search)), search).toEqual([]);
	});

	it('goes on from page to page without losing or doubling one', async () => {
		for (let n = 0; n < 52; n += 1) await give({ amountMinor: 1 });
		const first = await list();
		const second = await list('', { before: first.next ?? '' });
		expect(first.rows).toHaveLength(50);
		expect(second.next).toBeNull();
		const all = [...idsOf(first), ...idsOf(second)];
		expect(new Set(all).size).toBe(all.length);
		expect(all).toHaveLength(await shop.count('vouchers'));
	});

	it('sums what was given, what sales kept and what is still owed', async () => {
		const before = await sums();
		const voucher = await give();
		const sale = await use(voucher, 300);
		await append(returnBody(till, sale, new Map([[2, 1000]])));
		const expired = await give({ expiresAt: new Date(shop.ports.now() + 1000).toISOString() });
		shop.ports.advance(1000);
		const back = (await row(voucher.voucherId)).voucher.balanceMinor - 200;
		expect(await sums()).toEqual({
			currency: 'EUR',
			count: (before?.count ?? 0) + 2,
			givenMinor: (before?.givenMinor ?? 0) + 1000,
			usedMinor: (before?.usedMinor ?? 0) + 300 - back,
			leftMinor: (before?.leftMinor ?? 0) + 200 + back
		});
		expect(back).toBe(100);
		expect((await row(expired.voucherId)).voucher.standing).toBe('expired');
	});
});

describe('one voucher', () => {
	it('shows what moved in it, with the sales', async () => {
		const voucher = await give({ expiresAt: new Date(shop.ports.now() + 3_600_000).toISOString() });
		shop.ports.advance(1000);
		const sale = await use(voucher, 300);
		shop.ports.advance(1000);
		const back = await append(returnBody(till, sale, new Map([[2, 1000]])));
		shop.ports.advance(3_600_000);
		await wallet.expire(shop.db, shop.ports);
		const { voucher: read, moves, holds } = await row(voucher.voucherId);
		const saleOf = ({ saleId, receiptNumber }: SaleBody) => ({ id: saleId, number: receiptNumber });
		expect(moves).toMatchObject([
			{ account: 'expiry', amountMinor: -300, balanceMinor: 0, sale: null },
			{ account: 'spend', amountMinor: 100, sale: saleOf(back), originalNumber: sale.receiptNumber },
			{ account: 'spend', amountMinor: -300, balanceMinor: 200, sale: saleOf(sale), originalNumber: null },
			{ account: 'award_cost', amountMinor: 500, balanceMinor: 500, sale: saleOf(voucher.sale), originalNumber: null }
		]);
		expect(read.standing).toBe('expired');
		expect(holds).toEqual([]);
	});

	it('is called used, taken back or below zero by what emptied it', async () => {
		const used = await give();
		await use(used, 500);
		expect((await row(used.voucherId)).voucher.standing).toBe('used');
		const all = new Map([
			[1, 2000],
			[2, 1000]
		]);
		const given = await give();
		await append(returnBody(till, given.sale, all));
		const { voucher, moves } = await row(given.voucherId);
		expect(voucher.standing).toBe('taken_back');
		expect(moves[0]).toMatchObject({ account: 'award_cost', originalNumber: given.sale.receiptNumber });
		await append(returnBody(till, used.sale, all));
		expect((await row(used.voucherId)).voucher).toMatchObject({ standing: 'below_zero', openMinor: 0 });
	});

	it('is not there under the id of something else', async () => {
		expect(await readVoucher(shop.db, shop.ports, newId())).toBeNull();
	});
});

describe('withdrawing', () => {
	it('takes all that is left, once, with who and why in the ledger and the audit log', async () => {
		const voucher = await give();
		await use(voucher, 200);
		const before = await sums();
		const id = newId();
		expect(await withdraw(voucher.voucherId, id)).toEqual({ ok: true, amountMinor: -300 });
		expect(await withdraw(voucher.voucherId, id)).toEqual({ ok: true, amountMinor: -300 });
		expect(await withdraw(voucher.voucherId)).toEqual({ ok: false, code: 'empty' });
		const { voucher: read, moves } = await row(voucher.voucherId);
		expect(read).toMatchObject({ balanceMinor: 0, withdrawnMinor: 300, standing: 'withdrawn' });
		expect(moves[0]).toMatchObject({ account: 'adjustment', reason: 'Receipt was lost', staffName: 'Mia' });
		const audit = `action = 'wallet.adjusted' AND object = '${voucher.voucherId}' AND actor_id = '${shopIds.manager}'`;
		expect(await shop.count('audit_log', audit)).toBe(1);
		expect(await sums()).toEqual({ ...before, leftMinor: (before?.leftMinor ?? 0) - 300 });
		const asked = { code: voucher.code, currency: 'EUR' };
		expect(await showVoucher(shop.db, shop.ports, asked)).toEqual({ ok: false, code: 'voucher_used' });
	});

	it('waits for a till that holds it, and is refused when there is nothing to take', async () => {
		const voucher = await give();
		const { saleId } = await hold(voucher, 100);
		expect(await withdraw(voucher.voucherId)).toEqual({ ok: false, code: 'held' });
		await releaseVouchers(shop.db, shop.ports, { saleId, voucherIds: [voucher.voucherId] });
		expect(await withdraw(voucher.voucherId, newId(), 'no')).toMatchObject({ fault: expect.stringMatching(/\.$/) });
		const expired = await give({ expiresAt: new Date(shop.ports.now() + 1000).toISOString() });
		shop.ports.advance(1000);
		expect(await withdraw(expired.voucherId)).toEqual({ ok: false, code: 'expired' });
		const nobodys = newId();
		expect(await withdraw(nobodys)).toEqual({ ok: false, code: 'not_found' });
		expect(await shop.count('wallets', `member_id = '${nobodys}'`)).toBe(0);
	});

	it('of two at one moment books one', async () => {
		const voucher = await give();
		const answers = await Promise.all([withdraw(voucher.voucherId), withdraw(voucher.voucherId)]);
		expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
	});
});
