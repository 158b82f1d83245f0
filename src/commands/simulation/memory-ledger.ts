/** The members' value at the simulated server: the product's own decisions, and books that are only added to. */
import type { SaleBody } from '$lib/domain/receipt/sale';
import { walletSpends } from '$lib/domain/voucher/voucher';
import { decideCapture, type Hold, type HoldKind } from '$lib/domain/wallet/capture';
import { decideSpend } from '$lib/domain/wallet/decide-spend';
import { decideExpiry } from '$lib/domain/wallet/expiry-run';
import type { Lot, WalletLine } from '$lib/domain/wallet/lot';
import { move, type Posting } from '$lib/domain/wallet/posting';
import { decideReversal } from '$lib/domain/wallet/reverse';
import { applyPostings } from '$lib/domain/wallet/take';
import type { Booked, LedgerState, WalletFlaws } from './ledger-state';

export const currency = 'EUR';
export const holdMs = 120_000;
const awardShare = 0.05;

export type Wish = { saleId: string; memberId: string; lines: WalletLine[]; dueMinor: number; askedMinor: number };
export type Sold = { body: SaleBody; hash: string; atMs: number };

export class MemoryLedger {
	constructor(
		private readonly state: () => LedgerState,
		private readonly nowMs: () => number,
		private readonly newId: () => string,
		private readonly flaws: WalletFlaws = {}
	) {}

	/** A gift outside of any sale. */
	give(memberId: string, amountMinor: number, expiresAtMs: number | null): void {
		const lot = this.#addLot(memberId, expiresAtMs);
		const entries = move('award_cost', { lot: lot.id }, currency, amountMinor);
		this.#book({ key: `gift:${lot.id}`, content: '', memberId, saleId: null, originalSaleId: null, entries });
		this.#move(entries);
	}

	/** Sets aside for an open sale; the same key again answers what stands. */
	hold(wish: Wish, key: string, storeId: string): { holdId: string; amountMinor: number } | null {
		const { holds } = this.state();
		const { saleId, memberId, lines, dueMinor, askedMinor } = wish;
		const former = [...holds.values()].find((hold) => hold.key === key && hold.ended === null);
		if (former) return { holdId: former.id, amountMinor: former.amountMinor };
		const place = { storeId, zone: 'Europe/Berlin', atMs: this.nowMs() };
		const lots = this.#lotsOf(memberId).map((lot) => (this.flaws.ignoresHolds ? { ...lot, heldMinor: 0 } : lot));
		const asked = { askedMinor, limits: { minimumMinor: 0, maximumMinor: null }, blocked: false };
		const decision = decideSpend(lots, { currency, lines, dueMinor, granted: [], place }, asked);
		if (!decision.ok) return null;
		const { grantedMinor: amountMinor, takes } = decision;
		const id = this.newId();
		const rest = { id, currency, amountMinor, lots: takes, ended: null, expiresAtMs: this.nowMs() + holdMs };
		holds.set(id, { ...rest, kind: 'additional', key, memberId, saleId });
		for (const { lotId, amountMinor: part } of takes) this.#setAside(lotId, part);
		this.state().log.push({ kind: 'held', holdId: id, memberId, saleId, amountMinor });
		return { holdId: id, amountMinor };
	}

	/** Gives back what a sale holds; `but` the one with this key. */
	release(saleId: string, but?: string): void {
		for (const hold of this.state().holds.values()) {
			if (hold.saleId === saleId && hold.ended === null && hold.key !== but) this.#end(hold.id, 'released');
		}
	}

