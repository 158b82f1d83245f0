/** What offers gave so far, as limits for members and budgets ask; goes on counting within one batch. */
import { periodStart, wallTime } from '$lib/domain/offers/hours';
import type { Period } from '$lib/domain/offers/offer';
import type { OfferCounter } from '$lib/domain/offers/quote-types';
import type { Db } from '../db/client';
import type { OfferHistory } from './history';
import {
	insertGifts,
	listGifts,
	listGiftsOfSales,
	listHeldGifts,
	lockBudgets,
	selectBudgets,
	type GiftRow
} from './queries';

export type Given = { memberId: string; offerId: string; date: string; times: number; amountMinor: number };

export type TallyOf = {
	memberIds: readonly string[];
	zone: string;
	/** The earliest moment that will be asked for. */
	atMs: number;
	/** Offers whose budgets will be given from: nobody else does until the transaction ends. */
	giving?: readonly string[];
	/** What open sales hold counts as given, but for this sale's own. */
	held?: { exceptSaleId: string | null };
};

export class Tally {
	#fresh: GiftRow[] = [];

	private constructor(
		private readonly zone: string,
		private readonly given: Given[],
		private readonly budgets: Map<string, number>,
		private readonly periods: ReadonlyMap<string, Period>
	) {}

	/** Where something will be given, the members' wallets are locked before, so that no count is lost. */
	static async read(
		db: Db,
		history: OfferHistory,
		{ memberIds, zone, atMs, giving = [], held }: TallyOf
	): Promise<Tally> {
		await lockBudgets(db, giving);
		const from = Tally.countedFrom(history, zone, atMs);
		const given = from === null ? [] : await listGifts(db, memberIds, [...history.limited().keys()], zone, from);
		const tally = Tally.of(history, zone, given, await selectBudgets(db, history.budgeted()));
		if (held && history.limited().size + history.budgeted().length > 0) {
			const { date } = wallTime(atMs, zone);
			const rows = await listHeldGifts(db, { memberIds, offerIds: history.budgeted(), ...held });
			for (const row of rows) tally.#count({ ...row, date, times: 1 });
		}
		return tally;
	}

	/** The first local day whose gifts count for a limit at this moment, such as `2026-11-01`; null without limits. */
	static countedFrom(history: OfferHistory, zone: string, atMs: number): string | null {
		const { date } = wallTime(atMs, zone);
		return [...history.limited().values()].map((period) => periodStart(period, date)).sort()[0] ?? null;
	}

	/** From what was read elsewhere, under the same locks. A budget nobody gave from yet is counted from nothing. */
	static of(
		history: OfferHistory,
		zone: string,
		given: readonly Given[],
		budgets: readonly { offerId: string; givenMinor: number }[]
	): Tally {
		const spent = new Map(history.budgeted().map((offerId) => [offerId, 0]));
		for (const { offerId, givenMinor } of budgets) spent.set(offerId, givenMinor);
		return new Tally(zone, [...given], spent, history.limited());
	}

	/** By offer, in the period its limit is about at this moment. */
	countersOf(memberId: string, atMs: number): Record<string, OfferCounter> {
		const { date } = wallTime(atMs, this.zone);
		const counters: Record<string, OfferCounter> = {};
		for (const [offerId, period] of this.periods) {
			const from = periodStart(period, date);
			const own = this.given.filter(
				(one) => one.memberId === memberId && one.offerId === offerId && one.date >= from && one.date <= date
			);
			if (own.length === 0) continue;
			counters[offerId] = {
				times: own.reduce((sum, one) => sum + one.times, 0),
				amountMinor: own.reduce((sum, one) => sum + one.amountMinor, 0)
			};
		}
		return counters;
	}

	spentBudgets(): Record<string, number> {
		return Object.fromEntries(this.budgets);
	}

	add(gift: GiftRow): void {
		if (gift.amountMinor === 0 && gift.times === 0) return;
		this.#fresh.push(gift);
		this.#count({ ...gift, date: wallTime(gift.at.getTime(), this.zone).date });
	}

	#count({ offerId, memberId, date, times, amountMinor }: Omit<Given, 'memberId'> & { memberId: string | null }): void {
		const spent = this.budgets.get(offerId);
		if (spent !== undefined) this.budgets.set(offerId, spent + amountMinor);
		if (memberId !== null) this.given.push({ memberId, offerId, date, times, amountMinor });
	}

	/** What an offer gave so far; null when it has no budget. */
	spentOf(offerId: string): number | null {
		return this.budgets.get(offerId) ?? null;
	}

	/**
	 * Counts back what a return takes back of these offers, at the sale's time, so that it counts for the same period.
	 * `returnIds`: the sale's other returns. Of its times those are left that what is left of its amount still needs.
	 */
	async giveBack(
		db: Db,
		of: { saleId: string; returnIds: readonly string[]; returnId: string; back: ReadonlyMap<string, number> }
	): Promise<void> {
		if (of.back.size === 0) return;
		await this.save(db);
		const gifts = await listGiftsOfSales(db, [of.saleId, ...of.returnIds]);
		for (const gift of gifts.filter(({ saleId }) => saleId === of.saleId)) {
			const same = gifts.filter(({ offerId }) => offerId === gift.offerId);
			const leftMinor = same.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
			const leftTimes = same.reduce((sum, { times }) => sum + times, 0);
			const amountMinor = Math.min(of.back.get(gift.offerId) ?? 0, leftMinor);
			if (amountMinor <= 0) continue;
			const { offerId, memberId, currency } = gift;
			const stillTimes = Math.ceil((gift.times * (leftMinor - amountMinor)) / gift.amountMinor);
			const row = { saleId: of.returnId, offerId, memberId, at: new Date(gift.at), currency };
			this.add({ ...row, times: Math.min(0, stillTimes - leftTimes), amountMinor: -amountMinor });
		}
	}

	async save(db: Db): Promise<void> {
		await insertGifts(db, this.takeFresh());
	}

	/** What was added since, for whoever writes it. */
	takeFresh(): GiftRow[] {
		const fresh = this.#fresh;
		this.#fresh = [];
		return fresh;
	}
}
