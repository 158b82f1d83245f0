/** Vouchers the customer shows: looked up at the server, kept on the sale, used at Pay. */
import { putVoucherAway, showVoucher, vouchersAtMost, type ShownVoucher } from '$lib/domain/voucher/voucher';
import type { Desk } from '../desk.svelte';
import { t, wordFor } from '../words';

export class Showing {
	readonly #desk: Desk;
	/** The server is being asked about a code. */
	asking = $state(false);

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	/** A code was scanned or typed, sixteen clean symbols. Answers whether its voucher came onto the sale. */
	async show(code: string): Promise<boolean> {
		const { till, toaster, show, basket } = this.#desk;
		if (this.#desk.isPaying) return this.#refuse(this.#desk.payingWords);
		if ((basket.vouchers?.length ?? 0) >= vouchersAtMost) return this.#refuse(t('voucher.tooMany'));
		this.asking = true;
		const answer = await till.vouchers.show(code).finally(() => (this.asking = false));
		// The sale it was shown for is over.
		if (this.#desk.basket.id !== basket.id) return false;
		if (this.#desk.isPaying) return this.#refuse(this.#desk.payingWords);
		const paying = this.#paying(answer.ok ? answer.value.voucherId : null, code);
		if (paying) return this.#refuse(t('voucher.shownAlready', { mark: paying.mark }));
		if (!answer.ok) return this.#refuse(voucherRefusal(answer.code));
		till.setBasket(showVoucher(this.#desk.basket, answer.value));
		const said = t('voucher.shown', { mark: answer.value.mark, amount: show.money(answer.value.leftMinor) });
		toaster.show(said);
		this.#desk.said = said;
		return true;
	}

	putAway(voucher: ShownVoucher): void {
		const { till, toaster, basket } = this.#desk;
		if (this.#desk.isPaying) return void this.#refuse(this.#desk.payingWords);
		const { voucherId, mark } = voucher;
		till.setBasket(putVoucherAway(basket, voucherId));
		const isGone = () =>
			this.#desk.basket.id === basket.id && !this.#desk.basket.vouchers?.some((one) => one.voucherId === voucherId);
		const undo = () => {
			if (!this.#desk.isPaying) till.setBasket(showVoucher(this.#desk.basket, voucher));
		};
		toaster.show(t('voucher.gone', { mark }), undo, isGone);
	}

	/** What pays here already: the server would say that less or nothing is left on it. */
	#paying(voucherId: string | null, code: string): ShownVoucher | undefined {
		const { basket, till } = this.#desk;
		return basket.vouchers
			?.filter((one) => till.spends.some((spend) => spend.voucherId === one.voucherId))
			.find((one) => (voucherId === null ? one.mark === code.slice(-4) : one.voucherId === voucherId));
	}

	#refuse(words: string): false {
		this.#desk.toaster.show(words);
		return false;
	}
}

export function voucherRefusal(code: string): string {
	return wordFor(`voucher.why.${code}`) ?? t('voucher.why.unreadable');
}
