/** A till's journal as a chain: each text names the hash of the one before, and one signature over the last covers all. */
import { equalBytes, fromBase64url, toBase64url, utf8 } from '../bytes';
import {
	eventText,
	signedBytes,
	type EventFields,
	type SealedEvent,
	type Sha256,
	type Sign,
	type Verify
} from './event';

export type ChainCode =
	'text_unreadable' | 'hash_wrong' | 'prev_wrong' | 'seq_wrong' | 'epoch_changed' | 'till_changed' | 'signature_wrong';

/** `seq`: where the event should have stood. */
export type ChainCheck = { ok: true } | { ok: false; seq: number; code: ChainCode };

/** Where a chain starts: its genesis hash, unless it goes on behind events already known. */
export type ChainStart = { firstSeq?: number };

/** Makes the text of an event once, hashes it and signs the hash. */
export async function sealEvent(fields: EventFields, sha256: Sha256, sign: Sign): Promise<SealedEvent> {
	const text = eventText(fields);
	const hash = await sha256(utf8(text));
	return { text, hash: toBase64url(hash), sig: toBase64url(await sign(signedBytes(hash))) };
}

type Link = { tillId: unknown; epoch: unknown; seq: unknown; prev: unknown };

function readLink(text: string): Link | null {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value !== 'object' || value === null) return null;
		const { tillId, epoch, seq, prev } = value as Partial<Record<keyof Link, unknown>>;
		return { tillId, epoch, seq, prev };
	} catch {
		return null;
	}
}

function linkFault(link: Link | null, first: Link | null, seq: number, prev: string): ChainCode | null {
	if (!link || !first) return 'text_unreadable';
	if (link.seq !== seq) return 'seq_wrong';
	if (link.prev !== prev) return 'prev_wrong';
	if (link.epoch !== first.epoch) return 'epoch_changed';
	return link.tillId === first.tillId ? null : 'till_changed';
}

async function signatureHolds(event: SealedEvent, verify: Verify): Promise<boolean> {
	const hash = fromBase64url(event.hash);
	const sig = fromBase64url(event.sig);
	return hash !== null && sig !== null && verify(signedBytes(hash), sig);
}

/** A lone surrogate and U+FFFD have the same bytes: two texts, one hash. `eventText` never makes one. */
const LONE_SURROGATE = /\p{Cs}/u;

async function hashHolds(event: SealedEvent, sha256: Sha256): Promise<boolean> {
	const claimed = fromBase64url(event.hash);
	if (claimed === null || LONE_SURROGATE.test(event.text)) return false;
	return equalBytes(claimed, await sha256(utf8(event.text)));
}

/** The last signature covers all before it. Where it fails, the first event whose own signature fails is named. */
async function findBadSignature(events: readonly SealedEvent[], verify: Verify): Promise<number | null> {
	const last = events.at(-1);
	if (!last || (await signatureHolds(last, verify))) return null;
	for (const [index, event] of events.entries()) {
		if (!(await signatureHolds(event, verify))) return index;
	}
	return events.length - 1;
}

/**
 * Whether these events are one unbroken chain of one till and epoch behind `genesisHash` (base64url): every hash is that
 * of its text, every `prev` the hash before, `seq` runs 1, 2, 3 … (from `firstSeq` when the chain goes on behind known
 * events), and the device signed it. The first fault is named.
 */
export async function verifyChain(
	events: readonly SealedEvent[],
	genesisHash: string,
	sha256: Sha256,
	verify: Verify,
	{ firstSeq = 1 }: ChainStart = {}
): Promise<ChainCheck> {
	let prev = genesisHash;
	let first: Link | null = null;
	for (const [index, event] of events.entries()) {
		const seq = firstSeq + index;
		if (!(await hashHolds(event, sha256))) return { ok: false, seq, code: 'hash_wrong' };
		const link = readLink(event.text);
		first ??= link;
		const code = linkFault(link, first, seq, prev);
		if (code) return { ok: false, seq, code };
		prev = event.hash;
	}
	const bad = await findBadSignature(events, verify);
	return bad === null ? { ok: true } : { ok: false, seq: firstSeq + bad, code: 'signature_wrong' };
}
