/**
 * The vouchers on the open basket: at Pay each pays what is left, as far as the server grants it. Like the member's value,
 * what was granted is kept with the basket and given up when paying ends without a sale.
 */
import type { VoucherHeld, VoucherShown } from '$lib/contract/sync/vouchers';
import type { ShownVoucher } from '$lib/domain/voucher/voucher';
import { isMoneyTaken } from '../baskets/basket-desk';
import type { StoredBasket } from '../journal/rows';
import type { Clock } from '../ports';
import { voucherSpend, type VoucherGrant } from './grants';
import type { VoucherAnswer, VoucherSteps, VoucherWhy } from './steps';

/** Where a voucher stands while the sale is being paid. */
export type VoucherPay = { state: 'asking' } | { state: 'paid' | 'spare' } | { state: 'refused'; code: VoucherWhy };

type Around = {
	clock: Clock;
	/** By the server's clock, epoch milliseconds. */
	nowMs: () => number;
	stored: () => StoredBasket;
	/** False when the basket became a sale meanwhile. */
	keep: (grants: VoucherGrant[]) => Promise<boolean>;
	/** What is left to pay, with what vouchers pay in it. */
	leftMinor: () => number;
	currency: () => string;
	isOffline: () => boolean;
};

/** Between two rounds, should the clocks disagree about the end of what is held. */
const leastHeldMs = 15_000;

export class Redeeming {
	/** By voucher; one that is missing was not asked for yet. */
	paying = $state.raw<Readonly<Record<string, VoucherPay>>>({});
	readonly #steps: VoucherSteps;
	readonly #around: Around;
	#turn: Promise<unknown> = Promise.resolve();
	#cancelEnd: () => void = () => undefined;
	/** Between `enter` and what ends paying: an answer that comes later is given up. */
	#isPaying = false;

	constructor(steps: VoucherSteps, around: Around) {
		this.#steps = steps;
		this.#around = around;
	}

	/** What a code is worth; the till asks the server, since nobody else knows. */
	show(code: string): Promise<VoucherAnswer<VoucherShown>> {
		if (this.#around.isOffline()) return Promise.resolve({ ok: false, code: 'no_contact' });
		return this.#steps.show(code, this.#around.currency());
	}

	/** Paying begins, or goes on after a restart: the same sale is granted the same again, as far as it stands. */
	enter(): Promise<void> {
		this.#isPaying = true;
		return this.#next(async () => {
			for (const voucher of this.#around.stored().basket.vouchers ?? []) await this.#hold(voucher);
		});
	}

	async #hold(voucher: ShownVoucher): Promise<void> {
		if (!this.#isPaying) return;
		const { voucherId, codeHash } = voucher;
		const before = this.#around.stored();
		const former = grantOf(before, voucherId);
		const askedMinor = this.#mostFor(voucherId);
		if (askedMinor === 0) return this.#spare(voucherId, { isHeld: former !== undefined });
		if (!former) this.#say(voucherId, { state: 'asking' });
		const wish = { saleId: before.saleId, voucherId, codeHash, currency: this.#around.currency(), askedMinor };
		const answer: Awaited<ReturnType<VoucherSteps['hold']>> = this.#around.isOffline()
			? { ok: false, code: 'no_contact' }
			: await this.#steps.hold(wish);
		if (!this.#isStill(before)) return this.#giveUpLater(before.saleId, [voucherId]);
		if (answer.ok) {
			return this.#take(voucherId, answer.value);
		}
		// A grant that was answered stands, whoever is silent now.
		if (former && isSilent(answer.code)) return this.#say(voucherId, { state: 'paid' });
		await this.#put(voucherId, null, { state: 'refused', code: answer.code });
		// An answer that came too late may have held it all the same.
		if (answer.code === 'too_slow') this.#giveUpLater(before.saleId, [voucherId]);
	}

	/** Money may have been taken since it was asked for: what is left now is the bound. */
	async #take(voucherId: string, { grantId, expiresAt, ...held }: VoucherHeld): Promise<void> {
		const amountMinor = Math.min(held.amountMinor, this.#mostFor(voucherId));
		if (amountMinor === 0) return this.#spare(voucherId, { isHeld: true });
		this.#awaitEnd(expiresAt);
		await this.#put(voucherId, { voucherId, grantId, amountMinor }, { state: 'paid' });
	}

	/** There is nothing for it to pay. */
	#spare(voucherId: string, { isHeld }: { isHeld: boolean }): Promise<void> {
		if (isHeld) this.#giveUpLater(this.#around.stored().saleId, [voucherId]);
		return this.#put(voucherId, null, { state: 'spare' });
	}

	/** What it may pay now. Once money is being taken, what was granted before stands. */
	#mostFor(voucherId: string): number {
		const stored = this.#around.stored();
		const formerMinor = grantOf(stored, voucherId)?.amountMinor ?? 0;
		// The terminal was told what is left: until it has answered nothing new may lower that.
		if (stored.atTerminalMinor !== undefined) return formerMinor;
		const leftMinor = this.#around.leftMinor() - voucherSpend(stored) + formerMinor;
		return Math.max(0, leftMinor, stored.tenders.length > 0 ? formerMinor : 0);
	}

