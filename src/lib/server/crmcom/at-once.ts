/**
 * The purchase that only earns, which is nearly every one: found, decided and booked in one transaction of two round trips.
 * Whatever is special about a call (a spend, a coupon, a repetition, anything wrong) is left to the longer way, which then
 * finds everything as it was.
 */
import type { CustomerIdentifier } from '$lib/contract/crmcom/identifiers';
import { meansOf } from '$lib/contract/crmcom/identifiers';
import type { CreatePurchaseRequest, PurchaseData } from '$lib/contract/crmcom/purchases';
import { isPaymentCard } from '$lib/domain/code/card';
import { balanceOf } from '$lib/domain/wallet/balance';
import type { Lot } from '$lib/domain/wallet/lot';
import { windowOf } from '../auth/rate-limit';
import { OfferHistory } from '../offers/history';
import { Tally } from '../offers/tally';
import { newId } from '../ports';
import { giveFor } from '../rewards/give';
import { readStandIn, type StandIn } from '../rewards/stand-in';
import type { NewLot } from '../wallet/purchase';
import * as wallet from '../wallet/wallet';
import { awardTotals, lineRows, purchaseRow } from './book-purchase';
import type { Call } from './call';
import { limits } from './limits';
import { linesOf, namesIn } from './lines';
import { draftOf, hashOf, type PurchaseDraft } from './draft';
import type { Frame } from './frame';
import { toPurchaseData } from './purchase-data';
import { bookInTwoWaves, type AskedPurchase, type OpenedPurchase } from './queries.at-once';
import { toBasket, type WireSale } from './sale-of';
import type { Stored } from './stored';

type Create = Call<CreatePurchaseRequest>;

/** Null: the longer way has to decide. Nothing was changed then. */
export async function createAtOnce(call: Create, frame: Frame): Promise<PurchaseData | null> {
	const { app, value } = call;
	const asked = app.engine.keepsValueHere && isPlain(value) ? whoIs(frame.identifier) : null;
	if (!asked) return null;
	const [history, standIn] = await Promise.all([
		OfferHistory.read(app.db, call.stamp),
		readStandIn(app.db, call.stamp)
	]);
	let booking: Booking | null = null;
	const numbers = await bookInTwoWaves(
		app.db,
		{ ...asked, ...askFor(call, frame, history) },
		(opened) => (booking = decide(call, frame, { history, standIn }, opened))?.batch ?? null
	).catch(unlessDeadlocked);
	// Assigned by the call above; the compiler does not follow that.
	const booked = booking as Booking | null;
	if (!numbers || !booked) return null;
	const { stored, walletMinor } = booked;
	return toPurchaseData(
		{ ...stored, row: { ...stored.row, number: numbers.number } },
		numbers.participant,
		walletMinor
	);
}

function isPlain(value: CreatePurchaseRequest): boolean {
	return !value.requested_spend_amount && !value.promo_code && !value.disable_instant_spend;
}

/** Only what names one member without further rules. */
function whoIs(identifier: CustomerIdentifier): { card: string } | { memberId: string } | null {
	const means = meansOf(identifier);
	if (means.by === 'id') return { memberId: means.id };
	if (means.by !== 'code' || means.code.length > 40 || means.code.includes('@')) return null;
	const card = means.code.replace(/[\s-]/g, '');
	return isPaymentCard(card) ? null : { card };
}

function unlessDeadlocked(error: unknown): null {
	const { code } = error as { code?: string };
	if (code !== '40P01' && code !== '40001') throw error;
	return null;
}

function askFor({ caller, value, nowMs }: Create, { store, atMs }: Frame, history: OfferHistory): AskedPurchase {
	const misses = windowOf(limits.missesByKey, caller.keyId, nowMs);
	const { ids, skus, codes } = namesIn(value.products_set);
	return {
		missesKey: misses.key,
		missesWindow: new Date(misses.startMs).toISOString(),
		missesMost: limits.missesByKey.most,
		storeId: store.id,
		system: value.external_system ?? '',
		reference: value.external_system_reference_number ?? value.reference_number,
		receiptNumber: value.reference_number,
		...(value.id && { id: value.id }),
		...{ productIds: ids, skus, codes, zone: store.zone },
		limited: [...history.limited().keys()],
		countedFrom: Tally.countedFrom(history, store.zone, atMs) ?? '',
		giving: [...history.budgetsAt(atMs).keys()],
		budgeted: history.budgeted()
	};
}

type Booking = { batch: string; stored: Stored; walletMinor: number };

type House = { history: OfferHistory; standIn: StandIn | null };

