/** Returns: a voucher that the sale gave loses its part, and one that it used gets its part back. */
import { saleCompleted } from '$lib/contract/sync/bodies';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Ports } from '../ports';
import { readRewardSettings } from '../rewards/settings';
import * as wallet from '../wallet/wallet';
import { openVoucherCase } from './cases';
import { listOfSale, listReturnsToVouchers, type Trx } from './queries';
import { actorOf, type SaleWithVouchers } from './sale';
import { useIdOf } from './use-id';

type Back = { sale: SaleWithVouchers; original: SaleBody; given: SaleBody };

/** Whichever came first: each return of a sale goes back once. */
export async function takeBackVouchers(trx: Trx, ports: Ports, sales: readonly SaleWithVouchers[]): Promise<void> {
	const numbers = sales.map(({ body }) => body.originalReceiptNumber ?? body.receiptNumber);
	const rows = await listReturnsToVouchers(trx, [...new Set(numbers)]);
	for (const row of rows) {
		const original = bodyOf(row.originalText, row.originalId);
		const given = bodyOf(row.returnText, row.returnId);
		if (!original || !given) continue;
		const { atMs, eventHash, tillId, deviceId } = row;
		await takeBack(trx, ports, { original, given, sale: { body: given, atMs, eventHash, tillId, deviceId } });
	}
}

/** Under the id of the books; null for a text this version cannot read. */
function bodyOf(text: string, saleId: string): SaleBody | null {
	const read = saleCompleted.safeParse((JSON.parse(text) as { body?: unknown }).body);
	return read.success ? { ...read.data, saleId } : null;
}

async function takeBack(trx: Trx, ports: Ports, back: Back): Promise<void> {
	const { original, given } = back;
	// By the books, not by what the sale says: a voucher that another sale gave is not taken back with this one.
	const own = await listOfSale(trx, original.saleId);
	await wallet.lock(trx, [...own.given, ...own.used]);
	for (const voucherId of own.given) await reverse(trx, ports, back, voucherId, { lines: linesBack(original, given) });
	for (const voucherId of own.used) {
		const spends = given.spends.filter((spend) => spend.voucherId?.toLowerCase() === voucherId);
		await reverse(trx, ports, back, useIdOf(voucherId, original.saleId), { spends });
	}
}

type Moves = {
	lines?: ReturnType<typeof linesBack>;
	spends?: { grantId: string; amountMinor: number }[];
};

/** `of`: what the ledger calls it, a voucher that was given or a use of one. */
async function reverse(trx: Trx, ports: Ports, back: Back, of: string, { lines = [], spends = [] }: Moves) {
	const { sale } = back;
	if (lines.length === 0 && spends.length === 0) return;
	const { policy } = await readRewardSettings(trx);
	const answer = await wallet.reverse(trx, ports, {
		...{ key: `voucher-back:${sale.body.saleId}:${of}`, content: sale.eventHash },
		...{ originalSaleId: of, returnSaleId: sale.body.saleId, atMs: sale.atMs, actor: actorOf(sale), policy },
		request: { everything: false, lines, spends }
	});
	// Nothing of it ever was a voucher: then nothing goes back.
	if (!answer.ok || answer.replayed) return;
	if (answer.owes.length > 0) await openVoucherCase(trx, ports, sale, 'voucher_overdrawn', { owes: answer.owes });
}

/** All lines of the sale with what of each comes back now. */
function linesBack(original: SaleBody, given: SaleBody) {
	const returned = new Map<number, number>();
	for (const { lineNo, quantityMilli } of given.lines)
		returned.set(lineNo, (returned.get(lineNo) ?? 0) - quantityMilli);
	return original.lines.map(({ lineNo, quantityMilli, totalMinor }) => ({
		...{ lineNo, soldMilli: quantityMilli, soldMinor: totalMinor },
		returnedMilli: returned.get(lineNo) ?? 0
	}));
}
