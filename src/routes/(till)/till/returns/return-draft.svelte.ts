/** What the cashier has ticked of a receipt, and what it comes to. Everything follows from the original and the ticks. */
import { settle, type Settlement, type TenderDraft } from '$lib/domain/basket/settlement';
import { oneMilli } from '$lib/domain/money/quantity';
import { returnFigures, type Change } from '$lib/domain/receipt/return-figures';
import { returnableQuantities, type Quantities } from '$lib/domain/receipt/return-sale';
import type { ReturnReason, SaleLine } from '$lib/domain/receipt/sale';
import type { Original } from '$lib/till/returns/original';
import { noTicks, onlyLine, withLine } from './ticks';

export type BackLine = {
	line: SaleLine;
	leftMilli: number;
	wantedMilli: number;
	/** Pieces, one by one; weighed goods come back whole. */
	isCounted: boolean;
	/** What is paid back for it: of the quantity ticked, else of all that is left. */
	amountMinor: number;
};

export type RefundMeans = TenderDraft['kind'];

const still = { beforeMinor: 0, afterMinor: 0 };
const none = { paid: still, spent: still, voucherSpent: still, vouchersGiven: [], earned: [] };

const goneOf = ({ beforeMinor, afterMinor }: Change) => beforeMinor - afterMinor;

export class ReturnDraft {
	readonly original: Original;
	readonly #cashStepMinor: () => number;
	wanted = $state.raw<Quantities>(noTicks);
	reason = $state<ReturnReason | null>(null);
	means = $state<RefundMeans>('cash');
	/** Money goes back to a card only where one paid. */
	readonly canCard: boolean;
	/** Why it could not be ended. */
	fault = $state('');
	saving = $state(false);

	constructor(original: Original, cashStepMinor: () => number) {
		this.original = original;
		this.#cashStepMinor = cashStepMinor;
		const { tenders } = original.body;
		this.canCard = tenders.some(({ kind }) => kind === 'card');
		if (this.canCard && tenders.every(({ kind }) => kind === 'card')) this.means = 'card';
	}

	readonly left = $derived.by(() => returnableQuantities(this.original.body, this.original.returned));

	readonly figures = $derived.by(() => {
		const { body, returned, awards } = this.original;
		return returnFigures(body, returned, this.wanted, awards ?? []);
	});

	readonly changes = $derived.by(() => (this.figures.ok ? this.figures : none));

	/** Negative: what the customer gets. */
	readonly dueMinor: number = $derived.by(() => (this.figures.ok ? this.figures.prepared.dueMinor : 0));

	readonly settlement: Settlement = $derived.by(() =>
		settle({ dueMinor: this.dueMinor, cashStepMinor: this.#cashStepMinor(), tenders: [] })
	);

	/** As it will be paid out; negative. */
	readonly payMinor: number = $derived.by(() =>
		this.means === 'cash' ? this.settlement.leftCashMinor : this.settlement.leftMinor
	);

	/** Into the member's wallet. */
	readonly spentBackMinor: number = $derived.by(() => goneOf(this.changes.spent));

	/** Onto the vouchers that paid. */
	readonly voucherBackMinor: number = $derived.by(() => goneOf(this.changes.voucherSpent));

	readonly lines: BackLine[] = $derived.by(() =>
		this.original.body.lines.map((line) => {
			const leftMilli = Math.max(0, this.left.get(line.lineNo) ?? 0);
			const wantedMilli = this.wanted.get(line.lineNo) ?? 0;
			const isCounted = line.unit === 'H87' && line.quantityMilli % oneMilli === 0;
			return { line, leftMilli, wantedMilli, isCounted, amountMinor: this.#amountOf(line, wantedMilli || leftMilli) };
		})
	);

	/** Pieces one by one, everything weighed or measured once. */
	readonly itemCount: number = $derived.by(() =>
		this.lines.reduce((sum, { isCounted, wantedMilli }) => {
			return sum + (isCounted ? wantedMilli / oneMilli : wantedMilli > 0 ? 1 : 0);
		}, 0)
	);

	readonly isDone: boolean = $derived.by(() => this.lines.every(({ leftMilli }) => leftMilli === 0));

	#amountOf(line: SaleLine, quantityMilli: number): number {
		if (quantityMilli === 0) return line.totalMinor;
		const { body, returned } = this.original;
		const alone = returnFigures(body, returned, onlyLine(line.lineNo, quantityMilli));
		return alone.ok ? -(alone.prepared.lines[0]?.totalMinor ?? 0) : line.totalMinor;
	}

	/** Ticks a line with this much of it, or unticks it with nothing. */
	want(lineNo: number, quantityMilli: number): void {
		const most = this.left.get(lineNo) ?? 0;
		const quantity = Math.min(Math.max(quantityMilli, 0), Math.max(most, 0));
		this.wanted = withLine(this.wanted, lineNo, quantity);
		this.fault = '';
	}

	wantAll(): void {
		for (const { line, leftMilli } of this.lines) this.want(line.lineNo, leftMilli);
	}

	/** A scanned product comes back, a piece more with every scan. Null when the receipt has none of it left. */
	wantProduct(productId: string): BackLine | null {
		const found = this.lines.find(
			({ line, leftMilli, wantedMilli }) => line.productId === productId && wantedMilli < leftMilli
		);
		if (!found) return null;
		const more = found.isCounted ? found.wantedMilli + oneMilli : found.leftMilli;
		this.want(found.line.lineNo, more);
		return found;
	}

	/** How the money leaves; `reference` of the terminal's slip. */
	tenders(reference: string | null = null): TenderDraft[] {
		if (this.dueMinor === 0) return [];
		if (this.means === 'cash') return [{ kind: 'cash', givenMinor: this.settlement.leftCashMinor }];
		return [{ kind: 'card', amountMinor: this.settlement.leftMinor, reference }];
	}
}
