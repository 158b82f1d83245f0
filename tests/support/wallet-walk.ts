/** A wallet in memory that lives through sales, returns, holds and expiry with the pure decisions, and keeps every posting. */
import { capInstant, decideSpend } from '../../src/lib/domain/wallet/decide-spend';
import { decideCapture, type Hold } from '../../src/lib/domain/wallet/capture';
import { decideExpiry } from '../../src/lib/domain/wallet/expiry-run';
import {
	decideReversal,
	type GivenAward,
	type ReturnedLine,
	type SpentPart
} from '../../src/lib/domain/wallet/reverse';
import { applyPostings, type NegativePolicy } from '../../src/lib/domain/wallet/take';
import { move, type Posting } from '../../src/lib/domain/wallet/posting';
import type { Lot } from '../../src/lib/domain/wallet/lot';
import { anyLot, line, noon, place } from './wallet';

type Sale = {
	lines: { lineNo: number; soldMilli: number; soldMinor: number }[];
	awards: GivenAward[];
	spent: SpentPart[];
	milliByLine: Map<number, number>;
	minorByGrant: Map<string, number>;
	cancelled: boolean;
};

export class WalletWalk {
	lots: Lot[] = [];
	readonly sales: Sale[] = [];
	readonly holds: (Hold & { expiresAtMs: number })[] = [];
	readonly accounts = new Map<string, number>();
	readonly expired = new Map<string, number>();
	nowMs = noon;
	givenMinor = 0;
	forgivenMinor = 0;
	private made = 0;

	constructor(readonly policy: NegativePolicy = 'negative') {}

	private name(kind: string): string {
		this.made += 1;
		return `${kind} ${String(this.made).padStart(5, '0')}`;
	}

	/** Books a transaction; its postings must sum to zero. */
	private book(postings: readonly Posting[]): void {
		let sum = 0;
		for (const { account, amountMinor, lotId } of postings) {
			sum += amountMinor;
			this.accounts.set(account, (this.accounts.get(account) ?? 0) + amountMinor);
			if (account === 'expiry' && lotId) this.expired.set(lotId, (this.expired.get(lotId) ?? 0) + amountMinor);
		}
		if (sum !== 0) throw new Error(`a transaction sums to ${String(sum)}`);
	}

	private addLot(amountMinor: number, days: number | null): Lot {
		const expiresAtMs = days === null ? null : this.nowMs + days * 86_400_000;
		const lot = anyLot({
			id: this.name('lot'),
			balanceMinor: 0,
			createdAtMs: this.nowMs,
			validFromMs: this.nowMs,
			expiresAtMs
		});
		const postings = move('award_cost', { lot: lot.id }, 'EUR', amountMinor);
		this.book(postings);
		this.lots = applyPostings([...this.lots, lot], postings);
		return lot;
	}

	give(amountMinor: number, days: number | null): void {
		this.addLot(amountMinor, days);
		this.givenMinor += amountMinor;
	}

	freeMinor(): number {
		return this.lots.reduce((sum, lot) => sum + lot.balanceMinor - lot.heldMinor, 0);
	}

	/** Holds what is asked for, as far as it goes. */
	hold(askedMinor: number, dueMinor: number): { grantedMinor: number; id: string } | null {
		const basket = {
			currency: 'EUR',
			lines: [line(dueMinor)],
			dueMinor,
			granted: [],
			place: { ...place, atMs: this.nowMs }
		};
		const limits = { minimumMinor: 0, maximumMinor: null };
		const decision = decideSpend(this.lots, basket, { askedMinor, limits, blocked: false });
		if (!decision.ok) return null;
		const taken = new Map(decision.takes.map(({ lotId, amountMinor }) => [lotId, amountMinor]));
		this.lots = this.lots.map((lot) => ({ ...lot, heldMinor: lot.heldMinor + (taken.get(lot.id) ?? 0) }));
		const id = this.name('grant');
		const hold = {
			id,
			currency: 'EUR',
			kind: 'additional' as const,
			amountMinor: decision.grantedMinor,
			lots: decision.takes
		};
		this.holds.push({ ...hold, ended: null, expiresAtMs: this.nowMs + 900_000 });
		return { grantedMinor: decision.grantedMinor, id };
	}

	endHold(index: number, outcome: 'released' | 'expired'): void {
		const hold = this.holds[index % Math.max(this.holds.length, 1)];
		if (!hold || hold.ended !== null) return;
		hold.ended = outcome;
		const freed = new Map(hold.lots.map(({ lotId, amountMinor }) => [lotId, amountMinor]));
		this.lots = this.lots.map((lot) => ({ ...lot, heldMinor: lot.heldMinor - (freed.get(lot.id) ?? 0) }));
	}

