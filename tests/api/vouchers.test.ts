/** Vouchers: given by one sale, used by others, taken back by returns; the ledger keeps them like anybody's value. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shownVoucher, voucherHeld } from '../../src/lib/contract/sync/vouchers';
import type { SaleBody } from '../../src/lib/domain/receipt/sale';
import { taxAfterSpends } from '../../src/lib/domain/receipt/taxable';
import { voucherMark } from '../../src/lib/domain/voucher/code';
import type { VoucherGiven } from '../../src/lib/domain/voucher/voucher';
import { saveOffer } from '../../src/lib/server/offers/offers';
import { answerVoucherHold, answerVoucherRelease, answerVoucherShow } from '../../src/lib/server/vouchers/answer';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { testOffer } from '../support/any-offer';
import { returnBody } from '../support/returns';
import { saleBody, shopIds, TestShop } from '../support/test-shop';
import { post, type TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
let other: TestTill;
let offerId: string;
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	other = await shop.till(shopIds.tillB);
	await Promise.all([till.push(), other.push()]);
	const { id: _id, version: _version, ...plain } = testOffer({});
	const effect = { kind: 'voucher' as const, voucherId: 'thanks', amountMinor: 500 };
	const rule = { ...plain, effect, limits: { ...plain.limits, budgetMinor: 100_000 } };
	const saved = await saveOffer(shop.db, shop.ports, null, { rule, state: 'active' }, shopIds.manager);
	if (!saved.ok) throw new Error(saved.code);
	offerId = saved.id;
});
afterAll(() => shop.close());
beforeEach(() => shop.ports.advance(1000));

const codeOf = (n: number) => `00000000000${String(n).padStart(5, '0')}`;
const hashOf = (code: string) => createHash('sha256').update(code).digest('base64url');

let made = 0;
function newVoucher(given: Partial<VoucherGiven> = {}): VoucherGiven & { code: string } {
	made += 1;
	const code = codeOf(made);
	const named = { voucherId: testId(7_000_000 + made), offerId, title: 'Thank you', mark: voucherMark(code) };
	return { ...named, amountMinor: 500, codeHash: hashOf(code), expiresAt: null, ...given, code };
}

async function append(at: TestTill, body: SaleBody): Promise<SaleBody> {
	await at.append('sale.completed', body, { staffId: shopIds.cashier });
	await at.push();
	return body;
}

/** 12.60 that hand a voucher out. */
async function give(given: Partial<VoucherGiven> = {}) {
	const { code, ...voucher } = newVoucher(given);
	const sale = await append(till, saleBody(till, { vouchersGiven: [voucher] }));
	return { ...voucher, code, sale };
}

/** 12.60 less what a voucher pays. */
function paidWith(at: TestTill, voucherId: string, grantId: string, amountMinor: number, saleId: string): SaleBody {
	const plain = saleBody(at, { saleId });
	const spends = [{ kind: 'voucher' as const, amountMinor, grantId, voucherId }];
	const rules = {
		pricesIncludeTax: true,
		taxMode: 'receipt' as const,
		taxRates: [{ id: 'reduced', rateBp: 700, letter: 'B' }]
	};
	const { taxes, dueMinor } = taxAfterSpends(plain.lines, { spends }, rules);
	const totals = { ...plain.totals, taxMinor: taxes[0]?.taxMinor ?? 0, dueMinor, paidMinor: dueMinor, changeMinor: 0 };
	const tenders = [{ kind: 'cash' as const, amountMinor: dueMinor, givenMinor: dueMinor, changeMinor: 0 }];
	return { ...plain, spends, taxes, totals, tenders };
}

async function show(at: TestTill, code: string, currency = 'EUR') {
	const response = await answerVoucherShow(shop.app, post('/api/till/vouchers/show', { code, currency }, at.token));
	const body: unknown = await response.json();
	return response.ok ? shownVoucher.parse(body) : (body as { code: string }).code;
}

async function hold(at: TestTill, voucher: VoucherGiven, saleId: string, askedMinor: number) {
	const { voucherId, codeHash } = voucher;
	const wish = { saleId, voucherId, codeHash, currency: 'EUR', askedMinor };
	const response = await answerVoucherHold(shop.app, post('/api/till/vouchers/hold', wish, at.token));
	const body: unknown = await response.json();
	return response.ok ? voucherHeld.parse(body) : (body as { code: string }).code;
}

