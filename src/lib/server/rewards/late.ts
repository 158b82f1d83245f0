/** Sales as the journal kept them, for rewards that come later than the sale. */
import { saleCompleted } from '$lib/contract/sync/bodies';
import type { BookedSale } from './desk';
import type { listSalesWithText } from './queries';

type Row = Awaited<ReturnType<typeof listSalesWithText>>[number];

/** Null for a sale whose text this version cannot read. The id is the books', should another sale have had the body's. */
export function toBooked({ id, text, memberId, at, eventHash, tillId, deviceId }: Row): BookedSale | null {
	const read = saleCompleted.safeParse((JSON.parse(text) as { body?: unknown }).body);
	if (!read.success) return null;
	return { body: { ...read.data, saleId: id }, memberId, atMs: Date.parse(at), eventHash, tillId, deviceId };
}
