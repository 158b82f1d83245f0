/**
 * One purchase into the books and the engine, exactly once however often it is sent. The row is written first; the engine's
 * steps are repeatable under the purchase's id, so whoever comes next finishes what a crash or a time-out left.
 */
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import type { Award, Balance, Grant, RewardBasket } from '$lib/contract/sync/rewards';
import { newId } from '../ports';
import type { Place } from '../rewards/backend';
import type { CrmcomApp } from './call';
import { contentHash } from './content-hash';
import type { WireLine } from './lines';
import { deletePending, insertPurchase, selectPurchase, updatePurchase, type PurchaseRow } from './queries.purchases';
import { insertSpends } from './queries.spends';
import { toWireFault } from './refusals';
import { placeOf, toBasket, toPostedSale, type WireSale } from './sale-of';
import { kindOf, loadOne, wireSaleOf, type Stored } from './stored';

export type PurchaseDraft = {
	sale: WireSale;
	keyId: string;
	chosenId: string | null;
	system: string;
	/** The caller's own reference, or else the receipt number. */
	reference: string;
	externalReference: string | null;
	classification: string | null;
	/** Asked for in the same call; `most`: as much as possible. */
	spend: { minor: number | 'most'; orNothing: boolean } | null;
	withoutInstant: boolean;
	coupon: string | null;
	echo: Record<string, unknown>;
};

export type Booked = { ok: true; stored: Stored; balances: Balance[] | null };

const sum = (lines: readonly WireLine[], of: (line: WireLine) => number) =>
	lines.reduce((total, line) => total + of(line), 0);

export async function bookPurchase(app: CrmcomApp, draft: PurchaseDraft): Promise<Booked | WireFault> {
	const hash = hashOf(draft);
	const known = await findSame(app, draft, hash);
	if (known) return known.ok ? finish(app, known.row, draft) : known;
	const id = draft.chosenId ?? newId(app.ports);
	await insertPurchase(app.db, purchaseRow(app, draft, id, hash), lineRows(app, draft, id));
	// Whether this call wrote it or one that came at the same time: the row that stands counts.
	const written = await findSame(app, draft, hash);
	if (!written) throw new Error('A purchase that was just written is not there.');
	return written.ok ? finish(app, written.row, draft) : written;
}

/** The purchase with this id or reference: the same one again, or a refusal when it is another. */
async function findSame(
	app: CrmcomApp,
	draft: PurchaseDraft,
	hash: Buffer
): Promise<{ ok: true; row: PurchaseRow } | WireFault | null> {
	const byId = draft.chosenId ? await selectPurchase(app.db, { id: draft.chosenId }) : undefined;
	const { system, reference } = draft;
	const row = byId ?? (await selectPurchase(app.db, { storeId: draft.sale.store.id, system, reference }));
	if (!row) return null;
	if (!row.content_hash.equals(hash) || row.key_id !== draft.keyId) {
		return fault('CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION', 'The reference belongs to another purchase');
	}
	if (row.state === 'pending' || row.state === 'posted') return { ok: true, row };
	return fault('CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION', 'The purchase with this ID is cancelled');
}

export function hashOf({ sale, spend, withoutInstant, coupon, chosenId }: PurchaseDraft): Buffer {
	const lines = sale.lines.map((line) => [
		line.product?.id ?? line.intendedValue,
		line.quantityMilli,
		line.netMinor,
		line.vatMinor,
		line.totalMinor,
		line.discountMinor
	]);
	const { memberId, store, atMs, receiptNumber } = sale;
	return contentHash([memberId, store.id, atMs, receiptNumber, lines, spend, withoutInstant, coupon, chosenId]);
}

export function purchaseRow(app: CrmcomApp, draft: PurchaseDraft, id: string, hash: Buffer) {
	const { sale, spend } = draft;
	return {
		id,
		key_id: draft.keyId,
		store_id: sale.store.id,
		till_id: sale.tillId,
		member_id: sale.memberId,
		external_system: draft.system,
		reference: draft.reference,
		reference_number: sale.receiptNumber,
		external_reference: draft.externalReference,
		classification: draft.classification,
		content_hash: hash,
		performed_at: new Date(sale.atMs),
		created_at: new Date(app.ports.now()),
		currency: sale.store.currency,
		total_minor: sum(sale.lines, (line) => line.totalMinor),
		net_minor: sum(sale.lines, (line) => line.netMinor),
		vat_minor: sum(sale.lines, (line) => line.vatMinor),
		requested_minor: typeof spend?.minor === 'number' ? spend.minor : null,
		echo: JSON.stringify(draft.echo)
	};
}

export function lineRows(app: CrmcomApp, { sale }: PurchaseDraft, purchaseId: string) {
	return sale.lines.map((line) => ({
		id: newId(app.ports),
		purchase_id: purchaseId,
		line_no: line.lineNo,
		product_id: line.product?.id ?? null,
		intended_key: line.intendedKey,
		intended_value: line.intendedValue,
		quantity_milli: line.quantityMilli,
		discount_minor: line.discountMinor,
		net_minor: line.netMinor,
		vat_minor: line.vatMinor,
		total_minor: line.totalMinor
	}));
}

