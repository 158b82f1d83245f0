/**
 * Sales that were booked reach the members' wallets, in the same transaction (DESIGN.md §4). A sale is a fact: nothing here
 * refuses one. Where wallet and sale disagree, the wallet follows the sale and a case says so.
 */
import { givenByOffers } from '$lib/domain/receipt/given-by-offers';
import { walletSpends } from '$lib/domain/voucher/voucher';
import { OfferHistory } from '../offers/history';
import { Tally } from '../offers/tally';
import { newId, type Ports } from '../ports';
import type { Captured, PurchaseBooked, PurchaseToBook } from '../wallet/purchase';
import * as wallet from '../wallet/wallet';
import { noteBeyondRules } from './by-rules';
import { actorOf, openCase, timesOf, type BookedSale, type Desk } from './desk';
import { giveFor } from './give';
import { insertCases, removeOpenSales, selectMembers, selectTraits, type Trx } from './queries';
import { countDiscountsBack, takeBack, takeBackWaiting } from './take-back';

export type { BookedSale } from './desk';

/** Books awards, spends and reversals of sales in their order. A sale that comes again changes nothing. */
export async function bookRewards(trx: Trx, ports: Ports, booked: readonly BookedSale[]): Promise<void> {
	const sales = booked.filter(touchesRewards);
	if (sales.length === 0) return;
	const memberIds = unique(sales.flatMap(({ memberId }) => memberId ?? []));
	await wallet.lock(trx, memberIds);
	const desk = await openDesk(trx, ports, sales, memberIds);
	const purchases = sales.filter(({ body }) => body.kind === 'sale').flatMap((sale) => toPurchase(desk, sale) ?? []);
	const answers = await wallet.bookPurchases(
		trx,
		ports,
		purchases.map(({ purchase }) => purchase)
	);
	for (const [place, answer] of answers.entries()) {
		const sale = purchases[place]?.sale;
		if (sale) noteBooked(desk, sale, answer);
	}
	for (const sale of sales.filter(({ isLate }) => !isLate)) await noteBeyondRules(desk, sale);
	for (const sale of sales.filter(({ body }) => body.kind === 'return')) await takeBack(desk, sale);
	await takeBackWaiting(desk, sales, new Set(booked.map(({ body }) => body.saleId)));
	for (const tally of desk.tallies.values()) await tally.save(trx);
	await insertCases(trx, desk.cases);
	const opened = await removeOpenSales(
		trx,
		sales.map(({ body }) => body.saleId)
	);
	// What was held and not used, for example because its answer came too late for the till.
	for (const saleId of opened.sort()) await wallet.release(trx, ports, saleId);
}

/** What the till's own offers took off counts for their budgets and limits, whoever keeps the members' value. */
export async function bookDiscounts(trx: Trx, ports: Ports, booked: readonly BookedSale[]): Promise<void> {
	const sales = booked.filter(({ body, isLate }) => !isLate && givenByOffers(body).size > 0);
	if (sales.length === 0) return;
	const memberIds = unique(sales.flatMap(({ memberId }) => memberId ?? []));
	const desk = await openDesk(trx, ports, sales, memberIds);
	for (const sale of sales) {
		if (sale.body.kind === 'sale') noteDiscounts(desk, sale);
		else await countDiscountsBack(desk, sale);
		await noteBeyondRules(desk, sale);
	}
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
	return (
		memberId !== null || walletSpends(body.spends).length > 0 || body.kind === 'return' || givenByOffers(body).size > 0
	);
}

async function openDesk(trx: Trx, ports: Ports, sales: readonly BookedSale[], memberIds: string[]): Promise<Desk> {
	const history = await OfferHistory.read(trx);
	const productIds = unique(sales.flatMap(({ body }) => body.lines.flatMap(({ productId }) => productId ?? [])));
	const traits = await selectTraits(trx, productIds);
	const members = await selectMembers(trx, memberIds);
	const tallies = new Map<string, Tally>();
	const giving = unique(sales.flatMap((sale) => givingOf(history, sale)));
	for (const zone of unique(sales.map(({ body }) => body.zone))) {
		const atMs = Math.min(...sales.map((sale) => sale.atMs));
		tallies.set(zone, await Tally.read(trx, history, { memberIds, zone, atMs, giving }));
	}
	return {
		...{ trx, ports, history, tallies },
		members: new Map(members.map((member) => [member.id, member])),
		traits: new Map(traits.map(({ id, ...rest }) => [id, rest])),
		cases: []
	};
}

/** Offers whose budgets a sale may give from. Which one a grant is of stands with its hold. */
function givingOf(history: OfferHistory, { body, atMs }: BookedSale): readonly string[] {
	return walletSpends(body.spends).length > 0 ? history.budgeted() : [...history.budgetsAt(atMs).keys()];
}

