/** What is wrong with an offer somebody wrote, field by field: the wire's schema, and what it cannot say. */
import type * as z from 'zod/mini';
import { couponCodeOf } from '$lib/domain/basket/coupon';
import type { OfferRule } from '$lib/domain/offers/draft';
import type { LotConditions } from '$lib/domain/wallet/conditions';
import { lotConditions, offer, type OfferRecord } from './offers';

/** `path` leads to the field, for example `effect.percentBp`. `gone`: it names what is not there any more. */
export type OfferFault = {
	path: string;
	code: 'invalid' | 'ends_before_it_starts' | 'limit_empty' | 'gone' | 'day_is_over';
};
export type CheckedRule = { ok: true; offer: OfferRecord } | { ok: false; faults: OfferFault[] };
export type CheckedConditions = { ok: true; conditions: LotConditions } | { ok: false; faults: OfferFault[] };

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

function valueAt(input: unknown, path: Path): unknown {
	return path.reduce<unknown>(
		(value, key) =>
			typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
		input
	);
}

/** Of the forms a value may have, the one it means: the fields it names are there, and its kind is right. */
function meantBranch(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] {
	const isMeant = (issues: readonly Issue[]) =>
		issues.every(({ path }) => {
			const last = path.at(-1);
			return last !== 'kind' && last !== 'form' && valueAt(value, path) !== undefined;
		});
	return branches.find((issues) => issues.length > 0 && isMeant(issues)) ?? [];
}

function pathsOf(issue: Issue, input: unknown, above: Path): Path[] {
	const path = [...above, ...issue.path];
	const branches = issue.code === 'invalid_union' ? issue.errors : [];
	const value = valueAt(input, path);
	const inside = meantBranch(branches, value).flatMap((one) => pathsOf(one, input, path));
	return inside.length > 0 ? inside : [path];
}

/** What each field allows alone, but not together, and codes that no till would ever read. */
function senseless({ validFrom, validTo, limits, conditions, effect }: OfferRecord): OfferFault[] {
	const faults: OfferFault[] = [];
	if (validFrom !== null && validTo !== null && Date.parse(validTo) <= Date.parse(validFrom)) {
		faults.push({ path: 'validTo', code: 'ends_before_it_starts' });
	}
	const { perMember } = limits;
	if (perMember && perMember.times === null && perMember.amountMinor === null) {
		faults.push({ path: 'limits.perMember', code: 'limit_empty' });
	}
	const { couponId } = conditions;
	if (couponId !== null && couponCodeOf(couponId) !== couponId) {
		faults.push({ path: 'conditions.couponId', code: 'invalid' });
	}
	if (effect.kind === 'coupon' && couponCodeOf(effect.couponId) !== effect.couponId) {
		faults.push({ path: 'effect.couponId', code: 'invalid' });
	}
	return faults;
}

function invalid({ issues }: z.core.$ZodError, input: unknown): OfferFault[] {
	const paths = issues.flatMap((issue) => pathsOf(issue, input, []));
	return [...new Set(paths.map((path) => path.join('.')))].map((path) => ({ path, code: 'invalid' }));
}

/** Reads what value given by hand may be spent on; faults stand below `conditions`, as those of an offer do. */
export function checkConditions(conditions: unknown): CheckedConditions {
	const read = lotConditions.safeParse(conditions);
	if (read.success) return { ok: true, conditions: read.data };
	const below = ({ path, code }: OfferFault) => ({ path: path === '' ? 'conditions' : `conditions.${path}`, code });
	return { ok: false, faults: invalid(read.error, conditions).map(below) };
}

/** What it would give, or hand out, could never be spent. */
function expiredAlready({ effect }: OfferRecord, today: string): OfferFault[] {
	const [path, expiry] =
		effect.kind === 'award'
			? (['effect.lot.expiry.date', effect.lot.expiry] as const)
			: (['effect.expiry.date', effect.kind === 'voucher' ? effect.expiry : undefined] as const);
	return expiry?.kind === 'on' && expiry.date < today ? [{ path, code: 'day_is_over' }] : [];
}

/**
 * Reads an offer that somebody wrote, `id` and `version` aside. Refuses with every field that is wrong: the same in the
 * editor while it is typed and on the server when it is saved. `today` on the shop's wall refuses days that are over; an
 * offer that stands as it is goes without.
 */
export function checkRule(
	rule: OfferRule | object,
	{ id, version, today }: { id: string; version: number; today?: string | undefined }
): CheckedRule {
	const input = { ...rule, id, version };
	const read = offer.safeParse(input);
	if (!read.success) return { ok: false, faults: invalid(read.error, input) };
	const faults = [...senseless(read.data), ...(today === undefined ? [] : expiredAlready(read.data, today))];
	return faults.length > 0 ? { ok: false, faults } : { ok: true, offer: read.data };
}
