/**
 * The end of a hold. A sale that used a grant is a fact: its value is taken whether or not the hold still stands, and a
 * hold that nobody knows is taken from what there is. What is missing the member owes, and the caller opens a case.
 */
import { move, moveTakes, type Posting } from './posting';
import { freeMinor, isExpired, type Lot, type Take } from './lot';
import { applyPostings, freeTotalMinor, takeInOrder, type ExpiredByLot } from './take';

export type HoldKind = 'instant' | 'automatic' | 'additional' | 'offline';

export type Hold = {
	id: string;
	currency: string;
	kind: HoldKind;
	amountMinor: number;
	/** Empty for an instant spend, which uses what its offer gives in the same moment. */
	lots: Take[];
	/** How it ended before; null while it stands. */
	ended: 'captured' | 'released' | 'expired' | null;
};

export type Capture = {
	/** As it was granted: what the sale calls it decides only where nobody knows the grant. */
	kind: HoldKind;
	postings: Posting[];
	/** From which lots the sale was paid; null for an instant spend. */
	parts: { lotId: string | null; amountMinor: number }[];
	/** How the hold was found: a standing one ends with this capture; any other is a disagreement. */
	found: 'standing' | 'captured' | 'released' | 'expired' | 'unknown';
	/** More than was granted. */
	beyondMinor: number;
	/** How much deeper below zero the wallet is now. */
	overdrawnMinor: number;
};

type Wanted = {
	currency: string;
	kind: HoldKind;
	amountMinor: number;
	/** When the sale was made. */
	atMs: number;
	/** The lot that owes when there is none of the hold's; it must be created when a part names it. */
	debtLotId: string;
};

function foundAs(hold: Hold | null): Capture['found'] {
	return hold === null ? 'unknown' : (hold.ended ?? 'standing');
}

function captureInstant(hold: Hold | null, { currency, amountMinor }: Wanted): Capture {
	const grantedMinor = hold?.amountMinor ?? 0;
	return {
		kind: 'instant',
		postings: move('award_cost', 'spend', currency, amountMinor),
		parts: amountMinor > 0 ? [{ lotId: null, amountMinor }] : [],
		found: foundAs(hold),
		beyondMinor: Math.max(amountMinor - grantedMinor, 0),
		overdrawnMinor: 0
	};
}

/** What the hold's own lots give, up to `most`. A hold that has ended gets what is left there, and what expired since. */
function takeFromHold(hold: Hold, lots: readonly Lot[], expired: ExpiredByLot, most: number, atMs: number) {
	const takes: Take[] = [];
	const restored: Posting[] = [];
	let left = most;
	for (const { lotId, amountMinor } of hold.lots) {
		const wanted = Math.min(amountMinor, left);
		const lot = lots.find(({ id }) => id === lotId);
		let given = wanted;
		if (hold.ended !== null) {
			const free = lot ? Math.max(freeMinor(lot), 0) : 0;
			const wasGood = lot !== undefined && !isExpired(lot, atMs);
			const back = wasGood ? Math.min(expired.get(lotId) ?? 0, Math.max(wanted - free, 0)) : 0;
			restored.push(...move('expiry', { lot: lotId }, hold.currency, back));
			given = Math.min(wanted, free + back);
		}
		if (given > 0) takes.push({ lotId, amountMinor: given });
		left -= given;
	}
	return { takes, restored, left };
}

function joinTakes(takes: readonly Take[]): Take[] {
	const sums = new Map<string, number>();
	for (const { lotId, amountMinor } of takes) sums.set(lotId, (sums.get(lotId) ?? 0) + amountMinor);
	return [...sums].map(([lotId, amountMinor]) => ({ lotId, amountMinor }));
}

/** The lots as if a standing hold had set nothing aside: it is about to end. */
function withoutHold(lots: readonly Lot[], hold: Hold | null): Lot[] {
	if (hold === null || hold.ended !== null) return [...lots];
	const held = new Map(hold.lots.map(({ lotId, amountMinor }) => [lotId, amountMinor]));
	return lots.map((lot) => ({ ...lot, heldMinor: lot.heldMinor - (held.get(lot.id) ?? 0) }));
}

/**
 * Takes `amountMinor` for a sale: from the hold's lots, then from whatever is free in the order of use, and the rest is
 * owed by the hold's last lot, or by a lot made for it. Never refuses.
 */
export function decideCapture(
	hold: Hold | null,
	all: readonly Lot[],
	expired: ExpiredByLot,
	wanted: Wanted
): Capture & { lots: Lot[] } {
	const kind = hold?.kind ?? wanted.kind;
	if (kind === 'instant') return { ...captureInstant(hold, wanted), lots: [...all] };
	const { currency, amountMinor, atMs } = wanted;
	const before = withoutHold(all, hold);
	const own = hold
		? takeFromHold(hold, before, expired, amountMinor, atMs)
		: { takes: [], restored: [], left: amountMinor };
	const ownPostings = [...own.restored, ...moveTakes(own.takes, 'spend', currency)];
	const rest = applyPostings(
		before.filter((lot) => lot.currency === currency),
		ownPostings
	);
	const others = takeInOrder(rest, atMs, own.left);
	const owed = others.reduce((left, take) => left - take.amountMinor, own.left);
	const owing = owed > 0 ? [{ lotId: hold?.lots.at(-1)?.lotId ?? wanted.debtLotId, amountMinor: owed }] : [];
	const parts = joinTakes([...own.takes, ...others, ...owing]);
	const postings = [...own.restored, ...moveTakes(parts, 'spend', currency)];
	const lots = applyPostings(withDebtor(before, owing[0]?.lotId, wanted), postings);
	const depth = (of: readonly Lot[]) => Math.max(-freeTotalMinor(of, currency), 0);
	return {
		...{ kind, postings, parts },
		found: foundAs(hold),
		beyondMinor: Math.max(amountMinor - (hold?.amountMinor ?? 0), 0),
		// What a standing hold had set aside cannot overdraw: it was not free before either.
		overdrawnMinor: Math.max(depth(lots) - depth(all), 0),
		lots
	};
}

/** A lot that owes and is not among the open ones begins at nothing. */
function withDebtor(lots: readonly Lot[], lotId: string | undefined, { currency, atMs }: Wanted): readonly Lot[] {
	if (lotId === undefined || lots.some(({ id }) => id === lotId)) return lots;
	const lot = { id: lotId, currency, balanceMinor: 0, heldMinor: 0, createdAtMs: atMs, validFromMs: atMs };
	return [...lots, { ...lot, expiresAtMs: null, conditions: null }];
}
