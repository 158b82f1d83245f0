/**
 * Sales that were booked give vouchers, use them, and bring back what returns take back: in the same transaction, whoever
 * keeps the members' value. A sale is a fact: where a voucher did not cover what it paid, a case says so.
 */
import type { SaleSpend } from '$lib/domain/receipt/sale';
import type { VoucherGiven } from '$lib/domain/voucher/voucher';
import type { Ports } from '../ports';
import * as wallet from '../wallet/wallet';
import type { PurchaseBooked, PurchaseToBook } from '../wallet/purchase';
import { openVoucherCase } from './cases';
import { insertUses, insertVouchers, listMembersAmong, listVouchers, takeHolds, type Trx } from './queries';
import { actorOf, type SaleWithVouchers } from './sale';
import { takeBackVouchers } from './take-back';
import { useIdOf } from './use-id';

type Use = { sale: SaleWithVouchers; voucherId: string; useId: string; spend: SaleSpend };

/** A sale that comes again changes nothing. */
export async function bookVouchers(trx: Trx, ports: Ports, sales: readonly SaleWithVouchers[]): Promise<void> {
	const asked = await takeHolds(
		trx,
		sales.map(({ body }) => body.saleId)
	);
	const concerned = sales.filter(concernsVouchers);
	if (concerned.length + asked.length === 0) return;
	const given = await keepGiven(trx, ports, concerned);
	const uses = await usesOf(trx, ports, concerned);
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
	for (const { useId, spend } of uses) await wallet.release(trx, ports, useId, undefined, [spend.grantId]);
	const answers = await wallet.bookPurchases(trx, ports, uses.map(toPurchase));
	const booked = uses.filter((_, index) => answers[index]?.ok);
	await insertUses(trx, booked.map(toRow));
	for (const [index, use] of uses.entries()) {
		const answer = answers[index];
		if (answer) await noteUse(trx, ports, use, answer);
	}
}

function concernsVouchers({ body }: SaleWithVouchers): boolean {
	return body.kind === 'return' || body.vouchersGiven !== undefined || body.spends.some(isVoucher);
}

const isVoucher = ({ kind }: SaleSpend) => kind === 'voucher';

type Given = { sale: SaleWithVouchers; voucher: VoucherGiven };

/** A voucher has a wallet of its own: what it is worth is its one lot. */
async function keepGiven(trx: Trx, ports: Ports, sales: readonly SaleWithVouchers[]): Promise<PurchaseToBook[]> {
	const named = sales.flatMap((sale) => (sale.body.vouchersGiven ?? []).map((voucher) => ({ sale, voucher })));
	const members = await listMembersAmong(
		trx,
		named.map(({ voucher }) => voucher.voucherId)
	);
	const given = named.filter(({ voucher }) => !members.has(voucher.voucherId));
	const kept = await insertVouchers(
		trx,
		given.map(({ sale: { body, atMs }, voucher }) => {
			return { ...voucher, saleId: body.saleId, currency: body.currency, atMs };
		})
	);
	const left = named.filter(({ voucher }) => !kept.has(voucher.voucherId));
	await noteNotKept(trx, ports, left);
	return given.filter(({ voucher }) => kept.has(voucher.voucherId)).map(toLot);
}

/** Its id or its code is somebody else's already; what the same sale gave before is no news. */
async function noteNotKept(trx: Trx, ports: Ports, left: readonly Given[]): Promise<void> {
	const known = await listVouchers(
		trx,
		left.map(({ voucher }) => voucher.voucherId)
	);
	const saleOf = new Map(known.map(({ id, saleId }) => [id, saleId]));
	for (const { sale, voucher } of left) {
		const { voucherId, mark, amountMinor } = voucher;
		if (saleOf.get(voucherId) === sale.body.saleId) continue;
		await openVoucherCase(trx, ports, sale, 'voucher_not_kept', { voucherId, mark, amountMinor });
	}
}

function toLot({ sale, voucher }: Given): PurchaseToBook {
	const { voucherId, offerId, title, amountMinor, expiresAt } = voucher;
	const lot = {
		...{ currency: sale.body.currency, offerId, label: title, amountMinor, validFromMs: sale.atMs },
		...{ expiresAtMs: expiresAt === null ? null : Date.parse(expiresAt), conditions: null, basis: null }
	};
	const own = { key: `voucher:${voucherId}`, saleId: voucherId, memberId: voucherId, awards: [lot], spends: [] };
	return { ...own, content: sale.eventHash, atMs: sale.atMs, actor: actorOf(sale) };
}

/** What a sale names as a voucher and is a member is not touched. One that is not known yet may come with a later event. */
async function usesOf(trx: Trx, ports: Ports, sales: readonly SaleWithVouchers[]): Promise<Use[]> {
	const uses = sales.filter(({ body }) => body.kind === 'sale').flatMap(namedBy);
	const members = await listMembersAmong(
		trx,
		uses.map(({ voucherId }) => voucherId)
	);
	for (const { sale, voucherId, spend } of uses.filter((use) => members.has(use.voucherId))) {
		const { grantId, amountMinor } = spend;
		const facts = { voucherId, grantId, found: 'unknown', amountMinor, beyondMinor: amountMinor };
		await openVoucherCase(trx, ports, sale, 'spend_not_granted', facts);
	}
	return uses.filter(({ voucherId }) => !members.has(voucherId));
}

function namedBy(sale: SaleWithVouchers): Use[] {
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
