/** The shop's offers: kept with every version they had, given to tills while they are active. */
import { checkRule, type OfferFault } from '$lib/contract/sync/offer-faults';
import { offer, type OfferRecord } from '$lib/contract/sync/offers';
import type { Offer } from '$lib/domain/offers/offer';
import { noteAudit } from '../audit/audit';
import type { Db } from '../db/client';
import type { OfferState } from '../db/schema-offers';
import { newId, type Ports } from '../ports';
import {
	insertOffer,
	selectBudgets,
	selectOffer,
	selectOffers,
	selectOffersAt,
	selectOpenBudgets,
	selectVersions,
	updateOffer,
	type OfferRow
} from './queries';

export type KeptOffer = { offer: Offer; state: OfferState };
export type SavedOffer =
	| { ok: true; id: string }
	/** `ended`: it was ended for good; a copy can be made. */
	| { ok: false; code: 'not_found' | 'changed_meanwhile' | 'ended' }
	| { ok: false; code: 'rule_wrong'; faults: OfferFault[] };

/** A rule that an older version wrote and this one cannot read takes part in nothing. */
export function toOffer({ id, version, rule }: Pick<OfferRow, 'id' | 'version' | 'rule'>): Offer | null {
	const read = offer.safeParse({ ...(rule as object), id, version });
	return read.success ? read.data : null;
}

/** What tills get: active offers, all or some. */
export async function listActiveOffers(db: Db, ids?: readonly string[]): Promise<OfferRecord[]> {
	return (await selectOffers(db, ['active'], ids)).flatMap((row) => toOffer(row) ?? []);
}

/** What was active at a moment: awards follow the rules valid when the sale was made. */
export async function listOffersAt(db: Db, atMs: number): Promise<Offer[]> {
	const rows = await selectOffersAt(db, new Date(atMs));
	return rows.filter(({ state }) => state === 'active').flatMap((row) => toOffer(row) ?? []);
}

/** Adds an offer as it is; for seeds and imports whose rules are checked elsewhere. */
export const addOffer = insertOffer;

/** For the manager: every offer, newest change first. */
export async function listOffers(db: Db): Promise<KeptOffer[]> {
	return (await selectOffers(db)).flatMap((row) => toKept(row) ?? []);
}

export async function findOffer(db: Db, id: string): Promise<KeptOffer | null> {
	const row = await selectOffer(db, id);
	return row ? toKept(row) : null;
}

/** Who changed an offer when, newest first. */
export async function listVersions(db: Db, id: string) {
	return (await selectVersions(db, id)).map(({ rule, ...version }) => ({ ...version, title: titleOf(rule) }));
}

function titleOf(rule: unknown): string {
	const { title } = rule as { title?: unknown };
	return typeof title === 'string' ? title : '';
}

function toKept(row: OfferRow): KeptOffer | null {
	const read = toOffer(row);
	return read && { offer: read, state: row.state };
}

/**
 * Adds an offer (`former` null) or makes a new version of one. `former.version` is what the editor saw: somebody else's
 * change in between is not overwritten. `write.today`: refuses days that are over.
 */
export async function saveOffer(
	db: Db,
	ports: Ports,
	former: { id: string; version: number } | null,
	write: { rule: object; state: OfferState; today?: string },
	staffId: string
): Promise<SavedOffer> {
	const id = former?.id ?? newId(ports);
	const checked = checkRule(write.rule, { id, version: 0, today: write.today });
	if (!checked.ok) return { ok: false, code: 'rule_wrong', faults: checked.faults };
	// The id and the version stand in columns of their own.
	const { id: _id, version: _version, ...rule } = checked.offer;
	return db.transaction().execute(async (tx): Promise<SavedOffer> => {
		const row = { state: write.state, rule, changedAt: new Date(ports.now()), changedBy: staffId };
		if (former) {
			const known = await selectOffer(tx, id);
			if (!known) return { ok: false, code: 'not_found' };
			if (known.state === 'ended') return { ok: false, code: 'ended' };
			if (!(await updateOffer(tx, id, former.version, row))) return { ok: false, code: 'changed_meanwhile' };
		} else {
			await insertOffer(tx, id, row);
		}
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, former ? 'offer.changed' : 'offer.added', id, {
			state: write.state
		});
		return { ok: true, id };
	});
}

/** Pauses, resumes or ends an offer; false when somebody else changed it since. Tills hear of it with their next pull. */
export async function setOfferState(
	db: Db,
	ports: Ports,
	former: { id: string; version: number },
	state: OfferState,
	staffId: string
): Promise<boolean> {
	const row = await selectOffer(db, former.id);
	if (!row) return false;
	const saved = await saveOffer(db, ports, former, { rule: row.rule as object, state }, staffId);
	return saved.ok;
}

/** What tills reckon with: what each active offer with a budget gave so far, in minor units. */
export async function readBudgets(db: Db): Promise<Record<string, number>> {
	return Object.fromEntries((await selectOpenBudgets(db)).map(({ offerId, givenMinor }) => [offerId, givenMinor]));
}

/** What an offer gave so far, in minor units. */
export async function findGiven(db: Db, id: string): Promise<number> {
	const [row] = await selectBudgets(db, [id]);
	return row?.givenMinor ?? 0;
}
