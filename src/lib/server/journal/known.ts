import type { SealedEventOnWire } from '$lib/contract/sync/event';
import { sha256Base64url } from '../crypto/es256';
import type { Db } from '../db/client';
import { listSealed } from './queries';

/**
 * Whether the journal holds every event of a push already, text and signature alike: then there is nothing to vouch for
 * and nothing to book. Tills that were cut off before the answer send whole batches again; this is their short way. What
 * stands beside the journal is told of its fork again, so it goes the long one.
 */
export async function holdsAll(
	db: Db,
	tillId: string,
	epoch: number,
	events: readonly SealedEventOnWire[]
): Promise<boolean> {
	const seqs = events.map(({ seq }) => seq);
	const stored = await listSealed(db, tillId, epoch, Math.min(...seqs), Math.max(...seqs));
	const known = new Set(stored.map(({ seq, hash, sig }) => keyOf(seq, hash, sig)));
	return events.every(({ seq, text, sig }) => known.has(keyOf(seq, sha256Base64url(text), sig)));
}

function keyOf(seq: number, hash: string, sig: string): string {
	return `${String(seq)} ${hash} ${sig}`;
}