function decide(call: Create, frame: Frame, { history, standIn }: House, opened: OpenedPurchase): Booking | null {
	const { app, caller, value } = call;
	const { store, tillId, atMs } = frame;
	const { memberId, tier, segments } = opened;
	const read = linesOf({ caller, standIn }, value.products_set, store.exponent, opened.products);
	if (!read.ok) return null;
	const saleId = value.id ?? newId(app.ports);
	const receiptNumber = value.reference_number;
	const sale = { saleId, receiptNumber, memberId, store, tillId, atMs, lines: read.lines, coupon: null };
	const tally = Tally.of(
		history,
		store.zone,
		opened.gifts.map((gift) => ({ ...gift, memberId })),
		opened.budgets
	);
	const { lines, currency, pricesIncludeTax } = toBasket(sale);
	const place = { storeId: store.id, zone: store.zone, atMs };
	const given = giveFor(
		{ ...{ saleId, lines, currency, pricesIncludeTax, memberId, tier, segments }, ...place },
		{ history, tally, traits: new Map(opened.products.map((product) => [product.id, product])) }
	);
	if (given.instantMinor > 0) return null;
	return toBooking(call, draftOf(frame, caller.keyId, value, null), { sale, opened, tally, awards: given.awards });
}

type Decided = { sale: WireSale; opened: OpenedPurchase; tally: Tally; awards: NewLot[] };

function toBooking({ app, nowMs }: Create, draft: PurchaseDraft, { sale, opened, tally, awards }: Decided): Booking {
	const { saleId, memberId, store, atMs } = sale;
	const hash = hashOf(draft);
	const ledger = wallet.prepareAward(app.ports, {
		...{ key: `purchase:${saleId}`, content: hash.toString('hex'), saleId, memberId, atMs },
		...{ actor: { kind: 'system' }, awards }
	});
	const earned = ledger.awards.map((award) => ({ ...award, offerId: award.offerId ?? '' }));
	const gained = { awards: earned, ...awardTotals(earned, store.currency) };
	const row = { ...purchaseRow(app, draft, sale, hash), ...gained, reduction_method: 'front_end' };
	const lines = lineRows(app, sale);
	const gifts = tally.takeFresh().map(({ saleId: sale_id, offerId, at, currency, times, amountMinor }) => {
		return { sale_id, offer_id: offerId, at, currency, times, amount_minor: amountMinor };
	});
	const batch = JSON.stringify({
		purchase: { ...row, content_hash: hash.toString('hex'), echo: draft.echo },
		lines,
		ledger: ledger.batch.toRows(),
		...(gifts.length > 0 && { gifts })
	});
	return {
		batch,
		stored: storedOf(sale, draft.echo, row, lines),
		walletMinor: worth(opened, awards, store.currency, nowMs)
	};
}

/** As it would be read back from the books. */
function storedOf(
	sale: WireSale,
	echo: PurchaseDraft['echo'],
	row: ReturnType<typeof purchaseRow> &
		Pick<Stored['row'], 'awards' | 'awarded_minor' | 'awarded_points' | 'reduction_method'>,
	lines: ReturnType<typeof lineRows>
): Stored {
	const { store } = sale;
	return {
		store,
		spends: [],
		row: {
			...row,
			...{ number: 0, state: 'posted', grants: [], echo, code: store.code, external_system: row.external_system },
			performed_at: row.performed_at.toISOString(),
			created_at: row.created_at.toISOString(),
			...{ cancel_id: null, cancelled_at: null, cancelled_by: null },
			...{ reversed_award_minor: null, reversed_spend_minor: null, run_out_spend_minor: null }
		},
		lines: lines.map((line, index) => {
			const {
				sku = null,
				name = null,
				groupId = null,
				taxRateId = null,
				unit = null
			} = sale.lines[index]?.product ?? {};
			const standIn = sale.lines[index]?.standIn;
			return {
				...{ ...line, sku, name, groupId, taxRateId, unit },
				...{ standInSku: standIn?.sku ?? null, standInName: standIn?.name ?? null },
				standInTaxRateId: standIn?.taxRateId ?? null
			};
		})
	};
}

/** What the wallet holds with it. */
function worth({ lots }: OpenedPurchase, awards: readonly NewLot[], currency: string, atMs: number): number {
	const any: Lot = {
		...{ id: '', currency, balanceMinor: 0, heldMinor: 0, createdAtMs: atMs, validFromMs: atMs },
		...{ expiresAtMs: null, conditions: null }
	};
	const earned = awards.map(({ currency: of, amountMinor, expiresAtMs }) => {
		return { ...any, currency: of, balanceMinor: amountMinor, expiresAtMs };
	});
	return balanceOf(currency, [...lots.map((lot) => ({ ...any, ...lot })), ...earned], atMs).balanceMinor;
}
