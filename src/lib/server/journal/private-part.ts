import type { SealedEventOnWire } from '$lib/contract/sync/event';
import type { ReadBody } from './body';
import { sha256Base64url } from '../crypto/es256';
import type { Finding } from './place';

type PrivatePart = NonNullable<SealedEventOnWire['private']>;

/** The private part is kept only when it is the one the signed body speaks of. Its text never enters a case. */
export function judgePrivate(
	part: PrivatePart | undefined,
	read: ReadBody & { ok: true }
): { keep: PrivatePart | null; findings: Finding[] } {
	if (!part) return { keep: null, findings: [] };
	const expected = 'privateHash' in read.body ? read.body.privateHash : null;
	const bytes = Buffer.concat([Buffer.from(part.salt, 'base64url'), Buffer.from(part.text)]);
	const fits = expected === sha256Base64url(bytes) && !part.text.includes('\0') && part.text.isWellFormed();
	return fits ? { keep: part, findings: [] } : { keep: null, findings: [{ code: 'private_part_differs', expected }] };
}