async function held(...wish: Parameters<typeof hold>) {
	const answer = await hold(...wish);
	if (typeof answer === 'string') throw new Error(answer);
	return answer;
}

const release = (at: TestTill, saleId: string, voucherId: string) =>
	answerVoucherRelease(shop.app, post('/api/till/vouchers/release', { saleId, voucherIds: [voucherId] }, at.token));

async function left(voucherId: string): Promise<number> {
	const [balance] = (await wallet.balances(shop.db, [voucherId], shop.ports.now())).get(voucherId) ?? [];
	return balance?.balanceMinor ?? 0;
}

const casesOf = (sale: SaleBody) =>
	shop.rows<{ kind: string }>(`SELECT kind FROM cases WHERE sale_id = '${sale.saleId}'`);
const newSaleId = () => testId(7_500_000 + (made += 1));

describe('a voucher that a receipt hands out', () => {
	it('is worth what it says, once its sale has arrived, and only once', async () => {
		const { code, ...voucher } = newVoucher();
		expect(await show(other, code)).toBe('voucher_unknown');
		const body = saleBody(till, { vouchersGiven: [voucher] });
		const event = await till.append('sale.completed', body, { staffId: shopIds.cashier });
		await till.push();
		await till.push([event]);
		const { voucherId, codeHash, mark, title } = voucher;
		expect(await show(other, code)).toEqual({ voucherId, codeHash, mark, title, leftMinor: 500, expiresAt: null });
		expect(await show(other, code, 'USD')).toBe('voucher_other_currency');
		expect(await casesOf(body)).toEqual([]);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('ends when it says, before the expiry run and after it', async () => {
		const expiresAt = new Date(shop.ports.now() + 60_000).toISOString();
		const { code, voucherId, ...voucher } = await give({ expiresAt });
		expect(await show(till, code)).toMatchObject({ leftMinor: 500, expiresAt });
		shop.ports.advance(60_000);
		expect(await show(till, code)).toBe('voucher_expired');
		expect(await hold(till, { ...voucher, voucherId }, newSaleId(), 100)).toBe('voucher_expired');
		await wallet.expire(shop.db, shop.ports);
		expect(await left(voucherId)).toBe(0);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('counts for the budget of its offer, and whoever made that hears when it is crossed', async () => {
		const { sale } = await give({ amountMinor: 200_000 });
		expect(await casesOf(sale)).toEqual([{ kind: 'budget_exceeded' }]);
	});

	it('keeps only what nobody can guess the code from', async () => {
		const { code, voucherId, sale } = await give();
		const [row] = await shop.rows<{ all: string }>(`SELECT v::text AS all FROM vouchers v WHERE id = '${voucherId}'`);
		const [event] = await shop.rows<{ text: string }>(
			`SELECT e.text FROM journal_events e JOIN sales s USING (till_id, epoch, seq, branch) WHERE s.id = '${sale.saleId}'`
		);
		expect(`${row?.all ?? ''}${event?.text ?? ''}`).not.toContain(code);
	});

	it('cannot be guessed: after ten codes of no voucher a till has to wait', async () => {
		const { code } = await give();
		shop.ports.advance(3_600_000);
		for (let n = 0; n < 10; n += 1) expect(await show(other, codeOf(90_000 + n))).toBe('voucher_unknown');
		expect(await show(other, code)).toBe('too_many_tries');
		expect(await show(till, code)).toMatchObject({ leftMinor: 500 });
		shop.ports.advance(3_600_000);
		expect(await show(other, code)).toMatchObject({ leftMinor: 500 });
	});
});

describe('a sale that uses one', () => {
	it('gets what is left to pay, and the rest stays on it', async () => {
		const voucher = await give();
		const saleId = newSaleId();
		const grant = await held(other, voucher, saleId, 300);
		expect(grant).toMatchObject({ amountMinor: 300 });
		expect(await show(till, voucher.code)).toMatchObject({ leftMinor: 200 });
		const sale = await append(other, paidWith(other, voucher.voucherId, grant.grantId, 300, saleId));
		expect(await left(voucher.voucherId)).toBe(200);
		expect(await casesOf(sale)).toEqual([]);
		expect(await held(till, voucher, newSaleId(), 900)).toMatchObject({ amountMinor: 200 });
		expect(await show(other, voucher.code)).toBe('voucher_used');
	});

	it('asked again for the same sale counts the newest amount, and gives back what is not needed', async () => {
		const voucher = await give();
		const saleId = newSaleId();
		const first = await held(till, voucher, saleId, 400);
		expect(await held(till, voucher, saleId, 400)).toEqual(first);
		expect(await held(till, voucher, saleId, 100)).toMatchObject({ amountMinor: 100 });
		expect(await show(other, voucher.code)).toMatchObject({ leftMinor: 400 });
		expect((await release(till, saleId, voucher.voucherId)).status).toBe(200);
		expect((await release(till, saleId, voucher.voucherId)).status).toBe(200);
		expect(await show(other, voucher.code)).toMatchObject({ leftMinor: 500 });
	});

	it('is booked when its hold has ended; what another had meanwhile leaves it below zero, with a case', async () => {
		const voucher = await give();
		const saleId = newSaleId();
		const grant = await held(till, voucher, saleId, 500);
		shop.ports.advance(3_600_000);
		const elsewhere = newSaleId();
		const second = await held(other, voucher, elsewhere, 500);
		const fine = await append(other, paidWith(other, voucher.voucherId, second.grantId, 500, elsewhere));
		const late = await append(till, paidWith(till, voucher.voucherId, grant.grantId, 500, saleId));
		expect(await casesOf(fine)).toEqual([]);
		expect(await casesOf(late)).toEqual([{ kind: 'voucher_overdrawn' }]);
		expect(await left(voucher.voucherId)).toBe(-500);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('says so when nobody granted it', async () => {
		const voucher = await give();
		const sale = await append(till, paidWith(till, voucher.voucherId, testId(9), 200, newSaleId()));
		expect(await casesOf(sale)).toEqual([{ kind: 'spend_not_granted' }]);
		expect(await left(voucher.voucherId)).toBe(300);
	});

	it('of two tills that hold at one moment, each gets what the other left', async () => {
		const voucher = await give({ amountMinor: 2000 });
		const answers = await Promise.all([
			hold(till, voucher, newSaleId(), 1500),
			hold(other, voucher, newSaleId(), 1500)
		]);
		const got = answers.map((answer) => (typeof answer === 'string' ? 0 : answer.amountMinor));
		expect(got.sort((a, b) => a - b)).toEqual([500, 1500]);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('needs the code: its id alone holds nothing', async () => {
		const voucher = await give();
		const guessed = { ...voucher, codeHash: hashOf(codeOf(99_999)) };
		expect(await hold(till, guessed, newSaleId(), 100)).toBe('voucher_unknown');
	});
});

describe('a return', () => {
	it('takes back its share of the voucher that the sale gave, and all of it with the last piece', async () => {
		const { voucherId, sale } = await give();
		const first = returnBody(till, sale, new Map([[1, 1000]]));
		await append(till, first);
		expect(await left(voucherId)).toBe(500 - 167);
		await append(
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
		expect(await left(voucherId)).toBe(0);
		expect(await casesOf(first)).toEqual([]);
	});

	it('of a sale whose voucher was used leaves it below zero, with a case', async () => {
		const { sale, ...voucher } = await give();
		const saleId = newSaleId();
		const { grantId } = await held(other, voucher, saleId, 500);
		await append(other, paidWith(other, voucher.voucherId, grantId, 500, saleId));
		const back = await append(
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
		expect(await left(voucher.voucherId)).toBe(-500);
		expect(await casesOf(back)).toEqual([{ kind: 'voucher_overdrawn' }]);
	});

	it('gives back what a voucher paid, in proportion and without losing a cent', async () => {
		const voucher = await give();
		const saleId = newSaleId();
		const { grantId } = await held(till, voucher, saleId, 500);
		const sale = await append(till, paidWith(till, voucher.voucherId, grantId, 500, saleId));
		expect(await left(voucher.voucherId)).toBe(0);
		const part = returnBody(till, sale, new Map([[2, 1000]]));
		expect(part.spends).toEqual([{ kind: 'voucher', grantId, voucherId: voucher.voucherId, amountMinor: 167 }]);
		await append(till, part);
		expect(await left(voucher.voucherId)).toBe(167);
		await append(till, returnBody(till, sale, new Map([[1, 2000]]), { returned: new Map([[2, 1000]]) }));
		expect(await left(voucher.voucherId)).toBe(500);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('that arrives before its sale is taken up with it', async () => {
		const { code, ...voucher } = newVoucher();
		const sale = saleBody(till, { vouchersGiven: [voucher] });
		await append(
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
		await append(till, sale);
		expect(await left(voucher.voucherId)).toBe(0);
		expect(await show(till, code)).toBe('voucher_used');
	});
});
