/** One spend request on a booked purchase, exactly once: reserved on the purchase, granted by the engine, written down. */
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import type { Balance } from '$lib/contract/sync/rewards';
import { newId } from '../ports';
import type { CrmcomApp } from './call';
import { contentHash } from './content-hash';
import { selectPurchase } from './queries.purchases';
import { deletePendingSpend, reserveSpend, selectSpend, updateSpend, type SpendRow } from './queries.spends';
import { toWireFault } from './refusals';
import { loadOne, postedSaleOf, type Stored } from './stored';

export type SpendDraft = {
	purchaseId: string;
	keyId: string;
	/** Null: as much as possible. */
	requestedMinor: number | null;
	system: string;
	reference: string | null;
	description: string | null;
	atMs: number;
};

export type BookedSpend = { ok: true; spend: SpendRow; purchase: Stored; balances: Balance[] | null };

const nothing = fault('CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION', 'Nothing may be spent on this purchase');

export async function bookSpend(app: CrmcomApp, draft: SpendDraft): Promise<BookedSpend | WireFault> {
	const hash = contentHash([draft.purchaseId, draft.requestedMinor]);
	const known = await findSame(app, draft, hash);
	if (known) return known.ok ? answer(app, known.spend) : known;
	const id = newId(app.ports);
	const reserved = await reserveSpend(app.db, {
		id,
		purchase_id: draft.purchaseId,
		key_id: draft.keyId,
		kind: 'additional',
		state: 'pending',
		external_system: draft.system,
		external_reference: draft.reference,
		content_hash: hash,
		requested_minor: draft.requestedMinor,
		amount_minor: draft.requestedMinor ?? Number.MAX_SAFE_INTEGER,
		description: draft.description,
		performed_at: new Date(draft.atMs),
		created_at: new Date(app.ports.now())
	});
	if (reserved.ok) return answer(app, await again(app, id));
	switch (reserved.code) {
		case 'covered':
			return nothing;
		case 'gone':
			return fault('CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION', 'The purchase is cancelled');
		case 'taken': {
			// The same call came twice at once; the other was first.
			const other = await findSame(app, draft, hash);
			if (!other) throw new Error('A spend request that was in the way is gone.');
			return other.ok ? answer(app, other.spend) : other;
		}
	}
}

async function findSame(
	app: CrmcomApp,
	{ keyId, system, reference }: SpendDraft,
	hash: Buffer
): Promise<{ ok: true; spend: SpendRow } | WireFault | null> {
	if (reference === null) return null;
	const spend = await selectSpend(app.db, { keyId, system, reference });
	if (!spend) return null;
	return spend.content_hash.equals(hash)
		? { ok: true, spend }
		: fault('CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION', 'The reference belongs to another spend request');
}

async function again(app: CrmcomApp, id: string): Promise<SpendRow> {
	const spend = await selectSpend(app.db, { id });
	if (!spend) throw new Error('A spend request vanished while it was booked.');
	return spend;
}

async function answer(app: CrmcomApp, spend: SpendRow): Promise<BookedSpend | WireFault> {
	const purchase = await purchaseOf(app, spend);
	if (spend.state !== 'pending') return { ok: true, spend, purchase, balances: null };
	const finished = await finishSpend(app, spend, purchase);
	if (!finished.ok) return finished;
	return {
		ok: true,
		spend: await again(app, spend.id),
		purchase: await purchaseOf(app, spend),
		balances: finished.balances
	};
}

export async function purchaseOf(app: CrmcomApp, spend: SpendRow): Promise<Stored> {
	const row = await selectPurchase(app.db, { id: spend.purchase_id });
	if (!row) throw new Error('A spend request without its purchase.');
	return loadOne(app.db, row);
}

/** Asks the engine for what is reserved; less may be granted, nothing leaves nothing behind. */
export async function finishSpend(
	app: CrmcomApp,
	spend: SpendRow,
	purchase: Stored
): Promise<{ ok: true; balances: Balance[] } | WireFault> {
	const request = { currency: purchase.row.currency, amountMinor: spend.amount_minor };
	const asked = await app.engine.spendOnPosted(spend.id, postedSaleOf(purchase), request);
	if (!asked.ok) {
		if (!asked.retry) await deletePendingSpend(app.db, spend.id);
		return toWireFault(asked);
	}
	const { grant, balances } = asked.spent;
	if (!grant || grant.amountMinor === 0) {
		await deletePendingSpend(app.db, spend.id);
		return nothing;
	}
	await updateSpend(app.db, spend.id, 'pending', {
		state: 'posted',
		amount_minor: grant.amountMinor,
		grant_id: grant.grantId
	});
	return { ok: true, balances };
}
