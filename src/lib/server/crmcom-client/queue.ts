/** What booked sales have to say to the other side: written down with them, told by the worker. */
import { walletSpends } from '$lib/domain/voucher/voucher';
import { bookDiscounts, type BookedSale } from '../rewards/book';
import type { Ports } from '../ports';
import type { Db } from '../db/client';
import { findSaleOfReceipt, insertCaseOnce, insertTasks } from './queries.tasks';
import { caseId } from './case-id';

type Trx = Parameters<typeof bookDiscounts>[0];

export async function queueRewards(trx: Trx, ports: Ports, sales: readonly BookedSale[]): Promise<void> {
	await bookDiscounts(trx, ports, sales);
	const at = new Date(ports.now());
	const tasks: { saleId: string; about: string }[] = [];
	for (const sale of sales) {
		const about = await saleAbout(trx, sale);
		if (about !== null) tasks.push({ saleId: sale.body.saleId, about });
		else if (walletSpends(sale.body.spends).length > 0) await noteSpends(trx, sale, at);
	}
	await insertTasks(
		trx,
		tasks.map(({ saleId, about }) => ({ sale_id: saleId, about, next_at: at, created_at: at }))
	);
}

/** The sale that has to agree; null when nobody earns or spends with it. */
async function saleAbout(db: Db, { body, memberId }: BookedSale): Promise<string | null> {
	if (body.kind === 'sale') return memberId === null ? null : body.saleId;
	if (body.originalReceiptNumber === null) return null;
	const original = await findSaleOfReceipt(db, body.originalReceiptNumber);
	return original && original.memberId !== null ? original.id : null;
}

async function noteSpends(db: Db, { body }: BookedSale, at: Date): Promise<void> {
	const { saleId, receiptNumber } = body;
	const spends = walletSpends(body.spends);
	const kind = body.kind === 'sale' ? 'spend_without_member' : 'original_unknown';
	const detail = { findings: [{ code: kind, receiptNumber, spends }] };
	await insertCaseOnce(db, { id: caseId(kind, saleId), kind, saleId, detail, at });
}