	/** What ran out: holds of tills that died, and lots. */
	expire(nowMs = this.nowMs()): void {
		const { holds } = this.state();
		for (const { id, ended, expiresAtMs } of holds.values()) {
			const isOpen = ended === null || (this.flaws.endsTwice && ended === 'captured');
			if (isOpen && expiresAtMs <= nowMs) this.#end(id, 'expired');
		}
		for (const memberId of new Set(this.state().lots.map((lot) => lot.memberId))) {
			const { postings } = decideExpiry(this.#lotsOf(memberId), nowMs);
			if (postings.length === 0) continue;
			const key = `expiry:${memberId}:${String(this.state().log.length)}`;
			this.#book({ key, content: '', memberId, saleId: null, originalSaleId: null, entries: postings });
			this.#move(postings);
		}
	}

	/** A sale or return that is in the books; a sale that comes again changes nothing. */
	sold({ body, hash, atMs }: Sold, findOriginal: (receiptNumber: string) => SaleBody | null): void {
		if (body.kind === 'return') return this.#takeBack(body, hash, atMs, findOriginal(body.originalReceiptNumber ?? ''));
		const memberId = body.member?.memberId;
		if (!memberId) return;
		const key = `purchase:${body.saleId}`;
		if (this.#isBooked(key)) return;
		const entries: Posting[] = [];
		const spent = walletSpends(body.spends).flatMap((spend) =>
			this.#capture(memberId, body.saleId, spend, atMs, entries)
		);
		const awardMinor = Math.round(this.#rate() * body.lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0));
		const awards =
			awardMinor > 0
				? [{ lotId: this.#addLot(memberId, null).id, currency, amountMinor: awardMinor, basis: null }]
				: [];
		for (const { lotId } of awards) {
			const both = move('award_cost', { lot: lotId }, currency, awardMinor);
			entries.push(...(this.flaws.mintsAwards ? both.filter(({ account }) => account === 'member') : both));
			this.#move(both);
		}
		this.#book({ key, content: hash, memberId, saleId: body.saleId, originalSaleId: null, entries });
		const undone = {
			everything: false,
			milliByLine: new Map<number, number>(),
			minorByGrant: new Map<string, number>()
		};
		this.state().purchases.set(body.saleId, { memberId, awards, spent, undone });
		this.#takeBackEarly(body);
	}

	#rate(): number {
		return awardShare + (this.flaws.awardsByArrival ? (this.state().log.length % 3) / 100 : 0);
	}

	#capture(
		memberId: string,
		saleId: string,
		{ grantId, kind, amountMinor }: { grantId: string; kind: HoldKind; amountMinor: number },
		atMs: number,
		entries: Posting[]
	) {
		const { holds, cases } = this.state();
		const known = holds.get(grantId);
		const hold: Hold | null = known?.memberId === memberId ? known : null;
		const wanted = { currency, kind, amountMinor, atMs, debtLotId: this.newId() };
		const capture = decideCapture(hold, this.#lotsOf(memberId), this.#expiredByLot(), wanted);
		for (const lot of capture.lots)
			if (lot.id === wanted.debtLotId) this.state().lots.push({ ...lot, balanceMinor: 0, memberId });
		entries.push(...capture.postings);
		// Moved at once: the next spend of the sale finds the lots as they are.
		this.#move(capture.postings);
		if (capture.found === 'standing') this.#end(grantId, 'captured', amountMinor, `purchase:${saleId}`);
		if (capture.overdrawnMinor > 0) cases.push({ saleId, code: 'wallet_overdrawn' });
		else if (capture.found === 'unknown' || capture.found === 'captured' || capture.beyondMinor > 0)
			cases.push({ saleId, code: 'spend_not_granted' });
		return capture.parts.map((part) => ({ grantId, currency, ...part }));
	}

	#takeBack(body: SaleBody, hash: string, atMs: number, original: SaleBody | null): void {
		const key = `reversal:${body.saleId}`;
		const purchase = original && this.state().purchases.get(original.saleId);
		if (!original || !purchase) {
			if (body.member?.memberId) this.state().early.push({ body, hash, atMs });
			return;
		}
		if (this.#isBooked(key)) return;
		const { awards, spent, undone, memberId } = purchase;
		const returned = new Map(body.lines.map(({ lineNo, quantityMilli }) => [lineNo, -quantityMilli]));
		const lines = original.lines.map(({ lineNo, quantityMilli, totalMinor }) => ({
			...{ lineNo, soldMilli: quantityMilli, soldMinor: totalMinor },
			returnedMilli: returned.get(lineNo) ?? 0
		}));
		const decision = decideReversal({
			awards: this.flaws.keepsAwards ? [] : awards,
			...{ spent, undone, lots: this.#lotsOf(memberId), expired: this.#expiredByLot(), policy: 'negative', atMs },
			request: { everything: false, lines, spends: walletSpends(body.spends) }
		});
		if (!decision.ok) throw new Error(decision.code);
		const entries = decision.postings;
		this.#book({ key, content: hash, memberId, saleId: body.saleId, originalSaleId: original.saleId, entries });
		this.#move(entries);
		for (const { lineNo, returnedMilli } of lines) add(undone.milliByLine, lineNo, returnedMilli);
		for (const { grantId, amountMinor } of decision.grants) add(undone.minorByGrant, grantId, amountMinor);
		if (decision.owes.length > 0) this.state().cases.push({ saleId: body.saleId, code: 'wallet_overdrawn' });
	}

	/** Returns that were here before what they give back. */
	#takeBackEarly(original: SaleBody): void {
		const { early } = this.state();
		const own = early.filter(({ body }) => body.originalReceiptNumber === original.receiptNumber);
		this.state().early = early.filter((one) => !own.includes(one));
		for (const { body, hash, atMs } of own) this.#takeBack(body, hash, atMs, original);
	}

	#isBooked(key: string): boolean {
		return this.state().log.some((row) => row.kind === 'booked' && row.key === key);
	}

	#lotsOf(memberId: string): Lot[] {
		return this.state().lots.filter((lot) => lot.memberId === memberId);
	}

	#expiredByLot(): Map<string, number> {
		const expired = new Map<string, number>();
		for (const row of this.state().log) {
			for (const { account, lotId, amountMinor } of row.kind === 'booked' ? row.entries : [])
				if (account === 'expiry' && lotId) add(expired, lotId, amountMinor);
		}
		return expired;
	}

	#addLot(memberId: string, expiresAtMs: number | null): Lot & { memberId: string } {
		const nowMs = this.nowMs();
		const rest = { balanceMinor: 0, heldMinor: 0, createdAtMs: nowMs, validFromMs: nowMs, conditions: null };
		const lot = { id: this.newId(), memberId, currency, expiresAtMs, ...rest };
		this.state().lots.push(lot);
		return lot;
	}

