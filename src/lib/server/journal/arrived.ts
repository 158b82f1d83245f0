/** What a push brought, as far as the device's signatures vouch for it. */
import type { KeyObject } from 'node:crypto';
import { envelope, type Envelope, type SealedEventOnWire } from '$lib/contract/sync/event';
import { signedBytes } from '$lib/domain/journal/event';
import { isSignedBy, sha256Base64url } from '../crypto/es256';

export type Signer = { deviceId: string; key: KeyObject };

/** `text_differs`: the text is not the one that was signed. `envelope_unreadable`: signed, but no event we can read. */
export type Damage = 'text_differs' | 'envelope_unreadable';

export type Arrived = {
	seq: number;
	/** Hash of the text that arrived; what the row is stored under. */
	hash: string;
	/** Hash the next event names as `prev`: the chain goes on over it even when the text is damaged. */
	chainHash: string;
	text: string;
	sig: string;
	signerId: string;
	private: SealedEventOnWire['private'];
} & ({ damage: null; envelope: Envelope } | { damage: Damage; envelope: null });

export type Authenticated =
	| { ok: true; events: Arrived[]; unsignedFrom: number | null }
	| { ok: false; code: 'bad_request'; seq: number; detail: string };

/**
 * Orders the events by `seq` and keeps those the signers vouch for: the last signature covers everything its chain
 * reaches; where the chain is broken the event before has to show its own. An event without a valid signature whose
 * successor names its hash is damaged, not foreign: it stays as evidence. From the first event nobody vouches for,
 * nothing is taken (`unsignedFrom`).
 */
export function authenticate(
	sent: readonly SealedEventOnWire[],
	signers: readonly Signer[],
	place: { tillId: string; epoch: number }
): Authenticated {
	const events = inOrder(sent);
	const arrived: (Arrived | null)[] = [];
	// What the authentic successor says about the event before it.
	let named: { seq: number; prev: string; signerId: string } | null = null;
	for (const event of [...events].reverse()) {
		const taken: Arrived | null = vouchedFor(event, named?.seq === event.seq ? named : null, signers);
		arrived.unshift(taken);
		if (!taken?.envelope) {
			named = null;
			continue;
		}
		const misplaced = findMisplacement(event, taken.envelope, place);
		if (misplaced) return { ok: false, code: 'bad_request', seq: event.seq, detail: misplaced };
		named = { seq: taken.seq - 1, prev: taken.envelope.prev, signerId: taken.signerId };
	}
	const stop = arrived.indexOf(null);
	const kept = stop < 0 ? arrived : arrived.slice(0, stop);
	return {
		ok: true,
		events: kept.filter((event) => event !== null),
		unsignedFrom: stop < 0 ? null : (events[stop]?.seq ?? null)
	};
}

function inOrder(sent: readonly SealedEventOnWire[]): SealedEventOnWire[] {
	const seen = new Set<string>();
	return [...sent]
		.sort((a, b) => a.seq - b.seq)
		.filter(({ seq, hash, text }) => {
			const key = `${String(seq)} ${hash} ${text}`;
			return !seen.has(key) && Boolean(seen.add(key));
		});
}

function vouchedFor(
	event: SealedEventOnWire,
	named: { prev: string; signerId: string } | null,
	signers: readonly Signer[]
): Arrived | null {
	const signerId = named?.prev === event.hash ? named.signerId : findSigner(event, signers);
	if (!signerId && !named) return null;
	const textHash = sha256Base64url(event.text);
	const chainHash = signerId ? event.hash : (named?.prev ?? event.hash);
	const common = {
		seq: event.seq,
		hash: textHash,
		chainHash,
		// PostgreSQL's text can hold neither; both only occur in damaged texts (well-formed JSON escapes them).
		text: event.text.toWellFormed().replaceAll('\0', '\ufffd'),
		sig: event.sig,
		signerId: signerId ?? named?.signerId ?? '',
		private: event.private
	};
	if (textHash !== chainHash) return { ...common, damage: 'text_differs', envelope: null };
	// A lone surrogate has the bytes of U+FFFD, so two texts share the hash: the well-formed one was signed.
	const read = readEnvelope(event.text.toWellFormed());
	return read
		? { ...common, damage: null, envelope: read }
		: { ...common, damage: 'envelope_unreadable', envelope: null };
}

export function findSigner(event: SealedEventOnWire, signers: readonly Signer[]): string | null {
	const bytes = signedBytes(Buffer.from(event.hash, 'base64url'));
	return signers.find(({ key }) => isSignedBy(key, bytes, event.sig))?.deviceId ?? null;
}

export function readEnvelope(text: string): Envelope | null {
	try {
		const result = envelope.safeParse(JSON.parse(text));
		return result.success ? result.data : null;
	} catch {
		return null;
	}
}

/** A signed text cannot be moved: what is written beside it has to say the same. */
function findMisplacement(
	{ seq }: SealedEventOnWire,
	read: Envelope,
	place: { tillId: string; epoch: number }
): string | null {
	if (read.seq !== seq) return `Event ${String(seq)} is number ${String(read.seq)} by its text.`;
	if (read.epoch !== place.epoch) return `Event ${String(seq)} belongs to epoch ${String(read.epoch)} by its text.`;
	if (read.tillId !== place.tillId) return `Event ${String(seq)} belongs to another till by its text.`;
	return null;
}
