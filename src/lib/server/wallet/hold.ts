/** Value set aside for an open sale: decided under the wallet's lock, ends once. */
import {
	decideSpend,
	planSpends,
	type AutomaticSpend,
	type Granted,
	type SpendLimits,
	type SpendRefusal
} from '$lib/domain/wallet/decide-spend';
import { balanceOf, type WalletBalance } from '$lib/domain/wallet/balance';
import type { HoldKind } from '$lib/domain/wallet/capture';
import type { LotConditions, SpendPlace } from '$lib/domain/wallet/conditions';
import type { Lot, Take, WalletLine } from '$lib/domain/wallet/lot';
import { newId, type Ports } from '../ports';
import { LedgerBatch } from './batch';
import { withoutHolds, type OpenedHold, type OpenedLot } from './opened';
import { bookLedger, listHolders, openWallets, type Trx } from './queries';

/** A sale whose wallet is asked; amounts in minor units of `currency`. */
export type SaleAtWallet = {
	memberId: string;
	saleId: string | null;
	currency: string;
	lines: readonly WalletLine[];
	/** What the customer owes before any spend. */
	dueMinor: number;
	place: SpendPlace;
	limits: SpendLimits;
	/** Blocked members spend nothing; instant spends are their discount all the same. */
	blocked: boolean;
	/** When the holds end unless the sale arrived. */
	expiresAtMs: number;
};

export type Held = {
	/** The hold's id: goes into `spends[]` of the sale. */
	grantId: string;
	kind: HoldKind;
	label: string;
	currency: string;
	amountMinor: number;
	/** Where it comes from; none of an instant spend. */
	lots: (Take & { conditions: LotConditions | null })[];
	expiresAtMs: number;
	ended: 'captured' | 'released' | 'expired' | null;
};

export type SpendHeld =
	| { ok: true; held: Held; replayed: boolean; balance: WalletBalance }
	| {
			ok: false;
			code: 'conflict' | 'spend_blocked' | 'nothing_to_spend' | 'amount_below_minimum';
			balance: WalletBalance;
	  };

export type SaleHeld = {
	/** Instant spends in the order given, then the automatic one; what came to nothing is left out. */
	held: Held[];
	/** The most that can be asked for on top now. */
	additionalMinor: number;
	/** Why that is nothing. */
	additionalRefusal: SpendRefusal | null;
	replayed: boolean;
	balance: WalletBalance;
};

type Opened = {
	lots: OpenedLot[];
	/** What standing holds of the sale use of the bill already. */
	granted: Granted[];
	/** Everything this sale ever held. */
	own: OpenedHold[];
	/** The hold of the key asked for, whoever's it is and whatever became of it. */
	former: OpenedHold | undefined;
	batch: LedgerBatch;
};

/** A request is held under its key; once that was given back or ran out, under the key with a number of its own. */
function attemptsAt(key: string, own: readonly OpenedHold[]): OpenedHold[] {
	return own.filter((hold) => hold.key === key || hold.key.startsWith(`${key}:`));
}

function nextKey(key: string, attempts: readonly OpenedHold[]): string {
	return attempts.length === 0 ? key : `${key}:${String(attempts.length)}`;
}

const stands = ({ ended }: OpenedHold) => ended === null;

/** `of`: the wallet's lots, for what ties those of the hold. */
function toHeld(
	hold: Omit<OpenedHold, 'memberId' | 'askedMinor' | 'key' | 'saleId' | 'offerId' | 'lots'> & { lots: readonly Take[] },
	of: readonly OpenedLot[]
): Held {
	const { id, kind, label, currency, amountMinor, expiresAtMs, ended } = hold;
	const lots = hold.lots.map((take) => {
		return { ...take, conditions: of.find((lot) => lot.id === take.lotId)?.conditions ?? null };
	});
	return { grantId: id, kind, label, currency, amountMinor, lots, expiresAtMs, ended };
}

function grantedBy(holds: readonly OpenedHold[], lots: readonly OpenedLot[]): Granted[] {
	const conditions = new Map(lots.map((lot) => [lot.id, lot.conditions]));
	return holds.flatMap((hold) =>
		hold.lots.length === 0
			? [{ amountMinor: hold.amountMinor, conditions: null }]
			: hold.lots.map(({ lotId, amountMinor }) => ({ amountMinor, conditions: conditions.get(lotId) ?? null }))
	);
}

