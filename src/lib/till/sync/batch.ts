import { pushLimits } from '$lib/contract/sync/event';
import type { Sealed } from '../journal/rows';

/** Room for the envelope around the events and the report. */
const reservedBytes = 4_096;

type Sendable = Pick<Sealed, 'seq' | 'text' | 'hash' | 'sig' | 'private'>;

/** What of these events fits into one push: at most 200, at most 1 MiB as JSON, and always at least one. */
export function fitBatch<E extends Sendable>(rows: readonly E[]): E[] {
	const batch: E[] = [];
	let bytes = reservedBytes;
	let expected = rows[0]?.seq ?? 0;
	for (const row of rows.slice(0, pushLimits.events)) {
		bytes += bytesOnWire(row);
		if (row.seq !== expected++ || (batch.length > 0 && bytes > pushLimits.bytes)) break;
		batch.push(row);
	}
	return batch;
}

export function toWire({ seq, text, hash, sig, private: part }: Sendable): Sealed {
	return part ? { seq, text, hash, sig, private: part } : { seq, text, hash, sig };
}

function bytesOnWire(row: Sendable): number {
	return new TextEncoder().encode(JSON.stringify(toWire(row))).length + 1;
}
