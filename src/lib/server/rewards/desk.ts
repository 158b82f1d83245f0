/** What sales are booked with, once for a batch. */
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Actor } from '../audit/audit';
import type { OfferHistory } from '../offers/history';
import type { Tally } from '../offers/tally';
import { newId, type Ports } from '../ports';
import type { Traits } from './earned';
import type { CaseInsert, selectMembers, Trx } from './queries';

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
	/** Its member became known after it was booked: its discounts are counted already. */
	isLate?: boolean;
};

type Member = Awaited<ReturnType<typeof selectMembers>>[number];

export type Desk = {
	trx: Trx;
	ports: Ports;
	history: OfferHistory;
	members: ReadonlyMap<string, Member>;
	traits: ReadonlyMap<string, Traits>;
	/** By zone of the store. */
	tallies: Map<string, Tally>;
	cases: CaseInsert[];
};

export function actorOf({ deviceId }: BookedSale): Actor {
	return deviceId === null ? { kind: 'system' } : { kind: 'device', id: deviceId };
}

export function openCase(
	desk: Desk,
	{ body, tillId }: BookedSale,
	code: string,
	detail: Record<string, unknown>
): void {
	const findings = [{ code, receiptNumber: body.receiptNumber, ...detail }];
	desk.cases.push({ id: newId(desk.ports), kind: code, saleId: body.saleId, tillId, detail: { findings } });
}

/** How often an offer counts against a member's limit; tills that did not tell yet: once. */
export function timesOf({ offerTimes = [] }: SaleBody, offerId: string): number {
	return offerTimes.find((one) => one.offerId === offerId)?.times ?? 1;
}