function toPurchase(desk: Desk, sale: BookedSale): { sale: BookedSale; purchase: PurchaseToBook } | null {
	const { body, memberId, atMs } = sale;
	const spends = walletSpends(body.spends);
	if (!sale.isLate) noteDiscounts(desk, sale);
	if (memberId === null) {
		if (spends.length > 0) openCase(desk, sale, 'spend_without_member', { spends });
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
		spends: spends.map(({ kind, grantId, amountMinor }) => {
			return { kind, grantId, amountMinor, currency: body.currency };
		})
	};
	return { sale, purchase };
}

function awardsOf(desk: Desk, { body, atMs }: BookedSale, memberId: string) {
	const member = desk.members.get(memberId);
	const tally = desk.tallies.get(body.zone);
	// A member who left earns nothing more.
	if (!member || member.state === 'ended' || !tally) return [];
	const { tier, segments } = member;
	const { history, traits } = desk;
	return giveFor({ ...body, atMs, memberId, tier, segments }, { history, tally, traits }).awards;
}

/** Discounts stand for ever with the till's rules; they count for budgets and limits, and unknown ones are looked at. */
function noteDiscounts(desk: Desk, sale: BookedSale): void {
	const { body } = sale;
	const unknown: string[] = [];
	for (const [offerId, amountMinor] of givenByOffers(body)) {
		countGift(desk, sale, { offerId, times: timesOf(body, offerId), amountMinor });
		if (!isOurs(desk, sale, offerId)) unknown.push(offerId);
	}
	if (unknown.length > 0)
		openCase(desk, sale, 'offer_unknown', { offerIds: unknown, rulesVersion: body.rulesVersion ?? null });
}

/** Whether the offer is one of ours, and so are the rules that a till of ours says it used. */
function isOurs({ history }: Desk, { body, tillId }: BookedSale, offerId: string): boolean {
	const { rulesVersion } = body;
	const isKnown = rulesVersion !== undefined && history.knowsVersion(rulesVersion);
	return history.knows(offerId) && (tillId === null || isKnown);
}

/** What offers gave to be used in the sale itself. */
function countInstants(desk: Desk, sale: BookedSale, captures: readonly Captured[]): void {
	const sums = new Map<string, number>();
	for (const { offerId, amountMinor } of captures) {
		if (offerId !== null) sums.set(offerId, (sums.get(offerId) ?? 0) + amountMinor);
	}
	for (const [offerId, amountMinor] of sums) countGift(desk, sale, { offerId, times: 1, amountMinor });
}

type Gift = { offerId: string; times: number; amountMinor: number };

function countGift(desk: Desk, sale: BookedSale, { offerId, times, amountMinor }: Gift): void {
	const { body, memberId, atMs } = sale;
	const tally = desk.tallies.get(body.zone);
	const before = tally?.spentOf(offerId) ?? null;
	const gift = { saleId: body.saleId, offerId, memberId, at: new Date(atMs), currency: body.currency };
	tally?.add({ ...gift, times, amountMinor });
	noteOverrun(desk, sale, offerId, before, amountMinor);
}

/** The customer has it already; whoever made the budget hears of it once, when it is crossed. */
function noteOverrun(
	desk: Desk,
	sale: BookedSale,
	offerId: string,
	beforeMinor: number | null,
	amountMinor: number
): void {
	const budgetMinor = desk.history.budgetsAt(sale.atMs).get(offerId);
	if (budgetMinor === undefined || beforeMinor === null) return;
	const givenMinor = beforeMinor + amountMinor;
	if (beforeMinor <= budgetMinor && givenMinor > budgetMinor) {
		openCase(desk, sale, 'budget_exceeded', { offerId, budgetMinor, givenMinor });
	}
}

function noteBooked(desk: Desk, sale: BookedSale, answer: PurchaseBooked): void {
	if (!answer.ok) return openCase(desk, sale, 'rewards_not_booked', { fault: answer.code });
	if (answer.replayed) return;
	noteCaptures(desk, sale, answer.captures);
	countInstants(desk, sale, answer.captures);
}

function noteCaptures(desk: Desk, sale: BookedSale, captures: readonly Captured[]): void {
	for (const { grantId, kind, grantedAs, found, amountMinor, beyondMinor, overdrawnMinor } of captures) {
		if (overdrawnMinor > 0) openCase(desk, sale, 'wallet_overdrawn', { grantId, found, amountMinor, overdrawnMinor });
		else if (found === 'unknown' || found === 'captured' || beyondMinor > 0 || grantedAs !== kind) {
			openCase(desk, sale, 'spend_not_granted', { grantId, kind, grantedAs, found, amountMinor, beyondMinor });
		}
	}
}

function unique<T>(values: readonly T[]): T[] {
	return [...new Set(values)];
}