	/** A sale that spends, and earns: `basis` says whether the award belongs to its first line alone. */
	sell(
		lines: readonly { soldMilli: number; soldMinor: number }[],
		options: {
			askedMinor: number;
			awardMinor: number;
			instantMinor: number;
			basis: boolean;
			loseHold: boolean;
			days: number | null;
		}
	): void {
		const numbered = lines.map((one, index) => ({ ...one, lineNo: index + 1 }));
		const dueMinor = numbered.reduce((sum, one) => sum + one.soldMinor, 0);
		const sale: Sale = {
			lines: numbered,
			awards: [],
			spent: [],
			milliByLine: new Map(),
			minorByGrant: new Map(),
			cancelled: false
		};
		const [instantMinor = 0] = capInstant([options.instantMinor], dueMinor);
		const grants: { hold: Hold | null; grantId: string; kind: 'instant' | 'additional'; amountMinor: number }[] = [];
		if (instantMinor > 0)
			grants.push({ hold: null, grantId: this.name('instant'), kind: 'instant', amountMinor: instantMinor });
		const held = this.hold(options.askedMinor, dueMinor - instantMinor);
		if (held) {
			if (options.loseHold) this.endHold(this.holds.length - 1, 'expired');
			const hold = this.holds.at(-1) ?? null;
			grants.push({ hold, grantId: held.id, kind: 'additional', amountMinor: held.grantedMinor });
		}
		for (const { hold, grantId, kind, amountMinor } of grants) {
			const wanted = { currency: 'EUR', kind, amountMinor, atMs: this.nowMs, debtLotId: this.name('debt') };
			const capture = decideCapture(hold, this.lots, this.expired, wanted);
			this.book(capture.postings);
			this.lots = capture.lots;
			const own = this.holds.find(({ id }) => id === hold?.id);
			if (own && own.ended === null) own.ended = 'captured';
			for (const { lotId, amountMinor: part } of capture.parts) {
				sale.spent.push({ grantId, lotId, currency: 'EUR', amountMinor: part });
			}
		}
		if (options.awardMinor > 0) {
			const lot = this.addLot(options.awardMinor, options.days);
			const [first] = numbered;
			const basis = options.basis && first ? [{ lineNo: first.lineNo, amountMinor: options.awardMinor }] : null;
			sale.awards.push({ lotId: lot.id, currency: 'EUR', amountMinor: options.awardMinor, basis });
		}
		this.sales.push(sale);
	}

	/** Gives back part of a sale, `null` all of what is left; spends go back in proportion to what was paid for the lines. */
	giveBack(index: number, milli: readonly number[] | null): void {
		const sale = this.sales[index % Math.max(this.sales.length, 1)];
		if (!sale) return;
		const lines: ReturnedLine[] = sale.lines.map((one, at) => {
			const left = one.soldMilli - (sale.milliByLine.get(one.lineNo) ?? 0);
			return { ...one, returnedMilli: Math.min(milli?.[at] ?? 0, left) };
		});
		const undone = { everything: sale.cancelled, milliByLine: sale.milliByLine, minorByGrant: sale.minorByGrant };
		const spends = this.shareOfSpends(sale, lines);
		const reversal = decideReversal({
			awards: sale.awards,
			spent: sale.spent,
			undone,
			request: milli === null ? { everything: true, lines } : { everything: false, lines, spends },
			lots: this.lots,
			expired: this.expired,
			policy: this.policy,
			atMs: this.nowMs
		});
		if (!reversal.ok) return;
		this.book(reversal.postings);
		this.lots = applyPostings(this.lots, reversal.postings);
		this.forgivenMinor += reversal.forgiven.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
		for (const { grantId, amountMinor } of reversal.grants) {
			sale.minorByGrant.set(grantId, (sale.minorByGrant.get(grantId) ?? 0) + amountMinor);
		}
		if (milli === null) sale.cancelled = true;
		else
			for (const one of lines)
				sale.milliByLine.set(one.lineNo, (sale.milliByLine.get(one.lineNo) ?? 0) + one.returnedMilli);
	}

	private shareOfSpends(sale: Sale, lines: readonly ReturnedLine[]) {
		const sold = lines.reduce((sum, one) => sum + one.soldMilli, 0);
		const back = lines.reduce((sum, one) => sum + one.returnedMilli + (sale.milliByLine.get(one.lineNo) ?? 0), 0);
		return [...new Set(sale.spent.map(({ grantId }) => grantId))].map((grantId) => {
			const whole = sale.spent.reduce((sum, part) => (part.grantId === grantId ? sum + part.amountMinor : sum), 0);
			const reached = back === sold ? whole : Math.floor((whole * back) / Math.max(sold, 1));
			return { grantId, amountMinor: reached - (sale.minorByGrant.get(grantId) ?? 0) };
		});
	}

	pass(ms: number): void {
		this.nowMs += ms;
		for (const [index, hold] of this.holds.entries())
			if (hold.expiresAtMs <= this.nowMs) this.endHold(index, 'expired');
	}

	expire(): void {
		const { postings } = decideExpiry(this.lots, this.nowMs);
		this.book(postings);
		this.lots = applyPostings(this.lots, postings);
	}

	account(name: string): number {
		return this.accounts.get(name) ?? 0;
	}
}
