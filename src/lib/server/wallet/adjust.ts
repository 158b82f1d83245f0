/** A person corrects a wallet: with a reason, in the audit log, once. */
import { stableJson } from '$lib/domain/stable-json';
import { availableMinor } from '$lib/domain/wallet/balance';
import { limitedKinds, type LotConditions } from '$lib/domain/wallet/conditions';
import { move, moveTakes, type Posting } from '$lib/domain/wallet/posting';
import { takeInOrder, type NegativePolicy } from '$lib/domain/wallet/take';
import { noteAudit, type Actor } from '../audit/audit';
import { newId, type Ports } from '../ports';
import { fingerprintOf, LedgerBatch, type LotDraft } from './batch';
import { bookLedger, openWallets, type Trx } from './queries';

export type Adjustment = {
	key: string;
	memberId: string;
	currency: string;
	/** Positive gives, negative takes; not 0. */
	amountMinor: number;
	/** What the member reads beside it. */
	label: string;
	reason: string;
	actor: Actor;
	/** Of what is given. Null: never expires. */
	expiresAtMs: number | null;
	/** What may be paid with what is given; without them: everything. */
	conditions?: LotConditions | null;
	/** When more is taken than is free. */
	policy: NegativePolicy;
};

export type Adjusted =
	/** `amountMinor`: what was booked; with `clamp` it may be less than asked. */
	| { ok: true; transactionId: string; amountMinor: number; replayed: boolean }
	| { ok: false; code: 'conflict' | 'insufficient_value' };

function toLot(given: Adjustment, id: string, source: 'adjustment' | 'debt', nowMs: number): LotDraft {
	return {
		id,
		currency: given.currency,
		source,
		offerId: null,
		label: given.label,
		amountMinor: source === 'debt' ? 0 : given.amountMinor,
		validFromMs: nowMs,
		expiresAtMs: source === 'debt' ? null : given.expiresAtMs,
		conditions: source === 'debt' ? null : (given.conditions ?? null),
		basis: null
	};
}

/** Conditions only where there are some: what was booked before there were any keeps its fingerprint. */
function fingerprint({ memberId, currency, amountMinor, reason, conditions }: Adjustment): string {
	const content = [memberId, currency, amountMinor, reason];
	return fingerprintOf(stableJson(conditions ? [...content, conditions] : content));
}

export async function adjust(trx: Trx, ports: Ports, given: Adjustment): Promise<Adjusted> {
	const { key, memberId, currency, amountMinor, actor, reason, policy, conditions } = given;
	if (amountMinor === 0) throw new RangeError('an adjustment of nothing');
	if (amountMinor < 0 && conditions) throw new RangeError('what is taken has no conditions');
	const opened = await openWallets(trx, [memberId], { keys: [key], lots: amountMinor < 0 });
	const print = fingerprint(given);
	const [stored] = opened.transactions ?? [];
	if (stored && stored.fingerprint !== print) return { ok: false, code: 'conflict' };
	if (stored) {
		// Written below by this function, under the same key.
		const answer = stored.answer as { amountMinor: number };
		return { ok: true, transactionId: stored.id, amountMinor: answer.amountMinor, replayed: true };
	}
	const nowMs = ports.now();
	const batch = new LedgerBatch(nowMs);
	const id = newId(ports);
	const owner = { id, memberId, saleId: null };
	const lotId = newId(ports);
	let postings: Posting[];
	let booked = amountMinor;
	if (amountMinor > 0) {
		batch.addLot(toLot(given, lotId, 'adjustment', nowMs), owner);
		postings = move('adjustment', { lot: lotId }, currency, amountMinor);
	} else {
		const own = (opened.lots ?? []).filter((lot) => lot.currency === currency);
		const takes = takeInOrder(own, nowMs, Math.min(-amountMinor, availableMinor(own, nowMs)));
		const missing = takes.reduce((left, take) => left - take.amountMinor, -amountMinor);
		if (missing > 0 && policy === 'refuse') return { ok: false, code: 'insufficient_value' };
		if (missing > 0 && policy === 'negative') {
			batch.addLot(toLot(given, lotId, 'debt', nowMs), owner);
			takes.push({ lotId, amountMinor: missing });
		}
		postings = moveTakes(takes, 'adjustment', currency);
		booked = -takes.reduce((sum, take) => sum + take.amountMinor, 0);
	}
	const answer = { amountMinor: booked };
	batch.addTransaction(
		{ id, key, fingerprint: print, kind: 'adjustment', memberId, saleId: null, reason, actor, atMs: nowMs, answer },
		postings
	);
	await bookLedger(trx, batch);
	await noteAudit(trx, ports, actor, 'wallet.adjusted', memberId, {
		...{ transactionId: id, currency, amountMinor: booked },
		...limitsFact(conditions ?? null)
	});
	return { ok: true, transactionId: id, amountMinor: booked, replayed: false };
}

/** For the audit log: what of the value's use is limited; which goods and stores stands with the lot. */
export function limitsFact(conditions: LotConditions | null): { limits?: string } {
	const kinds = limitedKinds(conditions);
	return kinds.length > 0 ? { limits: kinds.join() } : {};
}
