/** A return reaches the member's wallet and the offers' limits: everything the sale gave goes back in proportion. */
import { saleCompleted } from '$lib/contract/sync/bodies';
import { givenByOffers } from '$lib/domain/receipt/given-by-offers';
import type { SaleBody } from '$lib/domain/receipt/sale';
import { walletSpends } from '$lib/domain/voucher/voucher';
import * as wallet from '../wallet/wallet';
import { actorOf, openCase, type BookedSale, type Desk } from './desk';
import { toBooked } from './late';
import {
	findSaleByReceipt,
	listOffersOfGrants,
	listOffersOfLots,
	listReturnsOf,
	listSalesWithText,
	type Trx
} from './queries';
import { readRewardSettings } from './settings';

type Original = NonNullable<Awaited<ReturnType<typeof findSaleByReceipt>>>;

/** Award and spend go back into the lots they came from. A return whose sale is not there yet is taken up with the sale. */
export async function takeBack(desk: Desk, sale: BookedSale): Promise<void> {
	const { body } = sale;
	const original = body.originalReceiptNumber && (await findSaleByReceipt(desk.trx, body.originalReceiptNumber));
	if (!original) return;
	const read = saleCompleted.safeParse((JSON.parse(original.text) as { body?: unknown }).body);
	if (!read.success) return openCase(desk, sale, 'original_unreadable', { originalSaleId: original.id });
	const gone = await reverse(desk, sale, original, read.data);
	if (gone) await countBack(desk, sale, original, gone);
}

type Gone = {
	/** What was taken of which lot. */
	lots: readonly { lotId: string; amountMinor: number }[];
	/** What came back of which spend. */
	grants: readonly { grantId: string; amountMinor: number }[];
};

const nothing: Gone = { lots: [], grants: [] };

/** Null when this return was booked before. */
async function reverse(desk: Desk, sale: BookedSale, original: Original, of: SaleBody): Promise<Gone | null> {
	const { body, atMs, eventHash } = sale;
	const returned = new Map<number, number>();
	for (const { lineNo, quantityMilli } of body.lines) returned.set(lineNo, (returned.get(lineNo) ?? 0) - quantityMilli);
	const { policy } = await readRewardSettings(desk.trx);
	const answer = await wallet.reverse(desk.trx, desk.ports, {
		key: `reversal:${body.saleId}`,
		content: eventHash,
		originalSaleId: original.id,
		returnSaleId: body.saleId,
		request: {
			everything: false,
			lines: of.lines.map(({ lineNo, quantityMilli, totalMinor }) => ({
				...{ lineNo, soldMilli: quantityMilli, soldMinor: totalMinor },
				returnedMilli: returned.get(lineNo) ?? 0
			})),
			spends: walletSpends(body.spends).map(({ grantId, amountMinor }) => ({ grantId, amountMinor }))
		},
		policy,
		atMs,
		actor: actorOf(sale)
	});
	if (!answer.ok) {
		// Nothing of the sale ever reached a wallet: then nothing goes back.
		if (answer.code !== 'unknown_sale') openCase(desk, sale, 'rewards_not_booked', { fault: answer.code });
		return nothing;
	}
	if (answer.replayed) return null;
	if (answer.beyondMinor > 0) openCase(desk, sale, 'returned_more_than_spent', { beyondMinor: answer.beyondMinor });
	if (answer.owes.length > 0) openCase(desk, sale, 'wallet_overdrawn', { owes: answer.owes });
	return { lots: answer.lotsTaken, grants: answer.grants };
}

/** The part of a return that is the till's own: what its offers took off. */
export async function countDiscountsBack(desk: Desk, sale: BookedSale): Promise<void> {
	const { originalReceiptNumber } = sale.body;
	const original = originalReceiptNumber && (await findSaleByReceipt(desk.trx, originalReceiptNumber));
	if (original) await countBack(desk, sale, original, nothing);
}

/** Offers that gave the discounts, awards and instant spends have given less: their limits and budgets hear of it. */
async function countBack(desk: Desk, { body }: BookedSale, { id }: Original, { lots, grants }: Gone): Promise<void> {
	const back = new Map([...givenByOffers(body)].map(([offerId, amountMinor]) => [offerId, -amountMinor]));
	const offers = await listOffersOfLots(
		desk.trx,
		lots.map(({ lotId }) => lotId)
	);
	for (const { id: lotId, offerId } of offers) {
		const amountMinor = lots.find((lot) => lot.lotId === lotId)?.amountMinor ?? 0;
		if (offerId !== null) back.set(offerId, (back.get(offerId) ?? 0) + amountMinor);
	}
	for (const { offerId, amountMinor } of await offersOfGrants(desk.trx, id, grants)) {
		back.set(offerId, (back.get(offerId) ?? 0) + amountMinor);
	}
	const returns = await listReturnsOf(desk.trx, [body.originalReceiptNumber ?? '']);
	const returnIds = returns.map(({ returnId }) => returnId);
	await desk.tallies.get(body.zone)?.giveBack(desk.trx, { saleId: id, returnIds, returnId: body.saleId, back });
}

/** What came back of instant spends, by the offer that gave them. */
export async function offersOfGrants(
	trx: Trx,
	saleId: string,
	grants: readonly { grantId: string; amountMinor: number }[]
): Promise<{ offerId: string; amountMinor: number }[]> {
	const amounts = new Map(grants.map(({ grantId, amountMinor }) => [grantId, amountMinor]));
	const offers = await listOffersOfGrants(trx, saleId, [...amounts.keys()]);
	return offers.map(({ grantId, offerId }) => ({ offerId, amountMinor: amounts.get(grantId) ?? 0 }));
}

/** Returns that arrived before these sales, or before their member was known. */
export async function takeBackWaiting(
	desk: Desk,
	sales: readonly BookedSale[],
	atHand: ReadonlySet<string>
): Promise<void> {
	const numbers = sales.filter(({ body }) => body.kind === 'sale').map(({ body }) => body.receiptNumber);
	const waiting = (await listReturnsOf(desk.trx, numbers)).filter(({ returnId }) => !atHand.has(returnId));
	if (waiting.length === 0) return;
	const rows = await listSalesWithText(
		desk.trx,
		waiting.map(({ returnId }) => returnId)
	);
	for (const sale of rows.flatMap((row) => toBooked(row) ?? [])) await takeBack(desk, sale);
}
