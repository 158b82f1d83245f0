/** Whether an offer is open to this place, time and customer, before anything is computed. */
import { isOpen, periodKey, type WallTime } from './hours';
import type { ReadyOffer } from './compile';
import { pointsCurrency, type Limits, type Offer } from './offer';
import type { OfferCounter, QuoteInput } from './quote-types';
import type { CutBy, Unknown, Withheld } from './trace';

/** `unknown`: it would be open if state that is not at hand allowed it. */
export type Gate = { open: true; unknown: Unknown[] } | { open: false; why: Withheld };

function shut(why: Withheld): Gate {
	return { open: false, why };
}

/** Value is given in the offer's own currency or in points; nobody here converts. */
function isPaidIn({ currency, effect }: Offer): boolean {
	return effect.kind !== 'award' || effect.currency === currency || effect.currency === pointsCurrency;
}

function checkPlaceAndTime(
	{ offer, fromMs, toMs, hours }: ReadyOffer,
	input: QuoteInput,
	now: WallTime
): Withheld | null {
	const { atMs } = input.context;
	if (offer.currency !== input.terms.currency || !isPaidIn(offer)) return { code: 'other_currency' };
	if (atMs < fromMs) return { code: 'not_started', from: offer.validFrom ?? '' };
	if (atMs >= toMs) return { code: 'ended', to: offer.validTo ?? '' };
	return isOpen(hours, now.minute) ? null : { code: 'outside_hours' };
}

/** Value for later needs a wallet to go to, and a limit for a member needs a member. */
function isForMembers({ offer, phase }: ReadyOffer): boolean {
	const { audience } = offer.conditions;
	return audience.kind === 'member' || offer.limits.perMember !== null || !['discount', 'issue'].includes(phase);
}

function checkMember(ready: ReadyOffer, { member, context }: QuoteInput): Gate {
	if (member === null)
		return isForMembers(ready) ? shut({ code: 'needs_member', would: null }) : { open: true, unknown: [] };
	const { audience } = ready.offer.conditions;
	const unknown: Unknown[] = [];
	if (audience.kind === 'anyone') return { open: true, unknown };
	if (ready.tiers && !context.known.tier) unknown.push('tier');
	else if (ready.tiers && !(member.tier !== null && ready.tiers.has(member.tier))) {
		return shut({ code: 'not_for_this_tier', tier: member.tier, tiers: audience.tiers });
	}
	if (audience.segments.length === 0) return { open: true, unknown };
	if (!context.known.segments) return { open: true, unknown: [...unknown, 'segments'] };
	const isIn = audience.segments.some((segment) => member.segments.includes(segment));
	return isIn ? { open: true, unknown } : shut({ code: 'not_in_segment', segments: audience.segments });
}

/** Currency, dates, hours, coupon, then the member; the first that stands against it is the reason. */
export function gateOf(ready: ReadyOffer, input: QuoteInput, now: WallTime): Gate {
	const early = checkPlaceAndTime(ready, input, now);
	if (early) return shut(early);
	const { couponId } = ready.offer.conditions;
	if (couponId === null) return checkMember(ready, input);
	const shown = input.context.coupons.filter((one) => one.couponId === couponId);
	if (shown.length === 0) return shut({ code: 'needs_coupon', couponId });
	const gate = checkMember(ready, input);
	if (!gate.open || shown.some(({ usable }) => usable)) return gate;
	return { open: true, unknown: [...gate.unknown, 'coupon'] };
}

/** What an offer may still give in this sale. */
export type Allowance = { times: number; amounts: { by: CutBy; leftMinor: number }[] };

export type Allowed = { ok: true; allowance: Allowance; unknown: Unknown[] } | { ok: false; why: Withheld };

/** An id may be spelled like something every object has. */
function ownOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
	return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** What counts against a member's limit now: nothing, once the period of the reading is over. */
function usedBy(
	offerId: string,
	limit: NonNullable<Limits['perMember']>,
	input: QuoteInput,
	now: WallTime,
	read: string
): OfferCounter {
	const counter = input.member ? ownOf(input.member.counters, offerId) : undefined;
	const isCurrent = periodKey(limit.period, read) === periodKey(limit.period, now.date);
	return counter && isCurrent ? counter : { times: 0, amountMinor: 0 };
}

/**
 * What the limits leave. `readDate` tells the local date on which the member's counters were read. Limits whose state is not
 * known are taken as untouched and named in `unknown`.
 */
export function allowanceOf({ offer }: ReadyOffer, input: QuoteInput, now: WallTime, readDate: () => string): Allowed {
	const { perSale, perMember, budgetMinor } = offer.limits;
	const allowance: Allowance = { times: perSale.times ?? Infinity, amounts: [] };
	const unknown: Unknown[] = [];
	if (perSale.amountMinor !== null) allowance.amounts.push({ by: 'sale_limit', leftMinor: perSale.amountMinor });
	if (perMember) {
		const isKnown = input.context.known.counters;
		if (!isKnown) unknown.push('counters');
		const used = isKnown ? usedBy(offer.id, perMember, input, now, readDate()) : { times: 0, amountMinor: 0 };
		const times = (perMember.times ?? Infinity) - used.times;
		const leftMinor = (perMember.amountMinor ?? Infinity) - used.amountMinor;
		if (times <= 0 || leftMinor <= 0) return { ok: false, why: { code: 'member_limit_reached' } };
		allowance.times = Math.min(allowance.times, times);
		allowance.amounts.push({ by: 'member_limit', leftMinor });
	}
	if (budgetMinor !== null) {
		const isKnown = input.context.known.budgets;
		if (!isKnown) unknown.push('budget');
		const leftMinor = budgetMinor - (isKnown ? (ownOf(input.context.budgets, offer.id) ?? 0) : 0);
		if (leftMinor <= 0) return { ok: false, why: { code: 'budget_used_up' } };
		allowance.amounts.push({ by: 'budget', leftMinor });
	}
	return { ok: true, allowance, unknown };
}

/** The amount within every limit, and which one cut it. */
export function within(amountMinor: number, { amounts }: Allowance): { amountMinor: number; cutBy: CutBy | null } {
	let cut: { amountMinor: number; cutBy: CutBy | null } = { amountMinor, cutBy: null };
	for (const { by, leftMinor } of amounts) {
		if (leftMinor < cut.amountMinor) cut = { amountMinor: leftMinor, cutBy: by };
	}
	return cut;
}
