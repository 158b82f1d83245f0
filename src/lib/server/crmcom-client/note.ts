/** Where the other side did not do what the sale says: somebody has to look. */
import type { SaleBody } from '$lib/domain/receipt/sale';
import { caseId } from './case-id';
import type { Desk } from './purchase';
import { insertCaseOnce } from './queries.tasks';

/** Once for each sale and kind, however often it is settled. */
export async function note(
	{ db, ports }: Pick<Desk, 'db' | 'ports'>,
	{ saleId, receiptNumber }: Pick<SaleBody, 'saleId' | 'receiptNumber'>,
	kind: string,
	detail: Record<string, unknown>
): Promise<string> {
	const id = caseId(kind, saleId);
	const findings = [{ code: kind, receiptNumber, ...detail }];
	await insertCaseOnce(db, { id, kind, saleId, detail: { findings }, at: new Date(ports.now()) });
	return id;
}
