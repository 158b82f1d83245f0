/** Taking the money for the open basket. What was taken is kept with the basket at once, so a reload forgets nothing. */
import { isUnlikelyCash, suggestNotes, type NoteSuggestion } from '$lib/domain/basket/suggest-notes';
import { settle, type TenderDraft } from '$lib/domain/basket/settlement';
import type { Desk } from '../desk.svelte';
import type { FinishedSale, Refused } from '../port';
import { t, wordFor } from '../words';
import { makeRoom } from './make-room';

export type Means = TenderDraft['kind'];

export class Payment {
	readonly #desk: Desk;
	means = $state<Means>('cash');
	/** What is typed on the pad. */
	amountMinor = $state(0);
	/** The amount is a suggestion: the next digit replaces it. */
	fresh = $state(true);
	/** So much cash that it may be a slip: it waits for a yes. */
	unlikelyMinor = $state<number | null>(null);
	saving = $state(false);
	/** Why the sale could not be closed or the payment not be taken. */
	fault = $state('');

	constructor(desk: Desk) {
		this.#desk = desk;
		this.suggest();
	}

	readonly settlement = $derived.by(() => this.#desk.settlement);
	readonly notes: NoteSuggestion[] = $derived.by(() =>
		suggestNotes(this.settlement.leftCashMinor, this.#desk.show.place.currency)
	);

	/** A card payment that waits for the terminal's answer. */
	get terminalMinor(): number | null {
		return this.#desk.till.atTerminalMinor;
	}

	/** What would go back if this cash were taken now. */
	readonly changeMinor: number = $derived.by(() => {
		if (this.settlement.complete) return this.settlement.changeMinor;
		if (this.means !== 'cash') return 0;
		return Math.max(0, this.amountMinor - this.settlement.leftCashMinor);
	});

	choose(means: Means): void {
		this.means = means;
		this.suggest();
	}

	/** Offers what is left; the cashier changes it or takes it. */
	suggest(): void {
		this.fault = '';
		this.offer();
	}

	/** The same, and what was said stands. */
	offer(): void {
		this.amountMinor = this.means === 'cash' ? this.#desk.settlement.leftCashMinor : this.#desk.settlement.leftMinor;
		this.fresh = true;
	}

	pick(note: NoteSuggestion): void {
		this.means = 'cash';
		this.fault = '';
		this.amountMinor = note.givenMinor;
		this.fresh = true;
	}

	/** The big button and Enter. Answers the sale when it is closed by it. */
	async act(): Promise<FinishedSale | null> {
		if (this.saving || this.terminalMinor !== null) return null;
		if (this.settlement.complete) return this.finish();
		if (this.means === 'cash') return this.#takeCash(this.amountMinor);
		await this.#askTerminal(this.amountMinor);
		return null;
	}

	async #askTerminal(amountMinor: number): Promise<void> {
		const refusal = this.#refusalOf({ kind: 'card', amountMinor, reference: null });
		this.fault = refusal ?? '';
		if (refusal) return;
		const kept = await this.#desk.till.askTerminal(amountMinor);
		if (!kept.ok) this.fault = reasonOf(kept);
	}

	/** The cash really is so much. */
	async confirmed(): Promise<FinishedSale | null> {
		const givenMinor = this.unlikelyMinor;
		this.unlikelyMinor = null;
		return givenMinor === null ? null : this.#take({ kind: 'cash', givenMinor });
	}

	async #takeCash(givenMinor: number): Promise<FinishedSale | null> {
		if (!isUnlikelyCash(givenMinor, this.settlement.leftCashMinor, this.#desk.show.place.currency)) {
			return this.#take({ kind: 'cash', givenMinor });
		}
		this.unlikelyMinor = givenMinor;
		return null;
	}

	/** The customer's money is gone: it stands among the payments whatever became of the bill, and the bill makes room for it. */
	async approved(reference: string): Promise<FinishedSale | null> {
		const amountMinor = this.terminalMinor;
		if (amountMinor === null || this.saving) return null;
		this.saving = true;
		this.fault = '';
		const kept = await this.#keep({ kind: 'card', amountMinor, reference: reference.trim() || null });
		if (kept) await makeRoom(this.#desk);
		this.saving = false;
		const { refusal } = this.settlement;
		if (refusal) this.fault = t('pay.cardTooMuch', { amount: this.#desk.show.money(amountMinor) });
		return kept && !refusal ? this.#goOn() : null;
	}

	async declined(): Promise<void> {
		const kept = await this.#desk.till.askTerminal(null);
		this.fault = kept.ok ? t('terminal.declinedSay') : reasonOf(kept);
	}

	async undo(index: number): Promise<void> {
		const rest = this.#desk.till.tenders.filter((_, at) => at !== index);
		const kept = await this.#desk.till.setTenders(rest);
		if (kept.ok) this.suggest();
		else this.fault = reasonOf(kept);
	}

	async finish(): Promise<FinishedSale | null> {
		this.saving = true;
		this.fault = '';
		const { member } = this.#desk.basket;
		const closed = await this.#desk.till.complete();
		this.saving = false;
		if (closed.ok) {
			this.#desk.soldTo = member && { saleId: closed.sale.saleId, name: this.#desk.memberName(member) };
			return closed.sale;
		}
		this.fault = t('pay.failedWhy', { reason: reasonOf(closed) });
		return null;
	}

	async #take(tender: TenderDraft): Promise<FinishedSale | null> {
		const refusal = this.#refusalOf(tender);
		if (refusal) {
			this.fault = refusal;
			return null;
		}
		return (await this.#keep(tender)) ? this.#goOn() : null;
	}

	async #keep(tender: TenderDraft): Promise<boolean> {
		const kept = await this.#desk.till.setTenders([...this.#desk.till.tenders, tender]);
		if (!kept.ok) this.fault = reasonOf(kept);
		return kept.ok;
	}

	async #goOn(): Promise<FinishedSale | null> {
		if (this.settlement.complete) return this.finish();
		this.suggest();
		return null;
	}

	#refusalOf(tender: TenderDraft): string | null {
		const { refusal } = settle({
			dueMinor: this.#desk.due.dueMinor,
			cashStepMinor: this.#desk.till.settings?.cashStepMinor ?? 1,
			tenders: [...this.#desk.till.tenders, tender]
		});
		if (!refusal) return null;
		if (refusal.code === 'cash_not_in_steps') {
			const stepMinor = this.#desk.till.settings?.cashStepMinor ?? 1;
			return t('pay.code.cash_not_in_steps', { step: this.#desk.show.money(stepMinor) });
		}
		return t(`pay.code.${refusal.code}`);
	}
}

function reasonOf({ code, reason }: Refused): string {
	return wordFor(`fault.${code}`) ?? reason;
}
