/** What was sold under codes that no product has: the everyday failure of a catalogue that lags behind the shelves. */
import type { Db } from '../db/client';
import { selectUnknownCodes, type UnknownCode } from './queries.unknown';

const mostShown = 200;

/** `hasMore`: there are more than fit on a page. */
export async function listUnknownCodes(db: Db): Promise<{ codes: UnknownCode[]; hasMore: boolean }> {
	const rows = await selectUnknownCodes(db, mostShown + 1);
	return { codes: rows.slice(0, mostShown), hasMore: rows.length > mostShown };
}
