/**
 * One purchase into the books and the engine, exactly once however often it is sent. The row is written first; everything
 * after that happens under its lock and is written down with it, so whoever comes next finishes what a crash left.
 */
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import type { Award, Balance, Grant } from '$lib/contract/sync/rewards';
import { newId } from '../ports';
import type { CrmcomApp } from './call';
import { contentHash } from './content-hash';
import type { Customer } from './customer';
import { hashOf, type PurchaseDraft } from './draft';
import type { Trx } from './engine';
import type { WireLine } from './lines';
import {
	deletePending,
	insertPurchase,
	lockPurchase,
	selectPurchase,
	updatePurchase,
	type PurchaseRow
} from './queries.purchases';
import { insertSpends } from './queries.spends';
import { toWireFault } from './refusals';
import { placeOf, toBasket, toPostedSale, type WireSale } from './sale-of';
import { kindOf, loadOne, wireSaleOf, type Stored } from './stored';

export type Booked = { ok: true; stored: Stored; balances: Balance[] | null };

const sum = (lines: readonly WireLine[], of: (line: WireLine) => number) =>
	lines.reduce((total, line) => total + of(line), 0);

/** What the call's names stand for; asked only as far as it is needed. */
export type Resolve = {
	customer: () => Promise<Customer | WireFault>;
	sale: () => Promise<{ ok: true; sale: WireSale } | WireFault>;
};

type Found = { ok: true; row: PurchaseRow };

/** Each round that fails means that another call with the same reference was refused at the same moment. */
const mostRounds = 5;

export async function bookPurchase(
	app: CrmcomApp,
	draft: PurchaseDraft,
	resolve: Resolve
): Promise<Booked | WireFault> {
	const hash = hashOf(draft);
	for (let round = 0; round < mostRounds; round += 1) {
		const known = (await findSame(app, draft, hash, resolve)) ?? (await write(app, draft, hash, resolve));
		if (known?.ok === false) return known;
		const finished = known && (await finish(app, known.row, draft));
		if (finished) return finished;
	}
	throw new Error('A purchase was taken away again and again while it was booked.');
}

/** Null: another call was quicker, and may have been refused since. */
async function write(app: CrmcomApp, draft: PurchaseDraft, hash: Buffer, resolve: Resolve) {
	const resolved = await resolve.sale();
	if (!resolved.ok) return resolved;
	const id = draft.chosenId ?? newId(app.ports);
	const sale = { ...resolved.sale, saleId: id };
	const isFirst = await insertPurchase(app.db, purchaseRow(app, draft, sale, hash), lineRows(app, sale));
	const row = isFirst ? await selectPurchase(app.db, { id }) : undefined;
	return row ? { ok: true as const, row } : null;
}

const isOther = fault('CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION', 'The reference belongs to another purchase');

/** The purchase with this id or reference: the same one again, or a refusal when it is another. */
async function findSame(
	app: CrmcomApp,
	draft: PurchaseDraft,
	hash: Buffer,
	resolve: Resolve
): Promise<Found | WireFault | null> {
	const byId = draft.chosenId ? await selectPurchase(app.db, { id: draft.chosenId }) : undefined;
	const { system, reference, frame } = draft;
	const row = byId ?? (await selectPurchase(app.db, { storeId: frame.store.id, system, reference }));
	if (!row) return null;
	if (!row.content_hash.equals(hash)) return isOther;
	const customer = await resolve.customer();
	if (customer.ok && customer.member.memberId !== row.member_id) return isOther;
	// Whoever was known by it then may have lost the card since; who tries numbers hears nothing.
	if (!customer.ok && customer.code === 'COMMON.RATELIMITEXCEEDEDEXCEPTION') return customer;
	if (row.state === 'pending' || row.state === 'posted') return { ok: true, row };
	return fault('CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION', 'The purchase with this ID is cancelled');
}

export function purchaseRow(app: CrmcomApp, draft: PurchaseDraft, sale: WireSale, hash: Buffer) {
	const { spend } = draft;
	return {
		id: sale.saleId,
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
		coupon: sale.coupon,
		requested_minor: typeof spend?.minor === 'number' ? spend.minor : null,
		echo: JSON.stringify(draft.echo)
	};
}