	#setAside(lotId: string, amountMinor: number): void {
		const lot = this.state().lots.find(({ id }) => id === lotId);
		if (lot) lot.heldMinor += amountMinor;
	}

	#end(
		holdId: string,
		outcome: 'captured' | 'released' | 'expired',
		capturedMinor = 0,
		key: string | null = null
	): void {
		const hold = this.state().holds.get(holdId);
		if (!hold) return;
		const isFirst = hold.ended === null;
		hold.ended = outcome;
		if (isFirst) for (const { lotId, amountMinor } of hold.lots) this.#setAside(lotId, -amountMinor);
		this.state().log.push({ kind: 'ended', holdId, outcome, capturedMinor, key });
	}

	#book(row: Omit<Booked, 'kind'>): void {
		const { log, balances } = this.state();
		if (this.flaws.rewritesLedger && log.length % 7 === 6) log.splice(2, 1);
		log.push({ kind: 'booked', ...row });
		if (this.flaws.staleBalances && row.entries.some(({ account }) => account === 'spend')) return;
		for (const { account, amountMinor } of row.entries)
			if (account === 'member') add(balances, row.memberId, amountMinor);
	}

	/** The lots follow what was booked. */
	#move(postings: readonly Posting[]): void {
		const state = this.state();
		const after = new Map(applyPostings(state.lots, postings).map((lot) => [lot.id, lot.balanceMinor]));
		for (const lot of state.lots) lot.balanceMinor = after.get(lot.id) ?? lot.balanceMinor;
	}
}

function add<K>(map: Map<K, number>, key: K, amount: number): void {
	map.set(key, (map.get(key) ?? 0) + amount);
}