type Wishes = Pick<PurchaseDraft, 'spend' | 'withoutInstant' | 'coupon'>;
const noWishes: Wishes = { spend: null, withoutInstant: false, coupon: null };

/** Opens, spends and books what is still pending; what is booked is answered as it stands. */
export async function finish(app: CrmcomApp, row: PurchaseRow, wishes: Wishes = noWishes): Promise<Booked | WireFault> {
	const stored = await loadOne(app.db, row);
	if (row.state !== 'pending') return { ok: true, stored, balances: null };
	const granted = row.grants ? { ok: true as const, grants: row.grants as Grant[] } : await grant(app, stored, wishes);
	if (!granted.ok) {
		const isGone = await deletePending(app.db, row.id, { granted: false });
		if (isGone) await app.engine.abort(row.id, placeOf(wireSaleOf(stored), row.key_id));
		const standing = isGone ? undefined : await selectPurchase(app.db, { id: row.id });
		return standing && (standing.grants !== null || standing.state === 'posted') ? finish(app, standing) : granted;
	}
	const spends = granted.grants.map(({ kind, amountMinor, grantId }) => ({ kind, amountMinor, grantId }));
	const posted = await app.engine.submit(toPostedSale(wireSaleOf(stored), spends, row.key_id));
	if (!posted.ok) {
		// What may pass later stays pending: the caller repeats it, or the next round of upkeep does.
		if (!posted.retry) await deletePending(app.db, row.id, { granted: true });
		return toWireFault(posted);
	}
	await markPosted(app, row, granted.grants, posted.awards);
	const now = await selectPurchase(app.db, { id: row.id });
	if (!now) throw new Error('A purchase vanished while it was booked.');
	return { ok: true, stored: await loadOne(app.db, now), balances: posted.balances };
}

async function grant(
	app: CrmcomApp,
	stored: Stored,
	{ spend, withoutInstant, coupon }: Wishes
): Promise<{ ok: true; grants: Grant[] } | WireFault> {
	const sale = wireSaleOf(stored);
	const { row } = stored;
	const place = placeOf(sale, row.key_id);
	const basket = toBasket(sale, coupon === null ? [] : [coupon]);
	const answer = await app.engine.open(row.id, basket, place);
	if (!answer.ok) return toWireFault(answer);
	const { opened } = answer;
	const grants = opened.grants.filter(({ kind }) => kind !== 'instant' || !withoutInstant);
	if (spend) {
		const left = row.total_minor - grants.reduce((total, { amountMinor }) => total + amountMinor, 0);
		const asked = Math.min(left, spend.minor === 'most' ? opened.additionalMinor : spend.minor);
		const extra = await askSpend(app, row, basket, asked, place);
		if (extra.ok) grants.push(...extra.grants);
		if (spend.orNothing && (!extra.ok || extra.grants.length === 0)) {
			return extra.ok
				? fault('CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION', 'Nothing may be spent on this purchase')
				: extra;
		}
	}
	await updatePurchase(app.db, row.id, 'pending', {
		grants: JSON.stringify(grants),
		reduction_method: opened.reductionMethod
	});
	return { ok: true, grants };
}

async function askSpend(
	app: CrmcomApp,
	{ id, currency }: PurchaseRow,
	basket: RewardBasket,
	amountMinor: number,
	place: Place
): Promise<{ ok: true; grants: Grant[] } | WireFault> {
	if (amountMinor <= 0) return { ok: true, grants: [] };
	const answer = await app.engine.spendOnOpen(id, basket, { currency, amountMinor }, place);
	if (!answer.ok) return toWireFault(answer);
	return { ok: true, grants: answer.spent.grant ? [answer.spent.grant] : [] };
}

/** Money in the shop's currency, everything else as points. */
export function awardTotals(awards: readonly Pick<Award, 'currency' | 'amountMinor'>[], currency: string) {
	const inCurrency = (is: boolean) =>
		awards.reduce((total, award) => total + ((award.currency === currency) === is ? award.amountMinor : 0), 0);
	return { awarded_minor: inCurrency(true), awarded_points: inCurrency(false) };
}

/** Only one of several that finish the same purchase writes its spends. */
async function markPosted(app: CrmcomApp, row: PurchaseRow, grants: readonly Grant[], awards: readonly Award[]) {
	await app.db.transaction().execute(async (tx) => {
		const isFirst = await updatePurchase(tx, row.id, 'pending', {
			state: 'posted',
			awards: JSON.stringify(awards),
			...awardTotals(awards, row.currency)
		});
		if (!isFirst) return;
		await insertSpends(
			tx,
			grants.map(({ kind, amountMinor, grantId }) => ({
				id: newId(app.ports),
				purchase_id: row.id,
				key_id: row.key_id,
				kind: kindOf(kind),
				state: 'posted',
				content_hash: contentHash([row.id, grantId]),
				requested_minor: kind === 'additional' ? row.requested_minor : null,
				amount_minor: amountMinor,
				grant_id: grantId,
				performed_at: row.performed_at,
				created_at: new Date(app.ports.now())
			}))
		);
	});
}
