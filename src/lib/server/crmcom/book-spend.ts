/** One spend request on a booked purchase, exactly once: reserved on the purchase, granted by the engine, written down. */
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import type { Balance } from '$lib/contract/sync/rewards';
import type { Updateable } from 'kysely';
import type { Db } from '../db/client';
import type { CrmcomSpendsTable } from '../db/schema-crmcom';
import { newId } from '../ports';
import type { CrmcomApp } from './call';
import { contentHash } from './content-hash';
import { selectPurchase } from './queries.purchases';
import { deletePendingSpend, lockSpend, reserveSpend, selectSpend, updateSpend, type SpendRow } from './queries.spends';
import { toWireFault } from './refusals';
import { loadOne, postedSaleOf, type Stored } from './stored';

export type SpendDraft = {
	purchaseId: string;
	keyId: string;
	storeId: string;
	/** Null: as much as possible. */
	requestedMinor: number | null;
	system: string;
	reference: string | null;
	description: string | null;
	atMs: number;
};

export type BookedSpend = { ok: true; spend: SpendRow; purchase: Stored; balances: Balance[] | null };

const nothing = fault('CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION', 'Nothing may be spent on this purchase');

const gone = fault('CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION', 'The purchase is cancelled');

const hashOf = ({ purchaseId, requestedMinor }: SpendDraft) => contentHash([purchaseId, requestedMinor]);

/** The spend request that this one repeats; null when it is new. */
export async function repeatedSpend(app: CrmcomApp, draft: SpendDraft): Promise<BookedSpend | WireFault | null> {
	const known = await findSame(app, draft);
	return known?.ok ? answer(app, known.spend) : known;
}

export async function bookSpend(app: CrmcomApp, draft: SpendDraft): Promise<BookedSpend | WireFault> {
	const id = newId(app.ports);
	const reserved = await reserveSpend(app.db, {
		id,
		purchase_id: draft.purchaseId,
		key_id: draft.keyId,
		store_id: draft.storeId,
		kind: 'additional',
		state: 'pending',
		external_system: draft.system,
		external_reference: draft.reference,
		reference: draft.reference,
		content_hash: hashOf(draft),
		requested_minor: draft.requestedMinor,
		amount_minor: draft.requestedMinor ?? Number.MAX_SAFE_INTEGER,
		description: draft.description,
		performed_at: new Date(draft.atMs),
		created_at: new Date(app.ports.now())
	});
	if (reserved.ok) return answer(app, { id });
	switch (reserved.code) {
		case 'covered':
			return nothing;
		case 'gone':
			return gone;
		case 'taken': {
			// The same call came twice at once; the other was first.
			const other = await repeatedSpend(app, draft);
			if (!other) throw new Error('A spend request that was in the way is gone.');
			return other;
		}
	}
}

async function findSame(app: CrmcomApp, draft: SpendDraft): Promise<{ ok: true; spend: SpendRow } | WireFault | null> {
	const { storeId, system, reference } = draft;
	if (reference === null) return null;
	const spend = await selectSpend(app.db, { storeId, system, reference });
	if (!spend) return null;
	return spend.content_hash.equals(hashOf(draft))
		? { ok: true, spend }
		: fault('CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION', 'The reference belongs to another spend request');
}

async function again(db: Db, id: string): Promise<SpendRow> {
	const spend = await selectSpend(db, { id });
	if (!spend) throw new Error('A spend request vanished while it was booked.');
	return spend;
}

async function answer(app: CrmcomApp, { id }: Pick<SpendRow, 'id'>): Promise<BookedSpend | WireFault> {
	const finished = await finishSpend(app, id);
	if (!finished.ok) return finished;
	const spend = await again(app.db, id);
	return { ok: true, spend, purchase: await purchaseOf(app.db, spend), balances: finished.balances };
}

export async function purchaseOf(db: Db, spend: SpendRow): Promise<Stored> {
	const row = await selectPurchase(db, { id: spend.purchase_id });
	if (!row) throw new Error('A spend request without its purchase.');
	return loadOne(db, row);
}

/**
 * Asks the engine for what is reserved, one call at a time; less may be granted, nothing leaves nothing behind. `as`: what
 * it is from then on. One that is no longer pending is answered as it stands.
 */
export function finishSpend(
	app: CrmcomApp,
	id: string,
	as: Updateable<CrmcomSpendsTable> = { state: 'posted' }
): Promise<{ ok: true; balances: Balance[] | null } | WireFault> {
	return app.db.transaction().execute(async (trx) => {
		const spend = await lockSpend(trx, id);
		// Another call for it was refused meanwhile, for the same reasons.
		if (!spend) return nothing;
		if (spend.state !== 'pending') return { ok: true, balances: null };
		const purchase = await purchaseOf(trx, spend);
		if (purchase.row.state === 'cancelled') {
			await deletePendingSpend(trx, spend.id);
			return gone;
		}
		const request = { currency: purchase.row.currency, amountMinor: spend.amount_minor };
		const asked = await app.engine.spendOnPosted(trx, spend.id, postedSaleOf(purchase), request);
		if (!asked.ok) {
			if (!asked.retry) await deletePendingSpend(trx, spend.id);
			return toWireFault(asked);
		}
		const { grant, balances } = asked.spent;
		if (!grant || grant.amountMinor === 0) {
			await deletePendingSpend(trx, spend.id);
			return nothing;
		}
		const granted = { amount_minor: grant.amountMinor, grant_id: grant.grantId };
		await updateSpend(trx, spend.id, 'pending', { ...as, ...granted });
		return { ok: true, balances };
	});
}