	/** Into the list as it stands now: while an answer was awaited it may have changed. */
	async #put(voucherId: string, grant: VoucherGrant | null, pay: VoucherPay): Promise<void> {
		const { voucherGrants = [] } = this.#around.stored();
		const others = voucherGrants.filter((one) => one.voucherId !== voucherId);
		const isSame = !grant && others.length === voucherGrants.length;
		const isKept = isSame || (await this.#around.keep(grant ? [...others, grant] : others));
		if (isKept && this.#isPaying) this.#say(voucherId, pay);
	}

	#say(voucherId: string, pay: VoucherPay): void {
		this.paying = { ...this.paying, [voucherId]: pay };
	}

	/** The cashier keeps a voucher out of this payment; it stays on the sale. */
	putBack(voucherId: string): Promise<void> {
		return this.#next(async () => {
			const before = this.#around.stored();
			if (!grantOf(before, voucherId)) return;
			await this.#put(voucherId, null, { state: 'spare' });
			await this.#steps.release(before.saleId, [voucherId]);
		});
	}

	/** Paying ends without a sale. Where money was taken already, everything stands. */
	leave(): void {
		const stored = this.#around.stored();
		if (isMoneyTaken(stored)) return;
		if (stored.voucherGrants) void this.#around.keep([]);
		this.givenUp(stored);
	}

	/** A basket was changed, parked or emptied: what was held for it is not needed any more. */
	givenUp({ saleId, voucherGrants = [] }: StoredBasket): void {
		const granted = voucherGrants.map(({ voucherId }) => voucherId);
		// One whose grant is just being written is in no list yet.
		const asked = Object.keys(this.paying).filter((id) => !granted.includes(id) && this.#mayBeHeld(id));
		this.#isPaying = false;
		this.#cancelEnd();
		this.paying = {};
		if (granted.length + asked.length > 0) this.#giveUpLater(saleId, [...granted, ...asked]);
	}

	#mayBeHeld(voucherId: string): boolean {
		const state = this.paying[voucherId]?.state;
		return state === 'asking' || state === 'paid';
	}

	/** After what is under way. A till that cannot say it leaves it to the holds' end. */
	#giveUpLater(saleId: string, voucherIds: readonly string[]): void {
		void this.#next(async () => {
			const { saleId: current, voucherGrants } = this.#around.stored();
			const standing = saleId === current ? (voucherGrants ?? []) : [];
			const left = voucherIds.filter((id) => !standing.some(({ voucherId }) => voucherId === id));
			if (left.length > 0) await this.#steps.release(saleId, left);
		});
	}

	/** What is held ends then: it is held again while the sale is still being paid. */
	#awaitEnd(expiresAt: string): void {
		this.#cancelEnd();
		const leftMs = Math.max(Date.parse(expiresAt) - this.#around.nowMs(), leastHeldMs);
		this.#cancelEnd = this.#around.clock.after(leftMs, () => {
			if (this.#isPaying && this.#around.stored().voucherGrants) void this.enter();
		});
	}

	/** Whether the basket that was asked for is still the one being paid. */
	#isStill({ saleId, basket }: StoredBasket): boolean {
		const now = this.#around.stored();
		return this.#isPaying && now.saleId === saleId && now.basket === basket;
	}

	#next(work: () => Promise<void>): Promise<void> {
		const turn = this.#turn.then(work, work);
		this.#turn = turn.catch(() => undefined);
		return turn;
	}
}

function grantOf({ voucherGrants = [] }: StoredBasket, voucherId: string): VoucherGrant | undefined {
	return voucherGrants.find((grant) => grant.voucherId === voucherId);
}

function isSilent(code: VoucherWhy): boolean {
	return code === 'no_contact' || code === 'too_slow' || code === 'unreadable';
}
