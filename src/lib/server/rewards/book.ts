/**
 * Sales that were booked reach the members' wallets, in the same transaction (DESIGN.md §4). A sale is a fact: nothing here
 * refuses one. Where wallet and sale disagree, the wallet follows the sale and a case says so.
 */
import { saleCompleted } from '$lib/contract/sync/bodies';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Actor } from '../audit/audit';
import { OfferHistory } from '../offers/history';
import { Tally } from '../offers/tally';
import { newId, type Ports } from '../ports';
import type { Captured, PurchaseToBook } from '../wallet/purchase';
import type { Trx } from './queries';
import * as wallet from '../wallet/wallet';
import { quoteEarned, toLot, type Traits } from './earned';
import {
	findSaleByReceipt,
	insertCases,
	removeOpenSales,
	selectMembers,
	selectTraits,
	type CaseInsert
} from './queries';
import { readRewardSettings } from './settings';

/** A sale as the books have it. */
export type BookedSale = {
	body: SaleBody;
	memberId: string | null;
	/** Corrected time, epoch milliseconds. */
	atMs: number;
	eventHash: string;
	/** Both null: not a till of ours. */
	tillId: string | null;
	deviceId: string | null;
};

type Member = Awaited<ReturnType<typeof selectMembers>>[number];

type Desk = {
	trx: Trx;
	ports: Ports;
	history: OfferHistory;
	members: ReadonlyMap<string, Member>;
	traits: ReadonlyMap<string, Traits>;
	/** By zone of the store. */
	tallies: Map<string, Tally>;
	cases: CaseInsert[];
};

/** Books awards, spends and reversals of sales in their order. A sale that comes again changes nothing. */
export async function bookRewards(trx: Trx, ports: Ports, booked: readonly BookedSale[]): Promise<void> {
	const sales = booked.filter(touchesRewards);
	if (sales.length === 0) return;
	const memberIds = unique(sales.flatMap(({ memberId }) => memberId ?? []));
	await wallet.lock(trx, memberIds);
	const desk = await openDesk(trx, ports, sales, memberIds);
	const purchases = sales.filter(({ body }) => body.kind === 'sale').flatMap((sale) => toPurchase(desk, sale) ?? []);
	for (const answer of await wallet.bookPurchases(
		trx,
		ports,
		purchases.map(({ purchase }) => purchase)
	)) {
		const sale = purchases.find(({ purchase }) => purchase.key === answer.key)?.sale;
		if (sale && answer.ok && !answer.replayed) noteCaptures(desk, sale, answer.captures);
	}
	for (const sale of sales.filter(({ body }) => body.kind === 'return')) await takeBack(desk, sale);
	for (const tally of desk.tallies.values()) await tally.save(trx);
	await insertCases(trx, desk.cases);
	await removeOpenSales(
		trx,
		sales.map(({ body }) => body.saleId)
	);
}

/** What the till's own offers took off counts for their budgets and limits, whoever keeps the members' value. */
export async function bookDiscounts(trx: Trx, ports: Ports, booked: readonly BookedSale[]): Promise<void> {
	const sales = booked.filter(({ body }) => body.kind === 'sale' && offersOf(body).size > 0);
	if (sales.length === 0) return;
	const memberIds = unique(sales.flatMap(({ memberId }) => memberId ?? []));
	const desk = await openDesk(trx, ports, sales, memberIds);
	for (const sale of sales) noteDiscounts(desk, sale);
	for (const tally of desk.tallies.values()) await tally.save(trx);
	await insertCases(trx, desk.cases);
}

/** The sale stands in the books, its rewards do not: a person has to look. */
export async function noteUnrewarded(trx: Trx, ports: Ports, sale: BookedSale, fault: string): Promise<void> {
	const { body, tillId } = sale;
	const findings = [{ code: 'rewards_not_booked', receiptNumber: body.receiptNumber, fault }];
	const id = newId(ports);
	await insertCases(trx, [{ id, kind: 'rewards_not_booked', saleId: body.saleId, tillId, detail: { findings } }]);
}

/** Whether anything of it concerns a wallet or an offer's budget. */
function touchesRewards({ body, memberId }: BookedSale): boolean {
	return memberId !== null || body.spends.length > 0 || body.kind === 'return' || offersOf(body).size > 0;
}

async function openDesk(trx: Trx, ports: Ports, sales: readonly BookedSale[], memberIds: string[]): Promise<Desk> {
	const history = await OfferHistory.read(trx);
	const productIds = unique(sales.flatMap(({ body }) => body.lines.flatMap(({ productId }) => productId ?? [])));
	const traits = await selectTraits(trx, productIds);
	const members = await selectMembers(trx, memberIds);
	const tallies = new Map<string, Tally>();
	for (const zone of unique(sales.map(({ body }) => body.zone))) {
		const atMs = Math.min(...sales.map((sale) => sale.atMs));
		tallies.set(zone, await Tally.read(trx, history, { memberIds, zone, atMs }));
	}
	return {
		...{ trx, ports, history, tallies },
		members: new Map(members.map((member) => [member.id, member])),
		traits: new Map(traits.map(({ id, ...rest }) => [id, rest])),
		cases: []
	};
}

