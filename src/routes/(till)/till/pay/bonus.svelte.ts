/** Spending the member's value at Pay: what may be asked for, what was granted, and what to say of it. */
import { sumMinor } from '$lib/domain/money/money';
import type { Desk } from '../desk.svelte';
import { balanceOf } from '../rewards/told';
import { t, wordFor } from '../words';

export class Bonus {
	readonly #desk: Desk;
	/** Where the slider stands. */
	wantedMinor = $state(0);

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	readonly spending = $derived.by(() => this.#desk.till.rewards.spending);
	readonly grantedMinor: number = $derived.by(() => {
		const { spending } = this;
		return spending.state === 'open' ? (spending.opening.additional?.amountMinor ?? 0) : 0;
	});
	readonly asking: boolean = $derived.by(() => this.spending.state === 'open' && this.spending.asking);

	/** The end of the slider: what the wallet has and the bill leaves. More may be asked for than is granted. */
	readonly mostMinor: number = $derived.by(() => {
		const { spending } = this;
		if (spending.state !== 'open') return 0;
		const { opened } = spending.opening;
		const wallet = balanceOf(opened.balances, this.#desk.show.place.currency) - opened.automaticMinor;
		// From the same place as what is left: between the two answers the end of the slider must not move.
		const spends = this.#desk.till.spends.filter(({ kind }) => kind === 'additional');
		const bill = this.#desk.settlement.leftMinor + sumMinor(spends.map(({ amountMinor }) => amountMinor));
		return Math.max(0, Math.min(wallet, bill, opened.maximumMinor ?? wallet));
	});

	/** Whether there is anything to ask for. */
	readonly canAsk: boolean = $derived.by(() => {
		const { spending } = this;
		return spending.state === 'open' && (spending.opening.opened.additionalMinor > 0 || this.grantedMinor > 0);
	});

	readonly title: string = $derived.by(() => {
		const name = this.#desk.basket.member?.name?.split(' ')[0];
		return name ? t('bonus.title', { name }) : t('bonus.titleNobody');
	});

	/** The sentence below the slider, and whether it tells of a refusal. */
	readonly words: { text: string; bad: boolean } = $derived.by(() => {
		const { spending } = this;
		if (spending.state === 'alone') return { text: this.#refusal('bonus.why', spending.code), bad: false };
		if (spending.state !== 'open') return { text: t('bonus.opening'), bad: false };
		const { show } = this.#desk;
		if (spending.asking) return { text: t('bonus.asking', { amount: show.plain(this.wantedMinor) }), bad: false };
		if (spending.refused) return { text: this.#refusal('bonus.why', spending.refused), bad: true };
		return { text: this.#state(), bad: false };
	});

	#state(): string {
		const { spending, grantedMinor } = this;
		if (spending.state !== 'open') return '';
		const { show } = this.#desk;
		const { opened, askedMinor } = spending.opening;
		if (askedMinor > grantedMinor) {
			return t('bonus.less', { asked: show.plain(askedMinor), rest: show.plain(askedMinor - grantedMinor) });
		}
		if (grantedMinor > 0) {
			const wallet = balanceOf(opened.balances, show.place.currency) - opened.automaticMinor;
			return wallet > grantedMinor ? t('bonus.all', { amount: show.money(wallet - grantedMinor) }) : t('bonus.whole');
		}
		if (opened.additionalMinor === 0) {
			return this.#refusal('bonus.none', opened.additionalRefusal ?? 'nothing_to_spend');
		}
		if (this.mostMinor === 0) return t('bonus.paid');
		const amount = show.money(Math.min(opened.additionalMinor, this.mostMinor));
		return opened.minimumMinor > 0
			? t('bonus.atLeast', { least: show.money(opened.minimumMinor), amount })
			: t('bonus.upTo', { amount });
	}

	#refusal(kind: 'bonus.why' | 'bonus.none', code: string): string {
		const { spending } = this;
		const { show } = this.#desk;
		const opened = spending.state === 'open' ? spending.opening.opened : null;
		const least = show.money(opened?.minimumMinor ?? 0);
		const most = show.money(opened?.maximumMinor ?? 0);
		const sentence = wordFor(`${kind}.${code}`) ?? t('bonus.why.other', { code });
		return sentence.replace('{least}', least).replace('{most}', most);
	}

	/** The slider goes where the answer stands, for example after a restart. */
	follow(): void {
		if (this.spending.state === 'open' && !this.spending.asking) this.wantedMinor = this.spending.opening.askedMinor;
	}

	async ask(amountMinor: number): Promise<void> {
		this.wantedMinor = amountMinor;
		await this.#desk.till.rewards.ask(amountMinor);
	}
}
