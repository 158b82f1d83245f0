import type { ProgressRow } from '../journal/rows';

/** How far the server has an epoch, as far as this till knows; of one it never heard of, nothing. */
export function progressOf(rows: readonly ProgressRow[], epoch: number): ProgressRow {
	const fresh = { epoch, ackedSeq: 0, confirmedSeq: 0, backedUpSeq: 0, givenUpBelow: 0 };
	return rows.find((row) => row.epoch === epoch) ?? fresh;
}