export function lineRows(app: CrmcomApp, { saleId, lines }: WireSale) {
	return lines.map((line) => ({
		id: newId(app.ports),
		purchase_id: saleId,
		line_no: line.lineNo,
		product_id: line.product?.id ?? null,
		intended_key: line.intendedKey,
		intended_value: line.intendedValue,
		booked_on: line.standIn?.id ?? null,
		quantity_milli: line.quantityMilli,
		discount_minor: line.discountMinor,
		net_minor: line.netMinor,
		vat_minor: line.vatMinor,
		total_minor: line.totalMinor
	}));
}

type Wishes = Pick<PurchaseDraft, 'spend' | 'withoutInstant'>;
const noWishes: Wishes = { spend: null, withoutInstant: false };

/**
 * Grants and books what is still pending, one call at a time; what is booked is answered as it stands. Null: another call
 * was refused meanwhile and took the row away.
 */
export async function finish(
	app: CrmcomApp,
	row: PurchaseRow,
	wishes: Wishes = noWishes
): Promise<Booked | WireFault | null> {
	if (row.state !== 'pending') return { ok: true, stored: await loadOne(app.db, row), balances: null };
	return app.db.transaction().execute(async (trx) => {
		const standing = await lockPurchase(trx, row.id);
		if (!standing) return null;
		const stored = await loadOne(trx, standing);
		if (standing.state !== 'pending') return { ok: true, stored, balances: null };
		const granted = standing.grants
			? { ok: true as const, grants: standing.grants as Grant[] }
			: await grant(app, trx, stored, wishes);
		if (!granted.ok) {
			await forget(app, trx, standing.id);
			return granted;
		}
		const spends = granted.grants.map(({ kind, amountMinor, grantId }) => ({ kind, amountMinor, grantId }));
		const posted = await app.engine.book(trx, toPostedSale(wireSaleOf(stored), spends, standing.key_id));
		if (!posted.ok) {
			// What may pass later stays pending: the caller repeats it, or the next round of upkeep does.
			if (!posted.retry) await forget(app, trx, standing.id);
			return toWireFault(posted);
		}
		const now = await markPosted(app, trx, standing, granted.grants, posted.awards);
		return { ok: true, stored: await loadOne(trx, now), balances: posted.balances };
	});
}

/** A purchase that the engine refused leaves nothing behind. The caller holds its lock. */
export async function forget(app: CrmcomApp, trx: Trx, id: string): Promise<void> {
	const released = await app.engine.release(trx, id);
	if (!released.ok) throw new Error(`What a refused purchase held was not released: ${released.code}`);
	await deletePending(trx, id);
}

async function grant(
	app: CrmcomApp,
	trx: Trx,
	stored: Stored,
	{ spend, withoutInstant }: Wishes
): Promise<{ ok: true; grants: Grant[] } | WireFault> {
	const sale = wireSaleOf(stored);
	const { row } = stored;
	const basket = toBasket(sale);
	const wish = { instant: !withoutInstant, additional: spend };
	const answer = await app.engine.grant(trx, row.id, basket, wish, placeOf(sale, row.key_id));
	if (!answer.ok) return toWireFault(answer);
	const { grants, reductionMethod } = answer.granted;
	await updatePurchase(trx, row.id, 'pending', {
		grants: JSON.stringify(grants),
		reduction_method: reductionMethod
	});
	return { ok: true, grants };
}

/** Money in the shop's currency, everything else as points. */
export function awardTotals(awards: readonly Pick<Award, 'currency' | 'amountMinor'>[], currency: string) {
	const inCurrency = (is: boolean) =>
		awards.reduce((total, award) => total + ((award.currency === currency) === is ? award.amountMinor : 0), 0);
	return { awarded_minor: inCurrency(true), awarded_points: inCurrency(false) };
}

/** Answers the row as it stands then. */
async function markPosted(
	app: CrmcomApp,
	trx: Trx,
	row: PurchaseRow,
	grants: readonly Grant[],
	awards: readonly Award[]
): Promise<PurchaseRow> {
	await updatePurchase(trx, row.id, 'pending', {
		state: 'posted',
		awards: JSON.stringify(awards),
		...awardTotals(awards, row.currency)
	});
	await insertSpends(
		trx,
		grants.map(({ kind, amountMinor, grantId }) => ({
			id: newId(app.ports),
			purchase_id: row.id,
			key_id: row.key_id,
			store_id: row.store_id,
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
	const now = await selectPurchase(trx, { id: row.id });
	if (!now) throw new Error('A purchase vanished under its lock.');
	return now;
}
