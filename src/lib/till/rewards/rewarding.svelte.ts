/**
 * The rewarded sale as it goes on: what the open basket would earn and spend, and at Pay what is held for it. Steps that
 * change something go one after the other; what is given up here is given up at the rewards system too.
 */
import type { Opened, Preview, RewardBasket } from '$lib/contract/sync/rewards';
import type { SaleBody } from '$lib/domain/receipt/sale';
import { isMoneyTaken } from '../baskets/basket-desk';
import type { Opening, StoredBasket } from '../journal/rows';
import type { Clock } from '../ports';
import { spentMinor } from '../vouchers/grants';
import { spendsOf } from './spends';
import { isRefusal, type RewardSteps, type StepRefusal } from './steps';

export type Why = StepRefusal['code'];

/** What the rewards system says of the open basket. */
export type Previewed =
	| { state: 'none' }
	/** `former`: of the basket as it was before. */
	| { state: 'asking'; former: Preview | null }
	| { state: 'known'; preview: Preview }
	| { state: 'alone'; code: Why };

/** Where the sale stands at the rewards system, while it is being paid. */
export type Spending =
	| { state: 'closed' }
	| { state: 'opening' }
	| { state: 'open'; opening: Opening & { opened: object }; asking: boolean; refused: Why | null }
	/** The till goes on without: nothing can be spent, the award is computed when the sale arrives. */
	| { state: 'alone'; code: Why };

type Around = {
	clock: Clock;
	/** By the server's clock, epoch milliseconds. */
	nowMs: () => number;
	stored: () => StoredBasket;
	/** Keeps what was opened, or `null`; false when the basket became a sale meanwhile, rejects when it cannot be written. */
	keep: (opening: Opening | null, spends: SaleBody['spends']) => Promise<boolean>;
	/** What the steps are asked with; null: nobody earns here. */
	content: () => RewardBasket | null;
	/** The most that spends may come to. */
	mostMinor: () => number;
	isOffline: () => boolean;
};

/** A scan is often followed by the next one: only what stands for a moment is asked about. */
const restMs = 250;
/** Between two openings, should the clocks disagree about their end. */
const leastOpenMs = 15_000;

export class Rewarding {
	preview = $state.raw<Previewed>({ state: 'none' });
	spending = $state.raw<Spending>({ state: 'closed' });
	readonly #steps: RewardSteps;
	readonly #around: Around;
	/** The content the preview is of. */
	#key: string | null = null;
	#cancel: () => void = () => undefined;
	#cancelEnd: () => void = () => undefined;
	#turn: Promise<unknown> = Promise.resolve();

	constructor(steps: RewardSteps, around: Around) {
		this.#steps = steps;
		this.#around = around;
	}

	/** The open basket or its prices changed. */
	show(): void {
		const content = this.#around.content();
		const key = content && JSON.stringify(content);
		if (this.#around.stored().opening === undefined) this.#close();
		if (key === this.#key) return;
		this.#key = key;
		this.#cancel();
		if (!content) {
			this.preview = { state: 'none' };
			return;
		}
		this.preview = { state: 'asking', former: formerOf(this.preview) };
		this.#cancel = this.#around.clock.after(restMs, () => void this.#ask(content, key));
	}

	/** The server was heard of again. */
	contact(): void {
		if (this.#isOver()) void this.enter();
		if (this.preview.state !== 'alone' || isRefusal(this.preview.code) || this.#around.isOffline()) return;
		this.#key = null;
		this.show();
	}

	async #ask(content: RewardBasket, key: string | null): Promise<void> {
		const answer = this.#around.isOffline() ? noContact : await this.#steps.preview(content);
		if (key !== this.#key) return;
		this.preview = answer.ok ? { state: 'known', preview: answer.value } : { state: 'alone', code: answer.code };
	}

	/** Paying begins, or goes on after a restart: the same sale opened again answers what stands. */
	enter(): Promise<void> {
		return this.#next(async () => {
			const content = this.#around.content();
			if (!content) return this.#close();
			const before = this.#around.stored();
			const former = before.opening;
			// What is opened now could lower what the terminal was told; it is opened once that has answered.
			if (!former && before.atTerminalMinor !== undefined) return;
			if (former?.opened) this.#showOpen(former);
			else this.spending = { state: 'opening' };
			if (this.#around.isOffline()) return this.#goAlone(former, 'no_contact');
			const unknown: Opening = { opened: null, askedMinor: 0, additional: null };
			if (!former && !(await this.#around.keep(unknown, []))) return;
			await this.#open(before, content, former?.askedMinor ?? 0);
		});
	}

	/** The same sale opened again answers what stands, or holds anew what has run out. */
	async #open(before: StoredBasket, content: RewardBasket, askedMinor: number): Promise<void> {
		const answer = await this.#steps.open(before.saleId, content);
		if (!this.#isStill(before)) return;
		if (!answer.ok) return this.#goAlone(this.#around.stored().opening, answer.code);
		const opening: Opening = { opened: answer.value, askedMinor: 0, additional: null };
		this.#awaitEnd(answer.value);
		if (askedMinor > 0) return this.#askSpend(before, opening, askedMinor, { isFresh: true });
		await this.#keep(opening);
	}

	/** What is held ends then: it is opened again while the sale is still being paid. */
	#awaitEnd({ expiresAt }: Opened): void {
		this.#cancelEnd();
		const leftMs = Math.max(Date.parse(expiresAt) - this.#around.nowMs(), leastOpenMs);
		this.#cancelEnd = this.#around.clock.after(leftMs, () => {
			if (this.spending.state === 'open') void this.enter();
		});
	}

	#isOver(): boolean {
		const expiresAt = this.#around.stored().opening?.opened?.expiresAt;
		return this.spending.state === 'open' && expiresAt !== undefined && Date.parse(expiresAt) <= this.#around.nowMs();
	}

	#close(): void {
		this.#cancelEnd();
		this.spending = { state: 'closed' };
	}

	/** What was granted before stands, whoever answers now: the sale that brings it is honoured. */
	#goAlone(former: Opening | undefined, code: Why): void {
		if (former?.opened) return this.#showOpen(former);
		this.spending = { state: 'alone', code };
		// An answer that came too late may have opened it all the same.
		if (code === 'too_slow' || code === 'unreadable') this.#giveUpLater(this.#around.stored().saleId);
	}