/** Locks the wallet and ends what has run out in it, of this sale too: what comes back of it is decided anew. */
async function openForSale(
	trx: Trx,
	ports: Ports,
	{ memberId, saleId }: SaleAtWallet,
	key: string | null
): Promise<Opened> {
	const opened = await openWallets(trx, [memberId], {
		...(saleId === null ? {} : { sales: [saleId] }),
		...(key === null ? {} : { holdKeys: [key] }),
		lots: true,
		expiredBy: new Date(ports.now()).toISOString()
	});
	const isLapsed = (hold: OpenedHold) => stands(hold) && hold.memberId === memberId && hold.expiresAtMs <= ports.now();
	const lapsed = opened.holds.filter(isLapsed);
	const holds = opened.holds.map((hold) => (isLapsed(hold) ? { ...hold, ended: 'expired' as const } : hold));
	const own = holds.filter((hold) => saleId !== null && hold.saleId === saleId && hold.memberId === memberId);
	const batch = new LedgerBatch(ports.now());
	for (const hold of lapsed) batch.endHold(hold.id, 'expired');
	const lots = withoutHolds(
		(opened.lots ?? []).filter((lot) => lot.memberId === memberId),
		lapsed
	);
	const standing = own.filter(stands);
	const former = key === null ? undefined : holds.find((one) => one.key === key);
	return { lots, granted: grantedBy(standing, lots), own, former, batch };
}

type Draft = {
	key: string;
	kind: HoldKind;
	offerId: string | null;
	label: string;
	askedMinor: number;
	lots: readonly Take[];
};

function addHold(opened: Opened, ports: Ports, sale: SaleAtWallet, draft: Draft & { amountMinor: number }): Held {
	const { memberId, saleId, currency, expiresAtMs } = sale;
	const hold = { ...draft, id: newId(ports), memberId, saleId, currency, expiresAtMs };
	opened.batch.addHold(hold);
	const taken = new Map(draft.lots.map(({ lotId, amountMinor }) => [lotId, amountMinor]));
	opened.lots = opened.lots.map((lot) => ({ ...lot, heldMinor: lot.heldMinor + (taken.get(lot.id) ?? 0) }));
	return toHeld({ ...hold, ended: null }, opened.lots);
}

function balanceNow(lots: readonly Lot[], { currency, place }: SaleAtWallet): WalletBalance {
	return balanceOf(currency, lots, place.atMs);
}

function isSameRequest(
	former: OpenedHold,
	sale: SaleAtWallet,
	request: { kind: HoldKind; askedMinor: number }
): boolean {
	return (
		former.memberId === sale.memberId &&
		former.saleId === sale.saleId &&
		former.currency === sale.currency &&
		former.kind === request.kind &&
		former.askedMinor === request.askedMinor
	);
}

/**
 * Holds what the member asks to spend, or less when less is there: what is held counts. The same key again gets the same
 * answer while that stands; with another amount, member, sale or currency it is a conflict. What was given back or ran out
 * may be someone else's by now: it is decided anew.
 */
export async function hold(
	trx: Trx,
	ports: Ports,
	sale: SaleAtWallet,
	request: {
		key: string;
		kind: 'additional' | 'offline';
		label: string;
		askedMinor: number;
		/** What the sale itself earned, where it is booked already: it does not pay for it. */
		exceptLots?: ReadonlySet<string>;
	}
): Promise<SpendHeld> {
	const opened = await openForSale(trx, ports, sale, request.key);
	const { lots, granted, batch } = opened;
	const attempts = attemptsAt(request.key, opened.own);
	const standing = attempts.find(stands);
	// Of another sale or member, or of none and ended: nobody else's key is taken over.
	const foreign = opened.former && !attempts.includes(opened.former) ? opened.former : undefined;
	const former = standing ?? foreign;
	if (former) {
		const balance = balanceNow(lots, sale);
		await bookLedger(trx, batch);
		if (!stands(former) || !isSameRequest(former, sale, request)) return { ok: false, code: 'conflict', balance };
		return { ok: true, held: toHeld(former, lots), replayed: true, balance };
	}
	const spendable = lots.filter((lot) => !request.exceptLots?.has(lot.id));
	const decision = decideSpend(spendable, { ...sale, granted }, { ...request, ...sale });
	if (!decision.ok) {
		await bookLedger(trx, batch);
		return { ...decision, balance: balanceNow(lots, sale) };
	}
	const draft = { ...request, key: nextKey(request.key, attempts), offerId: null };
	const held = addHold(opened, ports, sale, { ...draft, amountMinor: decision.grantedMinor, lots: decision.takes });
	await bookLedger(trx, batch);
	return { ok: true, held, replayed: false, balance: balanceNow(opened.lots, sale) };
}

