/** The calls about purchases: preview, create, create_spend, show, list, cancel. */
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import type { EventIdentifier } from '$lib/contract/crmcom/identifiers';
import { toAmount, toMinor } from '$lib/contract/crmcom/numbers';
import type {
	CreatePurchaseRequest,
	CreateSpendRequest,
	LineRequest,
	PreviewData,
	PreviewRequest
} from '$lib/contract/crmcom/purchases';
import { toGuid } from '$lib/contract/crmcom/wire';
import type { Balance, Identified } from '$lib/contract/sync/rewards';
import { createAtOnce } from './at-once';
import { bookPurchase, type Booked } from './book-purchase';
import type { Answered, Call, CrmcomApp } from './call';
import { cancelPurchase } from './cancel-purchase';
import { identify } from './customer';
import { draftOf, type PurchaseDraft } from './draft';
import { readFrame, type Frame } from './frame';
import { readLines } from './lines';
import { findPurchase } from './purchase-list';
import { purchaseData, reductionWord } from './purchase-data';
import type { PurchaseRow } from './queries.purchases';
import { toWireFault } from './refusals';
import { couponOf, placeOf, toBasket, type WireSale } from './sale-of';

type ReadSale = { ok: true; sale: WireSale; member: Identified };

function customerAt({ app, caller, nowMs }: Call<unknown>, { store, tillId, identifier }: Frame) {
	return identify(app, caller, identifier, placeOf({ store, tillId, atMs: nowMs }, caller.keyId));
}

/** The customer and the products behind what was sent. */
async function resolveSale(
	call: Call<unknown>,
	frame: Frame,
	rows: readonly LineRequest[],
	{ receiptNumber, coupon }: Pick<WireSale, 'receiptNumber' | 'coupon'>
): Promise<ReadSale | WireFault> {
	const { store, tillId, atMs } = frame;
	const lines = await readLines(call, rows, store.exponent);
	if (!lines.ok) return lines;
	const found = await customerAt(call, frame);
	if (!found.ok) return found;
	const { member } = found;
	const { memberId } = member;
	const sale = { saleId: '', receiptNumber, memberId, store, tillId, atMs, lines: lines.lines, coupon };
	return { ok: true, sale, member };
}

export async function previewPurchase(call: Call<PreviewRequest>): Promise<Answered> {
	const { app, caller, value } = call;
	const frame = await readFrame(call, value);
	if (!frame.ok) return frame;
	const { products_set: rows, reference_number: receiptNumber = 'preview', promo_code: promoCode } = value;
	const read = await resolveSale(call, frame, rows, { receiptNumber, coupon: couponOf(promoCode) });
	if (!read.ok) return read;
	const { sale, member } = read;
	const answer = await app.engine.preview(toBasket(sale), placeOf(sale, caller.keyId));
	if (!answer.ok) return toWireFault(answer);
	const { preview } = answer;
	const { exponent, currency } = sale.store;
	const amount = (minor: number) => toAmount(minor, exponent);
	const awarded = (isMoney: boolean) =>
		preview.awards.reduce((sum, award) => sum + ((award.currency === currency) === isMoney ? award.amountMinor : 0), 0);
	const instantMinor = value.disable_instant_spend ? 0 : preview.instantMinor;
	const points = preview.balances.find((balance) => balance.currency !== currency);
	const data: PreviewData = {
		total_award_amount: amount(awarded(true)),
		total_award_alternative_amount: awarded(false) === 0 ? null : awarded(false),
		total_instant_spend_amount: amount(instantMinor),
		total_automatic_spend_amount: amount(preview.automaticMinor),
		total_additional_spend_amount: amount(preview.additionalMinor),
		minimum_spend_amount_per_transaction: amount(preview.minimumMinor),
		maximum_spend_amount_per_transaction: preview.maximumMinor === null ? null : amount(preview.maximumMinor),
		reduction_method: reductionWord(preview.reductionMethod),
		allow_spending: !member.spendBlocked && preview.additionalMinor > 0,
		rewards_participant_id: toGuid(member.memberId),
		rewards_participant_name: member.shownName,
		wallet_balance: amount(moneyOf(preview.balances, currency)),
		wallet_alternative_balance: points?.balanceMinor ?? null,
		voucher_types_set: [],
		messages_set: preview.messages
	};
	return { ok: true, data };
}

export function moneyOf(balances: readonly Balance[], currency: string): number {
	return balances.find((balance) => balance.currency === currency)?.balanceMinor ?? 0;
}

function book(call: Call<unknown>, draft: PurchaseDraft): Promise<Booked | WireFault> {
	const { frame, lines, receiptNumber } = draft;
	const coupon = couponOf(draft.coupon);
	return bookPurchase(call.app, draft, {
		customer: () => customerAt(call, frame),
		sale: () => resolveSale(call, frame, lines, { receiptNumber, coupon })
	});
}

async function answerBooked({ app }: Call<unknown>, booked: Booked | WireFault): Promise<Answered> {
	if (!booked.ok) return booked;
	const { stored } = booked;
	const walletMinor = booked.balances
		? moneyOf(booked.balances, stored.row.currency)
		: await walletNow(app, stored.row);
	return { ok: true, data: await purchaseData(app.db, stored, walletMinor) };
}

/** The balance as it is now; null when the engine does not say, which is no reason to hide what is booked. */
export async function walletNow(app: CrmcomApp, row: PurchaseRow): Promise<number | null> {
	const place = { storeId: row.store_id, tillId: row.till_id ?? row.key_id, zone: 'UTC', atMs: app.ports.now() };
	const found = await app.engine.identify({ kind: 'member', memberId: row.member_id }, place);
	return found.ok ? moneyOf(found.member.balances, row.currency) : null;
}

export async function createPurchase(call: Call<CreatePurchaseRequest>): Promise<Answered> {
	const { caller, value } = call;
	const frame = await readFrame(call, value);
	if (!frame.ok) return frame;
	const booked = await createAtOnce(call, frame);
	if (booked) return { ok: true, data: booked };
	const asked = value.requested_spend_amount;
	if (asked !== undefined && asked > 0 && !caller.scopes.includes('spend')) {
		return fault('SECURITY.ACCESSDENIEDEXCEPTION', 'The key may not spend');
	}
	const spend =
		asked === undefined || asked === 0 ? null : { minor: toMinor(asked, frame.store.exponent), orNothing: false };
	return answerBooked(call, await book(call, draftOf(frame, caller.keyId, value, spend)));
}

export async function createPurchaseAndSpend(call: Call<CreateSpendRequest>): Promise<Answered> {
	const { caller, value } = call;
	const event = value.purchase_customer_event;
	const frame = await readFrame(call, { ...value, products_set: event.products_set });
	if (!frame.ok) return frame;
	const asked = value.spend_request_customer_event.spend_amount;
	const minor = asked === undefined ? ('most' as const) : toMinor(asked, frame.store.exponent);
	const fields = { ...withoutBlanks(value), ...withoutBlanks(event) };
	const draft = draftOf(frame, caller.keyId, fields, { minor, orNothing: true });
	return answerBooked(call, await book(call, draft));
}

/** What the purchase's own object says counts before what stands beside it. */
function withoutBlanks<T extends object>(fields: T): T {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

export async function cancelOnePurchase(call: Call<{ customer_event_identifier: EventIdentifier }>): Promise<Answered> {
	const { app, caller, value } = call;
	const found = await findPurchase(app, caller, value.customer_event_identifier);
	if (!found.ok) return found;
	return answerBooked(call, await cancelPurchase(app, caller.keyId, found.row));
}