function toPurchase(desk: Desk, sale: BookedSale): { sale: BookedSale; purchase: PurchaseToBook } | null {
	const { body, memberId, atMs } = sale;
	noteDiscounts(desk, sale);
	if (memberId === null) {
		if (body.spends.length > 0) openCase(desk, sale, 'spend_without_member', { spends: body.spends });
		return null;
	}
	const purchase = {
		key: `purchase:${body.saleId}`,
		content: sale.eventHash,
		saleId: body.saleId,
		memberId,
		atMs,
		actor: actorOf(sale),
		awards: awardsOf(desk, sale, memberId),
		spends: body.spends.map((spend) => ({ ...spend, currency: body.currency }))
	};
	return { sale, purchase };
}

function actorOf({ deviceId }: BookedSale): Actor {
	return deviceId === null ? { kind: 'system' } : { kind: 'device', id: deviceId };
}

function awardsOf(desk: Desk, { body, atMs }: BookedSale, memberId: string) {
	const member = desk.members.get(memberId);
	const tally = desk.tallies.get(body.zone);
	// A member who left earns nothing more.
	if (!member || member.state === 'ended' || !tally) return [];
	const { currency, pricesIncludeTax, storeId, zone } = body;
	const context = { currency, pricesIncludeTax, storeId, zone, atMs, budgets: tally.spentBudgets(), coupons: [] };
	const earner = { tier: member.tier, segments: member.segments, counters: tally.countersOf(memberId, atMs) };
	const quoted = quoteEarned(desk.history.at(atMs), body.lines, desk.traits, earner, context);
	const given = quoted.awards.filter(({ possible, amountMinor }) => !possible && amountMinor > 0);
	for (const { offerId, currency: of, amountMinor } of given) {
		tally.add({ saleId: body.saleId, offerId, memberId, at: new Date(atMs), currency: of, times: 1, amountMinor });
	}
	return given.map((award) => toLot(award, context));
}

/** What each offer took off a sale. */
function offersOf(body: SaleBody): Map<string, number> {
	const sums = new Map<string, number>();
	for (const { kind, source, amountMinor } of body.lines.flatMap((line) => line.discounts)) {
		if (kind === 'offer') sums.set(source, (sums.get(source) ?? 0) + amountMinor);
	}
	return sums;
}

/** Discounts stand for ever with the till's rules; they count for budgets and limits, and unknown ones are looked at. */
function noteDiscounts(desk: Desk, sale: BookedSale): void {
	const { body, memberId, atMs } = sale;
	const unknown: string[] = [];
	for (const [offerId, amountMinor] of offersOf(body)) {
		const gift = { saleId: body.saleId, offerId, memberId, at: new Date(atMs), currency: body.currency, times: 1 };
		desk.tallies.get(body.zone)?.add({ ...gift, amountMinor });
		if (!desk.history.knows(offerId)) unknown.push(offerId);
	}
	if (unknown.length > 0)
		openCase(desk, sale, 'offer_unknown', { offerIds: unknown, rulesVersion: body.rulesVersion ?? null });
}

function noteCaptures(desk: Desk, sale: BookedSale, captures: readonly Captured[]): void {
	for (const { grantId, found, amountMinor, beyondMinor, overdrawnMinor } of captures) {
		if (overdrawnMinor > 0) openCase(desk, sale, 'wallet_overdrawn', { grantId, found, amountMinor, overdrawnMinor });
		else if (found === 'unknown' || found === 'captured' || beyondMinor > 0) {
			openCase(desk, sale, 'spend_not_granted', { grantId, found, amountMinor, beyondMinor });
		}
	}
}

function openCase(desk: Desk, { body, tillId }: BookedSale, code: string, detail: Record<string, unknown>): void {
	const findings = [{ code, receiptNumber: body.receiptNumber, ...detail }];
	desk.cases.push({ id: newId(desk.ports), kind: code, saleId: body.saleId, tillId, detail: { findings } });
}

/** The wallet's side of a return: award and spend go back in proportion, into the lots they came from. */
async function takeBack(desk: Desk, sale: BookedSale): Promise<void> {
	const { body, atMs, eventHash } = sale;
	const original = body.originalReceiptNumber && (await findSaleByReceipt(desk.trx, body.originalReceiptNumber));
	// The journal opens a case for it; should the sale arrive later, its returns are taken up then.
	if (!original) return;
	const read = saleCompleted.safeParse((JSON.parse(original.text) as { body?: unknown }).body);
	if (!read.success) return openCase(desk, sale, 'original_unreadable', { originalSaleId: original.id });
	const returned = new Map(body.lines.map(({ lineNo, quantityMilli }) => [lineNo, -quantityMilli]));
	const { policy } = await readRewardSettings(desk.trx);
	const answer = await wallet.reverse(desk.trx, desk.ports, {
		key: `reversal:${body.saleId}`,
		content: eventHash,
		originalSaleId: original.id,
		returnSaleId: body.saleId,
		request: {
			everything: false,
			lines: read.data.lines.map(({ lineNo, quantityMilli, totalMinor }) => ({
				...{ lineNo, soldMilli: quantityMilli, soldMinor: totalMinor },
				returnedMilli: returned.get(lineNo) ?? 0
			})),
			spends: body.spends.map(({ grantId, amountMinor }) => ({ grantId, amountMinor }))
		},
		policy,
		atMs,
		actor: actorOf(sale)
	});
	if (answer.ok && !answer.replayed && answer.beyondMinor > 0) {
		openCase(desk, sale, 'returned_more_than_spent', { beyondMinor: answer.beyondMinor });
	}
	if (answer.ok && !answer.replayed && answer.owes.length > 0) {
		openCase(desk, sale, 'wallet_overdrawn', { owes: answer.owes });
	}
}

function unique<T>(values: readonly T[]): T[] {
	return [...new Set(values)];
}
