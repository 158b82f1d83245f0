/** Where something happens: the unit, TAP or business unit of a call as a store of ours (specs/crmcom-api.md §2.7). */
import { toInstant } from '$lib/contract/crmcom/dates';
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import type { TapIdentifier, UnitIdentifier } from '$lib/contract/crmcom/identifiers';
import { toGuid, toUuid } from '$lib/contract/crmcom/wire';
import { currencyExponent } from '$lib/domain/money/money';
import { mayActFor, type Caller } from '../api-keys/tokens';
import type { Db } from '../db/client';
import { Kept } from '../db/house';
import { selectPlaces, selectTills } from './queries';

export type Store = { id: string; code: string; name: string; zone: string; currency: string; exponent: number };
export type WirePlace = { ok: true; store: Store; tillId: string | null };

type PlaceFields = {
	performed_by_unit_identifier?: UnitIdentifier | undefined;
	performed_by_tap_identifier?: TapIdentifier | undefined;
	performed_by_business_unit_identifier?: UnitIdentifier | undefined;
};

export async function listStores(db: Db): Promise<Store[]> {
	const rows = await selectPlaces(db);
	return rows.map((row) => ({ ...row, exponent: currencyExponent(row.currency) }));
}

type Places = { stores: Store[]; tills: Awaited<ReturnType<typeof selectTills>> };

const kept = new Kept<Places>(async (db) => ({ stores: await listStores(db), tills: await selectTills(db) }));

/** The store of an event; the token’s own where none is named. A till brings its store along. */
export async function findPlace(
	db: Db,
	caller: Caller,
	fields: PlaceFields,
	stamp?: string
): Promise<WirePlace | WireFault> {
	const { stores, tills } = await kept.read(db, stamp);
	const unit = fields.performed_by_business_unit_identifier ?? fields.performed_by_unit_identifier;
	const till = fields.performed_by_tap_identifier ? findTill(tills, fields.performed_by_tap_identifier) : null;
	if (fields.performed_by_tap_identifier && !till) return fault('UNITS.TAPNOTFOUNDEXCEPTION', 'There is no such till');
	const named = unit ? findStore(unit, stores) : null;
	if (unit && !named) return fault('UNITS.UNITNOTFOUNDEXCEPTION', 'There is no such store');
	if (named && till && till.storeId !== named.id) {
		return fault('COMMON.INVALIDPARAMETERVALUEEXCEPTION', 'The till does not stand in this store');
	}
	const storeId = named?.id ?? till?.storeId ?? caller.storeId;
	if (!mayActFor(caller, storeId)) {
		return fault('AUTHENTICATION.INVALIDUNITEXCEPTION', 'The key may not act for this store');
	}
	const store = stores.find(({ id }) => id === storeId);
	return store
		? { ok: true, store, tillId: till?.id ?? null }
		: fault('UNITS.UNITNOTFOUNDEXCEPTION', 'The store is not there any more');
}

function findStore(identifier: UnitIdentifier, stores: readonly Store[]): Store | null {
	const { id, name, alternative_code: code } = identifier;
	return stores.find((store) => (id ? store.id === id : name ? store.name === name : store.code === code)) ?? null;
}

/** What `authentication` calls a unit: an ID, and here also a code or a name. */
export function storeOfUnit(
	unit: string,
	stores: readonly { id: string; name: string; code: string }[]
): string | null {
	const id = toUuid(unit);
	return stores.find((store) => store.id === id || store.code === unit || store.name === unit)?.id ?? null;
}

function findTill(tills: Places['tills'], { id, name, code }: TapIdentifier) {
	const meant = tills.filter((till) => (id ? till.id === id : name ? till.name === name : till.code === code));
	// A till's name stands once in a store, but another store may use it too.
	return meant.length === 1 ? (meant[0] ?? null) : null;
}

export function unitData({ id, name, code }: Pick<Store, 'id' | 'name' | 'code'>) {
	return { id: toGuid(id), name, alternative_code: code };
}

const dayMs = 86_400_000;

/** When it happened; the past is normal (late uploads), tomorrow is not (§5.11). */
export function readMoment(
	text: string | undefined,
	store: Store,
	nowMs: number,
	name = 'performed_on'
): { ok: true; atMs: number } | WireFault {
	if (text === undefined) return { ok: true, atMs: nowMs };
	const atMs = toInstant(text, store.zone);
	if (atMs === null) return fault('COMMON.INVALIDPARAMETERVALUEEXCEPTION', `${name} is no date: ${text}`);
	if (atMs > nowMs + dayMs) return fault('COMMON.INVALIDPARAMETERVALUEEXCEPTION', `${name} lies in the future`);
	return { ok: true, atMs };
}

type WindowFields = { submitted_after_date?: string | undefined; submitted_before_date?: string | undefined };

/** The window of a list, both ends excluded; its end may lie in the future. */
export function readWindow(
	fields: WindowFields,
	store: Store,
	nowMs: number
): { ok: true; after: Date | undefined; before: Date | undefined } | WireFault {
	const { submitted_after_date: from, submitted_before_date: to } = fields;
	const after = from === undefined ? null : readMoment(from, store, nowMs, 'submitted_after_date');
	const before = to === undefined ? null : readMoment(to, store, Number.MAX_SAFE_INTEGER, 'submitted_before_date');
	if (after && !after.ok) return after;
	if (before && !before.ok) return before;
	return {
		ok: true,
		after: after ? new Date(after.atMs) : undefined,
		before: before ? new Date(before.atMs) : undefined
	};
}
