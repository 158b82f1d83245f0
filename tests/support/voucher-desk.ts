/** A shop whose offer hands out vouchers of 5.00, and two tills that give, show, hold and use them. */
import { createHash } from 'node:crypto';
import { shownVoucher, voucherHeld } from '../../src/lib/contract/sync/vouchers';
import type { SaleBody } from '../../src/lib/domain/receipt/sale';
import { taxAfterSpends } from '../../src/lib/domain/receipt/taxable';
import { voucherMark } from '../../src/lib/domain/voucher/code';
import type { VoucherGiven } from '../../src/lib/domain/voucher/voucher';
import { saveOffer } from '../../src/lib/server/offers/offers';
import { answerVoucherHold, answerVoucherRelease, answerVoucherShow } from '../../src/lib/server/vouchers/answer';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from './any-basket';
import { testOffer } from './any-offer';
import { saleBody, shopIds, TestShop } from './test-shop';
import { post, type TestTill } from './test-till';

const hashOf = (code: string) => createHash('sha256').update(code).digest('base64url');

export class VoucherDesk {
	#made = 0;

	private constructor(
		readonly shop: TestShop,
		readonly till: TestTill,
		readonly other: TestTill,
		readonly offerId: string,
		readonly rulesVersion: number
	) {}

	static async open(): Promise<VoucherDesk> {
		const shop = await TestShop.open();
		const till = await shop.till();
		const other = await shop.till(shopIds.tillB);
		await Promise.all([till.push(), other.push()]);
		const { id: _id, version: _version, ...plain } = testOffer({});
		const effect = { kind: 'voucher' as const, voucherId: 'thanks', amountMinor: 500 };
		const rule = { ...plain, effect, limits: { ...plain.limits, budgetMinor: 100_000 } };
		const saved = await saveOffer(shop.db, shop.ports, null, { rule, state: 'active' }, shopIds.manager);
		if (!saved.ok) throw new Error(saved.code);
		const [row] = await shop.rows<{ version: number }>(`SELECT max(version)::int AS version FROM offers`);
		return new VoucherDesk(shop, till, other, saved.id, row?.version ?? 0);
	}

	newVoucher(given: Partial<VoucherGiven> = {}): VoucherGiven & { code: string } {
		this.#made += 1;
		const code = `00000000000${String(this.#made).padStart(5, '0')}`;
		const { offerId } = this;
		const named = { voucherId: testId(7_000_000 + this.#made), offerId, title: 'Thank you', mark: voucherMark(code) };
		return { ...named, amountMinor: 500, codeHash: hashOf(code), expiresAt: null, ...given, code };
	}

	newSaleId(): string {
		return testId(7_500_000 + (this.#made += 1));
	}

	/** 12.60 that hand vouchers out. */
	giving(vouchersGiven: VoucherGiven[], given: Partial<SaleBody> = {}): SaleBody {
		return saleBody(this.till, { vouchersGiven, rulesVersion: this.rulesVersion, ...given });
	}

	async append(at: TestTill, body: SaleBody): Promise<SaleBody> {
		await at.append('sale.completed', body, { staffId: shopIds.cashier });
		await at.push();
		return body;
	}

	async give(given: Partial<VoucherGiven> = {}) {
		const { code, ...voucher } = this.newVoucher(given);
		const sale = await this.append(this.till, this.giving([voucher]));
		return { ...voucher, code, sale };
	}

	/** 12.60 less what a voucher pays. */
	paidWith(at: TestTill, voucherId: string, grantId: string, amountMinor: number, saleId: string): SaleBody {
		const plain = saleBody(at, { saleId });
		const spends = [{ kind: 'voucher' as const, amountMinor, grantId, voucherId }];
		const rules = {
			pricesIncludeTax: true,
			taxMode: 'receipt' as const,
			taxRates: [{ id: 'reduced', rateBp: 700, letter: 'B' }]
		};
		const { taxes, dueMinor } = taxAfterSpends(plain.lines, { spends }, rules);
		const totals = {
			...plain.totals,
			taxMinor: taxes[0]?.taxMinor ?? 0,
			dueMinor,
			paidMinor: dueMinor,
			changeMinor: 0
		};
		const tenders = [{ kind: 'cash' as const, amountMinor: dueMinor, givenMinor: dueMinor, changeMinor: 0 }];
		return { ...plain, spends, taxes, totals, tenders };
	}

	async show(at: TestTill, code: string, currency = 'EUR') {
		const asked = post('/api/till/vouchers/show', { code, currency }, at.token);
		const response = await answerVoucherShow(this.shop.app, asked);
		const body: unknown = await response.json();
		return response.ok ? shownVoucher.parse(body) : (body as { code: string }).code;
	}

	async hold(at: TestTill, voucher: VoucherGiven, saleId: string, askedMinor: number) {
		const { voucherId, codeHash } = voucher;
		const wish = { saleId, voucherId, codeHash, currency: 'EUR', askedMinor };
		const response = await answerVoucherHold(this.shop.app, post('/api/till/vouchers/hold', wish, at.token));
		const body: unknown = await response.json();
		return response.ok ? voucherHeld.parse(body) : (body as { code: string }).code;
	}

	async held(at: TestTill, voucher: VoucherGiven, saleId: string, askedMinor: number) {
		const answer = await this.hold(at, voucher, saleId, askedMinor);
		if (typeof answer === 'string') throw new Error(answer);
		return answer;
	}

	release(at: TestTill, saleId: string, ...voucherIds: string[]): Promise<Response> {
		const wish = { saleId, voucherIds };
		return answerVoucherRelease(this.shop.app, post('/api/till/vouchers/release', wish, at.token));
	}

	/** What a voucher or a member has. */
	async left(id: string): Promise<number> {
		const [balance] = (await wallet.balances(this.shop.db, [id], this.shop.ports.now())).get(id) ?? [];
		return balance?.balanceMinor ?? 0;
	}

	async casesOf(sale: SaleBody): Promise<string[]> {
		const rows = await this.shop.rows<{ kind: string }>(
			`SELECT kind FROM cases WHERE sale_id = '${sale.saleId}' ORDER BY kind`
		);
		return rows.map(({ kind }) => kind);
	}
}
