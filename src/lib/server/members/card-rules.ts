/** What scanned digits are cards: ranges and masks in the order the manager gives them. */
import {
	findCardRange,
	isCardMask,
	isPaymentCard,
	matchCardMask,
	refuseCardRange,
	type CardRange
} from '$lib/domain/code/card';
import { noteAudit } from '../audit/audit';
import type { Db } from '../db/client';
import type { CardState } from '../db/schema-members';
import { newId, type Ports } from '../ports';
import { fewestPlaces, readCardRules, serialPlaces } from './card';
import {
	deleteMask,
	findCardByNumber,
	insertMask,
	insertRange,
	listMasks,
	listRanges,
	lockRules,
	setRangeActive,
	sortMasks,
	sortRanges
} from './queries.cards';

/** Ranges and masks in their order; `issues` marks the range new numbers come from. */
export async function listCardRules(db: Db) {
	const [ranges, masks] = await Promise.all([listRanges(db), listMasks(db)]);
	const issuing = ranges.find((range) => range.active && serialPlaces(range) >= fewestPlaces);
	return {
		ranges: ranges.map((range) => ({ ...range, issues: range.id === issuing?.id, places: serialPlaces(range) })),
		masks
	};
}

export type RangeInput = { prefix: string; length: string; check: string };
export type RangeFaults = Partial<Record<keyof RangeInput, string>>;
export type MaskInput = { mask: string; replacement: string };
export type MaskFaults = Partial<Record<keyof MaskInput, string>>;

const checks = ['luhn', 'gs1', 'none'] as const;

function readRange(input: RangeInput): { range: CardRange; faults: RangeFaults } {
	const prefix = input.prefix.replace(/\s/g, '');
	const length = /^\d{1,3}$/.test(input.length.trim()) ? Number(input.length) : 0;
	const check = checks.find((one) => one === input.check);
	const range: CardRange = { prefix, length, check: check ?? 'none', active: true };
	const refused = refuseCardRange(range);
	const faults: RangeFaults = {};
	if (refused === 'bad_prefix') faults.prefix = 'Type the digits all cards of the range begin with, such as 9600.';
	if (refused === 'payment_range') {
		faults.prefix = 'Payment cards begin so, and those are never kept; choose another beginning, such as 96.';
	}
	if (refused === 'bad_length') faults.length = 'Type how many digits a card has: more than its beginning, at most 19.';
	if (check === undefined) faults.check = 'Choose how the last digit is made.';
	if (Object.keys(faults).length === 0 && serialPlaces(range) < 1) {
		faults.length = 'No digit is left to number cards with; make them longer.';
	}
	return { range, faults };
}

export async function addRange(
	db: Db,
	ports: Ports,
	input: RangeInput,
	staffId: string
): Promise<{ ok: true } | { ok: false; faults: RangeFaults }> {
	const { range, faults } = readRange(input);
	if (Object.keys(faults).length > 0) return { ok: false, faults };
	return db.transaction().execute(async (tx) => {
		await lockRules(tx);
		const id = newId(ports);
		const { prefix, length, check } = range;
		const added = await insertRange(tx, { id, prefix, length, check_digit: check, active: true });
		if (!added) return { ok: false, faults: { prefix: 'There is a range with this beginning and length already.' } };
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'card_range.added', id, { prefix, length, check });
		return { ok: true };
	});
}

/** A range that is switched off identifies nobody; its cards keep their members. False when it is gone. */
export function switchRange(
	db: Db,
	ports: Ports,
	given: { id: string; active: boolean; staffId: string }
): Promise<boolean> {
	const { id, active, staffId } = given;
	return db.transaction().execute(async (tx) => {
		if (!(await setRangeActive(tx, id, active))) return false;
		const action = active ? 'card_range.switched_on' : 'card_range.switched_off';
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, action, id);
		return true;
	});
}

export async function addMask(
	db: Db,
	ports: Ports,
	input: MaskInput,
	staffId: string
): Promise<{ ok: true } | { ok: false; faults: MaskFaults }> {
	const mask = input.mask.replace(/\s/g, '');
	const replacement = input.replacement.replace(/\s/g, '') || null;
	const faults = maskFaults(mask, replacement);
	if (Object.keys(faults).length > 0) return { ok: false, faults };
	return db.transaction().execute(async (tx) => {
		await lockRules(tx);
		if ((await listMasks(tx)).some((one) => one.mask === mask)) {
			return { ok: false, faults: { mask: 'There is this mask already; the first one would always win.' } };
		}
		const id = newId(ports);
		await insertMask(tx, { id, mask, replacement });
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'card_mask.added', id, { mask, replacement });
		return { ok: true };
	});
}

