/**
 * Sales that were booked give vouchers, use them, and bring back what returns take back: in the same transaction, whoever
 * keeps the members' value. A sale is a fact: where a voucher did not cover what it paid, a case says so.
 */
import type { SaleSpend } from '$lib/domain/receipt/sale';
import type { Ports } from '../ports';
import * as wallet from '../wallet/wallet';
import type { PurchaseBooked, PurchaseToBook } from '../wallet/purchase';
import { openVoucherCase } from './cases';
import { insertUses, insertVouchers, type Trx } from './queries';
import { actorOf, type SaleWithVouchers } from './sale';
import { takeBackVouchers } from './take-back';
import { useIdOf } from './use-id';

type Use = { sale: SaleWithVouchers; voucherId: string; useId: string; spend: SaleSpend };

/** A sale that comes again changes nothing. */
export async function bookVouchers(trx: Trx, ports: Ports, sales: readonly SaleWithVouchers[]): Promise<void> {
	const concerned = sales.filter(concernsVouchers);
	if (concerned.length === 0) return;
	const given = await keepGiven(trx, concerned);
	const uses = concerned.filter(({ body }) => body.kind === 'sale').flatMap(usesOf);
	await wallet.lock(trx, [...given.map(({ memberId }) => memberId), ...uses.map(({ voucherId }) => voucherId)]);
	await wallet.bookPurchases(trx, ports, given);
	const answers = await wallet.bookPurchases(trx, ports, uses.map(toPurchase));
	await insertUses(trx, uses.map(toRow));
	for (const [index, answer] of answers.entries()) {
		const use = uses[index];
		if (use) await noteUse(trx, ports, use, answer);
	}
	await takeBackVouchers(trx, ports, concerned);
}

function concernsVouchers({ body }: SaleWithVouchers): boolean {
	return body.kind === 'return' || body.vouchersGiven !== undefined || body.spends.some(isVoucher);
}

const isVoucher = ({ kind }: SaleSpend) => kind === 'voucher';

/** A voucher has a wallet of its own: what it is worth is its one lot. */
async function keepGiven(trx: Trx, sales: readonly SaleWithVouchers[]): Promise<PurchaseToBook[]> {
	const given = sales.flatMap((sale) => (sale.body.vouchersGiven ?? []).map((voucher) => ({ sale, voucher })));
	const kept = await insertVouchers(
		trx,
		given.map(({ sale: { body, atMs }, voucher }) => {
			return { ...voucher, saleId: body.saleId, currency: body.currency, atMs };
		})
	);
	return given.flatMap(({ sale, voucher }) => {
		if (!kept.has(voucher.voucherId)) return [];
		const { voucherId, offerId, title, amountMinor, expiresAt } = voucher;
		const lot = {
			...{ currency: sale.body.currency, offerId, label: title, amountMinor, validFromMs: sale.atMs },
			...{ expiresAtMs: expiresAt === null ? null : Date.parse(expiresAt), conditions: null, basis: null }
		};
		const own = { key: `voucher:${voucherId}`, saleId: voucherId, memberId: voucherId, awards: [lot], spends: [] };
		return [{ ...own, content: sale.eventHash, atMs: sale.atMs, actor: actorOf(sale) }];
	});
}

function usesOf(sale: SaleWithVouchers): Use[] {
	return sale.body.spends.flatMap((spend) => {
		const { voucherId } = spend;
		if (!isVoucher(spend) || voucherId === undefined) return [];
		return [{ sale, voucherId, useId: useIdOf(voucherId, sale.body.saleId), spend }];
	});
}

function toPurchase({ sale, voucherId, useId, spend: { grantId, amountMinor } }: Use): PurchaseToBook {
	const spend = { kind: 'additional' as const, grantId, amountMinor, currency: sale.body.currency };
	const own = { key: `voucher-use:${useId}`, saleId: useId, memberId: voucherId, awards: [], spends: [spend] };
	return { ...own, content: sale.eventHash, atMs: sale.atMs, actor: actorOf(sale) };
}

function toRow({ sale, voucherId, useId, spend: { grantId, amountMinor } }: Use) {
	return { id: useId, voucherId, saleId: sale.body.saleId, grantId, amountMinor, atMs: sale.atMs };
}

/** Used twice, or never granted: the customer paid with it, so it is booked, and somebody looks. */
async function noteUse(trx: Trx, ports: Ports, use: Use, answer: PurchaseBooked): Promise<void> {
	if (!answer.ok) return openVoucherCase(trx, ports, use.sale, 'rewards_not_booked', { fault: answer.code });
	if (answer.replayed) return;
	for (const { found, grantId, amountMinor, beyondMinor, overdrawnMinor } of answer.captures) {
		const facts = { voucherId: use.voucherId, grantId, found, amountMinor };
		if (overdrawnMinor > 0)
			await openVoucherCase(trx, ports, use.sale, 'voucher_overdrawn', { ...facts, overdrawnMinor });
		else if (found === 'unknown' || found === 'captured' || beyondMinor > 0)
			await openVoucherCase(trx, ports, use.sale, 'spend_not_granted', { ...facts, beyondMinor });
	}
}