/** Sorts as the holds were made. */
function placeKey(key: string, place: number): string {
	return `${key}:${String(place).padStart(4, '0')}`;
}

/**
 * Opens a sale: instant spends and the automatic one are held together. Opened again under the same key: what stands of
 * that; when nothing does, everything is decided anew.
 */
export async function holdAtOpening(
	trx: Trx,
	ports: Ports,
	sale: SaleAtWallet & { saleId: string },
	request: {
		key: string;
		/** What offers give to be used at once; their limits and budgets count it from here on. */
		instants: readonly { offerId: string; label: string; amountMinor: number }[];
		automatic: (AutomaticSpend & { label: string }) | null;
	}
): Promise<SaleHeld> {
	const opened = await openForSale(trx, ports, sale, null);
	const attempts = attemptsAt(request.key, opened.own);
	const former = attempts.filter(stands).sort((a, b) => (a.key < b.key ? -1 : 1));
	const held = former.map((one) => toHeld(one, opened.lots));
	if (former.length === 0) {
		const key = nextKey(request.key, attempts);
		const instantMinor = request.instants.map(({ amountMinor }) => amountMinor);
		const plan = planSpends(opened.lots, sale, { ...sale, instantMinor, automatic: request.automatic });
		for (const [index, instant] of request.instants.entries()) {
			const amountMinor = plan.instantMinor[index] ?? 0;
			if (amountMinor === 0) continue;
			const { offerId, label } = instant;
			const draft = { key: placeKey(key, index), kind: 'instant' as const, offerId, label };
			held.push(addHold(opened, ports, sale, { ...draft, askedMinor: instant.amountMinor, amountMinor, lots: [] }));
		}
		const automaticMinor = plan.automatic.reduce((sum, take) => sum + take.amountMinor, 0);
		if (request.automatic && automaticMinor > 0) {
			const draft = {
				key: placeKey(key, request.instants.length),
				kind: 'automatic' as const,
				offerId: null,
				label: request.automatic.label
			};
			const amounts = { askedMinor: automaticMinor, amountMinor: automaticMinor };
			held.push(addHold(opened, ports, sale, { ...draft, ...amounts, lots: plan.automatic }));
		}
		await bookLedger(trx, opened.batch);
		const { additionalMinor, additionalRefusal } = plan;
		return { held, additionalMinor, additionalRefusal, replayed: false, balance: balanceNow(opened.lots, sale) };
	}
	await bookLedger(trx, opened.batch);
	const rest = decideSpend(
		opened.lots,
		{ ...sale, granted: opened.granted },
		{ ...sale, askedMinor: Number.MAX_SAFE_INTEGER }
	);
	const additionalMinor = rest.ok ? rest.grantedMinor : 0;
	const additionalRefusal = rest.ok ? null : rest.code;
	return { held, additionalMinor, additionalRefusal, replayed: true, balance: balanceNow(opened.lots, sale) };
}

/**
 * Gives back what a sale still holds, all or of some kinds, but for the grants named. A sale that holds nothing is no fault.
 * Answers what was released.
 */
export async function release(
	trx: Trx,
	ports: Ports,
	saleId: string,
	kinds: readonly HoldKind[] = ['instant', 'automatic', 'additional', 'offline'],
	except: readonly string[] = []
): Promise<Held[]> {
	const holders = await listHolders(trx, saleId);
	if (holders.length === 0) return [];
	const opened = await openWallets(trx, holders, { sales: [saleId], lots: false });
	const standing = opened.holds.filter(
		({ id, saleId: of, ended, kind }) => of === saleId && ended === null && kinds.includes(kind) && !except.includes(id)
	);
	const batch = new LedgerBatch(ports.now());
	for (const one of standing) batch.endHold(one.id, 'released');
	await bookLedger(trx, batch);
	return standing.map((one) => toHeld({ ...one, ended: 'released' }, []));
}