function maskFaults(mask: string, replacement: string | null): MaskFaults {
	if (mask === '') return { mask: 'Type the form of the numbers, such as 77(#############).' };
	if (mask.length > 60) return { mask: 'Use at most 60 characters.' };
	if (!isCardMask(mask)) {
		return {
			mask: 'Use digits, # for any digit, C or L for a check digit, and brackets that close and hold something.'
		};
	}
	if (replacement === null) return {};
	if (replacement.length > 60) return { replacement: 'Use at most 60 characters.' };
	if (!/^(?:\d|\$[1-9])+$/.test(replacement))
		return { replacement: 'Use digits and $1, $2 … for what stands in brackets.' };
	const brackets = mask.split('(').length - 1;
	const wanted = Math.max(0, ...[...replacement.matchAll(/\$(\d)/g)].map(([, number]) => Number(number)));
	if (wanted <= brackets) return {};
	const there = brackets === 0 ? 'The mask has no brackets' : `The mask has ${String(brackets)} in brackets`;
	return { replacement: `${there}, so $${String(wanted)} is nothing; put brackets around what to keep.` };
}

/** False when it is gone already. */
export function removeMask(db: Db, ports: Ports, id: string, staffId: string): Promise<boolean> {
	return db.transaction().execute(async (tx) => {
		const gone = await deleteMask(tx, id);
		if (!gone) return false;
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'card_mask.removed', id, gone);
		return true;
	});
}

export type Move = { kind: 'range' | 'mask'; id: string; up: boolean; staffId: string };

/** One place up or down. False when it is gone or already there. */
export function moveRule(db: Db, ports: Ports, { kind, id, up, staffId }: Move): Promise<boolean> {
	return db.transaction().execute(async (tx) => {
		await lockRules(tx);
		const ids = (kind === 'range' ? await listRanges(tx) : await listMasks(tx)).map((one) => one.id);
		const from = ids.indexOf(id);
		const to = up ? from - 1 : from + 1;
		const other = ids[to];
		if (from < 0 || other === undefined) return false;
		ids[to] = id;
		ids[from] = other;
		await (kind === 'range' ? sortRanges(tx, ids) : sortMasks(tx, ids));
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, `card_${kind}.moved`, id, { place: to + 1 });
		return true;
	});
}

/** What becomes of digits at the till; nothing is kept. */
export type Tried =
	| { kind: 'payment_card' }
	| { kind: 'no_digits' }
	/** No range and no mask: the till takes it for something else. */
	| { kind: 'nothing' }
	| {
			kind: 'card';
			/** What is looked up. */
			number: string;
			by: { kind: 'range'; prefix: string; length: number } | { kind: 'mask'; mask: string } | { kind: 'known' };
			/** The card of that number: in which state, or not there. */
			state: CardState | null;
	  };

export async function tryNumber(db: Db, typed: string): Promise<Tried> {
	const digits = typed.replace(/[\s-]/g, '');
	if (!/^\d{1,40}$/.test(digits)) return { kind: 'no_digits' };
	if (isPaymentCard(digits)) return { kind: 'payment_card' };
	const { cardRanges, cardMasks } = await readCardRules(db);
	const range = findCardRange(digits, cardRanges);
	const known = await findCardByNumber(db, digits);
	if (range) {
		const by = { kind: 'range', prefix: range.prefix, length: range.length } as const;
		return { kind: 'card', number: digits, by, state: known?.state ?? null };
	}
	if (known) return { kind: 'card', number: digits, by: { kind: 'known' }, state: known.state };
	const rule = cardMasks.find((mask) => matchCardMask(digits, [mask]) !== null);
	const number = rule && matchCardMask(digits, [rule]);
	if (!rule || !number) return { kind: 'nothing' };
	const found = await findCardByNumber(db, number);
	return { kind: 'card', number, by: { kind: 'mask', mask: rule.mask }, state: found?.state ?? null };
}
