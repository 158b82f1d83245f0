import { openCase } from '../cases/cases';
import type { Ports } from '../ports';
import type { Trx } from './queries';
import type { SaleWithVouchers } from './sale';

/** Somebody has to look at this sale; `detail` names vouchers by their id, never by their code. */
export async function openVoucherCase(
	trx: Trx,
	ports: Ports,
	{ body, tillId }: SaleWithVouchers,
	code: string,
	detail: Record<string, unknown>
): Promise<void> {
	const findings = [{ code, receiptNumber: body.receiptNumber, ...detail }];
	await openCase(trx, ports, { kind: code, tillId, saleId: body.saleId, detail: { findings } });
}