	/** Paying ends without a sale: back to the basket. Where money was taken already, everything stands. */
	leave(): void {
		const stored = this.#around.stored();
		if (isMoneyTaken(stored) || stored.opening === undefined) return;
		void this.giveUp();
	}

	/** Nothing is spent on this sale, also where money was taken already. */
	async giveUp(): Promise<void> {
		const stored = this.#around.stored();
		const kept = this.#around.keep(null, []);
		this.givenUp(stored);
		await kept;
	}

	/** A basket was changed, parked or emptied: what was held for it is not needed any more. */
	givenUp({ opening, saleId }: StoredBasket): void {
		if (opening === undefined) return;
		this.#close();
		this.#giveUpLater(saleId);
	}

	/** After what is under way, so that a late answer leaves nothing held. A till that cannot say it leaves it to the holds' end. */
	#giveUpLater(saleId: string): void {
		void this.#next(async () => {
			const { saleId: current, opening } = this.#around.stored();
			if (saleId === current && opening?.opened) return;
			await this.#steps.abort(saleId);
		});
	}

	/** Asks to spend so much on top, 0 for nothing; the answer takes the place of the former one. */
	ask(amountMinor: number): Promise<void> {
		return this.#next(async () => {
			const before = this.#around.stored();
			if (!before.opening?.opened) return;
			if (amountMinor === 0) await this.#keep({ ...before.opening, askedMinor: 0, additional: null });
			await this.#askSpend(before, before.opening, amountMinor);
		});
	}

	async #askSpend(before: StoredBasket, opening: Opening, askedMinor: number, { isFresh = false } = {}): Promise<void> {
		this.#showOpen(opening, { asking: true });
		const content = this.#around.content();
		const answer = await this.#steps.spend(before.saleId, content?.currency ?? '', askedMinor);
		if (!this.#isStill(before)) return;
		if (answer.ok) return this.#keep({ ...opening, askedMinor, additional: answer.value.grant });
		// What was opened has run out there.
		if (answer.code === 'not_open' && content && !isFresh) return this.#open(before, content, askedMinor);
		// What was granted before is gone there, or nobody knows: only a grant that was answered counts.
		await this.#keep({ ...opening, askedMinor: 0, additional: null }, askedMinor > 0 ? answer.code : null);
	}

	async #keep(opening: Opening, refused: Why | null = null): Promise<void> {
		if (this.#isTooLate(opening)) return this.#keepLess(opening);
		const isKept = await this.#around.keep(opening, spendsOf(opening, this.#around.mostMinor()));
		if (isKept) this.#showOpen(opening, { refused });
	}

	/** The terminal was told what is left: until it has answered nothing may lower that. */
	#isTooLate(opening: Opening): boolean {
		const { atTerminalMinor, spends } = this.#around.stored();
		if (atTerminalMinor === undefined) return false;
		return spentMinor(spendsOf(opening, this.#around.mostMinor())) > spentMinor(spends);
	}

	/** Without what was asked for on top, where that is enough; else nothing is opened. */
	async #keepLess(opening: Opening): Promise<void> {
		const before = this.#around.stored();
		const less = { ...opening, askedMinor: 0, additional: null };
		if (!opening.additional || this.#isTooLate(less)) return this.giveUp();
		await this.#steps.spend(before.saleId, this.#around.content()?.currency ?? '', 0);
		if (this.#isStill(before)) await this.#keep(less);
	}

	#showOpen(opening: Opening, more: { asking?: boolean; refused?: Why | null } = {}): void {
		const { opened } = opening;
		if (!opened) return;
		const { asking = false, refused = null } = more;
		this.spending = { state: 'open', opening: { ...opening, opened }, asking, refused };
	}

	/** Whether the basket that was asked for is still the one being paid. */
	#isStill({ saleId, basket }: StoredBasket): boolean {
		const now = this.#around.stored();
		return now.saleId === saleId && now.basket === basket && now.opening !== undefined;
	}

	#next(work: () => Promise<void>): Promise<void> {
		const turn = this.#turn.then(work, work);
		this.#turn = turn.catch(() => undefined);
		return turn;
	}
}

function formerOf(previewed: Previewed): Preview | null {
	if (previewed.state === 'known') return previewed.preview;
	return previewed.state === 'asking' ? previewed.former : null;
}

const noContact: StepRefusal = { ok: false, code: 'no_contact' };
