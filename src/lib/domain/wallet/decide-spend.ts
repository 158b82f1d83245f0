/**
 * How much of a basket the wallet pays (specs/crmcom-api.md §5.2, §5.3, §5.6): instant, then automatic, then what the
 * member asks for, each capped by what is left to pay. Only value of earlier purchases is in the wallet, so the award of
 * a purchase never pays for itself.
 */
import { availableMinor } from './balance';
import { coverLines, type Payer } from './cover';
import type { LotConditions, SpendPlace } from './conditions';
import { compareLots, freeMinor, isOpenAt, type Lot, type Take, type WalletLine } from './lot';

/** What the basket has been granted already; `conditions` of the lot it comes from, null for an instant spend. */
export type Granted = { amountMinor: number; conditions: LotConditions | null };

/** The member's own setting for spending without being asked. */
export type AutomaticSpend = {
	enabled: boolean;
	/** Nothing while the wallet holds less. */
	minimumBalanceMinor: number;
	/** Nothing when less could be spent. */
	minimumSpendMinor: number;
	maximumSpendMinor: number | null;
	/** Empty: everywhere. */
	storeIds: string[];
};

export type SpendLimits = { minimumMinor: number; maximumMinor: number | null };

export type SpendBasket = {
	currency: string;
	lines: readonly WalletLine[];
	/** What the customer owes before any spend. */
	dueMinor: number;
	granted: readonly Granted[];
	place: SpendPlace;
};

export type SpendRefusal = 'spend_blocked' | 'nothing_to_spend' | 'amount_below_minimum';

export type SpendDecision = { ok: true; grantedMinor: number; takes: Take[] } | { ok: false; code: SpendRefusal };

function leftToPay({ dueMinor, granted }: SpendBasket): number {
	return Math.max(
		granted.reduce((left, { amountMinor }) => left - amountMinor, dueMinor),
		0
	);
}

/** Which lots give how much towards `wantedMinor`, in the order of `compareLots`; may be less, never more. */
export function coverBasket(lots: readonly Lot[], basket: SpendBasket, wantedMinor: number): Take[] {
	const own = lots.filter((lot) => lot.currency === basket.currency);
	const payers: Payer[] = own
		.filter((lot) => freeMinor(lot) > 0 && isOpenAt(lot, basket.place))
		.sort(compareLots)
		.map((lot) => ({ lotId: lot.id, conditions: lot.conditions, mostMinor: freeMinor(lot) }));
	const taken = basket.granted.map((grant) => ({ ...grant, lotId: '', mostMinor: grant.amountMinor }));
	const most = Math.min(wantedMinor, leftToPay(basket), availableMinor(own, basket.place.atMs));
	return coverLines(payers, taken, basket.lines, most);
}

function sumOf(takes: readonly Take[]): number {
	return takes.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/**
 * The answer to a request: min(asked, eligible value, left to pay, maximum). Less than asked is a success with the smaller
 * amount; less than the minimum is a refusal, as is a blocked member.
 */
export function decideSpend(
	lots: readonly Lot[],
	basket: SpendBasket,
	request: { askedMinor: number; limits: SpendLimits; blocked: boolean }
): SpendDecision {
	const { askedMinor, limits, blocked } = request;
	if (blocked) return { ok: false, code: 'spend_blocked' };
	if (askedMinor < limits.minimumMinor) return { ok: false, code: 'amount_below_minimum' };
	const takes = coverBasket(lots, basket, Math.min(askedMinor, limits.maximumMinor ?? askedMinor));
	const grantedMinor = sumOf(takes);
	if (grantedMinor === 0) return { ok: false, code: 'nothing_to_spend' };
	if (grantedMinor < limits.minimumMinor) return { ok: false, code: 'amount_below_minimum' };
	return { ok: true, grantedMinor, takes };
}

/** What the member's setting spends by itself; no takes when it does not apply. */
export function decideAutomatic(
	lots: readonly Lot[],
	basket: SpendBasket,
	setting: AutomaticSpend,
	blocked: boolean
): Take[] {
	const { enabled, storeIds, minimumBalanceMinor, minimumSpendMinor, maximumSpendMinor } = setting;
	if (blocked || !enabled) return [];
	if (storeIds.length > 0 && !storeIds.includes(basket.place.storeId)) return [];
	const own = lots.filter((lot) => lot.currency === basket.currency);
	if (availableMinor(own, basket.place.atMs) < minimumBalanceMinor) return [];
	const takes = coverBasket(lots, basket, maximumSpendMinor ?? Number.MAX_SAFE_INTEGER);
	return sumOf(takes) < minimumSpendMinor ? [] : takes;
}

/** Instant awards cut to what there is to pay, the earlier first. */
export function capInstant(amounts: readonly number[], dueMinor: number): number[] {
	let left = Math.max(dueMinor, 0);
	return amounts.map((amount) => {
		const given = Math.min(amount, left);
		left -= given;
		return given;
	});
}

export type SpendPlan = {
	/** In the order of the awards given. */
	instantMinor: number[];
	automatic: Take[];
	/** The most that can be asked for on top, and why that is nothing. */
	additionalMinor: number;
	additionalRefusal: SpendRefusal | null;
};

/** What a basket that has been granted nothing yet would spend: the figures of a preview, and what opening holds. */
export function planSpends(
	lots: readonly Lot[],
	basket: Omit<SpendBasket, 'granted'>,
	rules: { instantMinor: readonly number[]; automatic: AutomaticSpend | null; limits: SpendLimits; blocked: boolean }
): SpendPlan {
	const instantMinor = capInstant(rules.instantMinor, basket.dueMinor);
	const granted: Granted[] = instantMinor.map((amountMinor) => ({ amountMinor, conditions: null }));
	const automatic = rules.automatic
		? decideAutomatic(lots, { ...basket, granted }, rules.automatic, rules.blocked)
		: [];
	const left = applyTakes(lots, automatic);
	const conditions = new Map(lots.map((lot) => [lot.id, lot.conditions]));
	for (const { lotId, amountMinor } of automatic) {
		granted.push({ amountMinor, conditions: conditions.get(lotId) ?? null });
	}
	const asked = decideSpend(left, { ...basket, granted }, { ...rules, askedMinor: Number.MAX_SAFE_INTEGER });
	return {
		...{ instantMinor, automatic },
		additionalMinor: asked.ok ? asked.grantedMinor : 0,
		additionalRefusal: asked.ok ? null : asked.code
	};
}

/** The lots once these takes are set aside. */
export function applyTakes(lots: readonly Lot[], takes: readonly Take[]): Lot[] {
	const held = new Map<string, number>();
	for (const { lotId, amountMinor } of takes) held.set(lotId, (held.get(lotId) ?? 0) + amountMinor);
	return lots.map((lot) => ({ ...lot, heldMinor: lot.heldMinor + (held.get(lot.id) ?? 0) }));
}
