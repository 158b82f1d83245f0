/**
 * Sales that were booked give vouchers, use them, and bring back what returns take back: in the same transaction, whoever
 * keeps the members' value. A sale is a fact: where a voucher did not cover what it paid, a case says so.
 */
import type { SaleSpend } from '$lib/domain/receipt/sale';
import type { Ports } from '../ports';
import * as wallet from '../wallet/wallet';
import type { PurchaseBooked, PurchaseToBook } from '../wallet/purchase';
import { openVoucherCase } from './cases';
import { keepGiven } from './give';
import { insertUses, listOfMembers, takeHolds, type Trx } from './queries';
import { actorOf, type SaleWithVouchers } from './sale';
import { takeBackVouchers } from './take-back';
import { useIdOf } from './use-id';

/** What one voucher paid of one sale, in as many spends as the sale says. */
type Use = { sale: SaleWithVouchers; voucherId: string; useId: string; spends: SaleSpend[] };

/** A sale that comes again changes nothing. */
export async function bookVouchers(trx: Trx, ports: Ports, sales: readonly SaleWithVouchers[]): Promise<void> {
	const asked = await takeHolds(
		trx,
		sales.map(({ body }) => body.saleId)
	);
	const concerned = sales.filter(concernsVouchers);
	if (concerned.length + asked.length === 0) return;
	const given = await keepGiven(trx, ports, concerned);
	const uses = await keepUses(trx, ports, concerned);
	const touched = [...given.map(({ memberId }) => memberId), ...[...uses, ...asked].map(({ voucherId }) => voucherId)];
	await wallet.lock(trx, touched);
	await wallet.bookPurchases(trx, ports, given);
	await bookUses(trx, ports, uses);
	// What was held and not used, for example because its answer came too late for the till.
	for (const { useId } of asked) await wallet.release(trx, ports, useId);
	await takeBackVouchers(trx, ports, concerned);
}

async function bookUses(trx: Trx, ports: Ports, uses: readonly Use[]): Promise<void> {
	// A till whose question for less was answered too late names the former grant: what came after it is not used.
	for (const { useId, spends } of uses) {
		const named = spends.map(({ grantId }) => grantId);
		await wallet.release(trx, ports, useId, undefined, named);
	}
	const answers = await wallet.bookPurchases(trx, ports, uses.map(toPurchase));
	await insertUses(trx, uses.filter((_use, index) => answers[index]?.ok).map(toRow));
	for (const [index, answer] of answers.entries()) {
		const use = uses[index];
		if (use) await noteUse(trx, ports, use, answer);
	}
}

function concernsVouchers({ body }: SaleWithVouchers): boolean {
	return body.kind === 'return' || body.vouchersGiven !== undefined || body.spends.some(isVoucher);
}

const isVoucher = ({ kind, amountMinor }: SaleSpend) => kind === 'voucher' && amountMinor > 0;

/** What no voucher can have paid is booked on nobody, and somebody looks. */
async function keepUses(trx: Trx, ports: Ports, sales: readonly SaleWithVouchers[]): Promise<Use[]> {
	const sold = sales.filter(({ body }) => body.kind === 'sale');
	const uses = sold.flatMap(usesOf);
	const members = await listOfMembers(
		trx,
		uses.map(({ voucherId }) => voucherId)
	);
	for (const sale of sold) {
		for (const spend of sale.body.spends.filter(isVoucher)) {
			const { grantId, amountMinor, voucherId } = spend;
			if (voucherId !== undefined && !members.has(voucherId.toLowerCase())) continue;
			await openVoucherCase(trx, ports, sale, 'voucher_unknown', { voucherId, grantId, amountMinor });
		}
	}
	return uses.filter(({ voucherId }) => !members.has(voucherId));
}

function usesOf(sale: SaleWithVouchers): Use[] {
	const byVoucher = new Map<string, SaleSpend[]>();
	for (const spend of sale.body.spends.filter(isVoucher)) {
		const voucherId = spend.voucherId?.toLowerCase();
		if (voucherId !== undefined) byVoucher.set(voucherId, [...(byVoucher.get(voucherId) ?? []), spend]);
	}
	return [...byVoucher].map(([voucherId, spends]) => {
		return { sale, voucherId, useId: useIdOf(voucherId, sale.body.saleId), spends };
	});
}

function toPurchase({ sale, voucherId, useId, spends }: Use): PurchaseToBook {
	const taken = spends.map(({ grantId, amountMinor }) => {
		return { kind: 'additional' as const, grantId, amountMinor, currency: sale.body.currency };
	});
	const own = { key: `voucher-use:${useId}`, saleId: useId, memberId: voucherId, awards: [], spends: taken };
	return { ...own, content: sale.eventHash, atMs: sale.atMs, actor: actorOf(sale) };
}

function toRow({ sale, voucherId, useId, spends }: Use) {
	const amountMinor = spends.reduce((sum, spend) => sum + spend.amountMinor, 0);
	const grantId = spends[0]?.grantId ?? '';
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
