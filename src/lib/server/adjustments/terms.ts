/** What value given by hand may be spent on, as the form sends it. */
import { checkConditions, type OfferFault } from '$lib/contract/sync/offer-faults';
import { toConditions, type LotConditions } from '$lib/domain/wallet/conditions';
import type { Db } from '$lib/server/db/client';
import { readLotNames } from '$lib/server/offers/names';

export type ReadConditions =
	| { ok: true; conditions: LotConditions | null }
	/** Each with the path of its field, for example `conditions.hours.0.days`. */
	| { ok: false; terms: OfferFault[] };

/** Empty: everything. Refuses what names goods or stores that are not there: such value could never be spent. */
export async function readConditions(db: Db, text: string): Promise<ReadConditions> {
	if (text === '') return { ok: true, conditions: null };
	const checked = checkConditions(fromJson(text));
	if (!checked.ok) return { ok: false, terms: checked.faults };
	const conditions = toConditions(checked.conditions);
	const terms = conditions ? await listGone(db, conditions) : [];
	return terms.length > 0 ? { ok: false, terms } : { ok: true, conditions };
}

function fromJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

async function listGone(db: Db, conditions: LotConditions): Promise<OfferFault[]> {
	const names = await readLotNames(db, [conditions]);
	const { include, exclude } = conditions.lines;
	const goods = [...include, ...exclude].flatMap(({ productIds, groupIds }) => [...productIds, ...groupIds]);
	const isGone = (id: string) => names[id] === undefined;
	const faults: OfferFault[] = [];
	if (goods.some(isGone)) faults.push({ path: 'conditions.lines', code: 'gone' });
	if (conditions.storeIds.some(isGone)) faults.push({ path: 'conditions.storeIds', code: 'gone' });
	return faults;
}
