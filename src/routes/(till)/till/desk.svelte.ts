/** What happens on the selling page: the open basket's prices, the question over it, and what was said last. */
import { goto } from '$app/navigation';
import type { ReceiptReference } from '$lib/contract/sync/returns';
import type { Basket, BasketLine, BasketMember, ManualDiscount, ProductForSale } from '$lib/domain/basket/basket';
import * as changes from '$lib/domain/basket/changes';
import type { BasketChange, BasketRefusal } from '$lib/domain/basket/limits';
import { putCouponAway, showCoupon } from '$lib/domain/basket/coupon';
import * as lines from '$lib/domain/basket/lines';
import type { PricedBasket, PricedLine } from '$lib/domain/basket/price';
import { settle } from '$lib/domain/basket/settlement';
import { basketDue } from '$lib/domain/receipt/basket-due';
import { termsOf } from '$lib/till/baskets/close';
import type { Toaster } from '$lib/ui/toaster.svelte';
import type { TillPort } from './port';
import type { Question } from './questions';
import { Counts } from './sell/counts';
import { Removals } from './removals.svelte';
import { Show } from './show';
import { Showing } from './vouchers/showing.svelte';
import { t, wordFor } from './words';

export type ShownLine = { line: BasketLine; priced: PricedLine };

export class Desk {
	readonly till: TillPort;
	readonly toaster: Toaster;
	readonly show: Show;
	readonly removals: Removals;
	readonly vouchers: Showing;
	question = $state.raw<Question | null>(null);
	/** Whom the newest sale was for. Names are kept nowhere: after a restart nobody knows it here. */
	soldTo = $state.raw<{ saleId: string; name: string } | null>(null);
	search = $state('');
	/** Told to screen readers; changes with every line that comes or goes. */
	said = $state('');
	#touchedId = $state.raw<string | null>(null);

	constructor(till: TillPort, toaster: Toaster) {
		this.till = till;
		this.toaster = toaster;
		this.show = new Show(() => till.settings);
		this.removals = new Removals(
			() => this.basket.id,
			(removed) => this.#restore(removed)
		);
		this.vouchers = new Showing(this);
	}

	readonly basket: Basket = $derived.by(() => this.till.basket);

	readonly priced: PricedBasket = $derived.by(() => this.till.quote.priced);

	/** What is due after what the member spends, and the tax table then. */
	readonly due = $derived.by(() => {
		const { settings, taxRates, spends } = this.till;
		const spending = { spends, spendTaxedAs: settings?.rewards?.spendTaxedAs };
		const { pricesIncludeTax = true, currency = '' } = settings ?? {};
		return basketDue(this.basket, this.priced, spending, termsOf({ pricesIncludeTax, currency }, taxRates));
	});

	readonly shown: ShownLine[] = $derived.by(() =>
		this.basket.lines.flatMap((line, index) => {
			const priced = this.priced.lines[index];
			return priced ? [{ line, priced }] : [];
		})
	);

	/** The line with the tools: the one touched last, else the newest. */
	readonly lastLineId: string | null = $derived.by(() => {
		const touched = this.basket.lines.find((line) => line.lineId === this.#touchedId);
		return touched?.lineId ?? this.basket.lines.at(-1)?.lineId ?? null;
	});

	/** How many of a product are in the basket, for the tiles' badges; the selling page keeps them up to date. */
	readonly counts = new Counts();

	readonly settlement = $derived.by(() =>
		settle({
			dueMinor: this.due.dueMinor,
			cashStepMinor: this.till.settings?.cashStepMinor ?? 1,
			tenders: this.till.tenders
		})
	);

	/** Money was taken, or may have been: only the terminal knows. */
	get isPaying(): boolean {
		return this.till.tenders.length > 0 || this.till.atTerminalMinor !== null;
	}

	/** Why the basket cannot change while it is being paid. */
	get payingWords(): string {
		return t(this.till.atTerminalMinor === null ? 'refuse.paying' : 'refuse.terminal');
	}

	ask(question: Question | null): void {
		this.question = question;
	}

	/** A receipt was scanned or chosen: what is being sold waits while goods come back. */
	giveBack(receipt: ReceiptReference): void {
		this.ask(null);
		void this.till.returning.find(receipt);
		void goto('/till/returns');
	}

	touch(lineId: string): void {
		this.#touchedId = lineId;
	}

	/** A product was scanned, tapped or chosen. */
	add(product: ProductForSale, code: string | null = null): void {
		const change = lines.addProduct(this.basket, product, this.#entry(product.taxRateId, code));
		if (!change.ok && change.code === 'weight_needed') return this.ask({ kind: 'weigh', product, code });
		if (!change.ok && change.code === 'price_needed') return this.ask({ kind: 'price', product, code });
		this.#apply(change, true);
	}

	addWeighed(product: ProductForSale, quantityMilli: number, code: string | null): boolean {
		return this.#apply(
			lines.addWeighed(this.basket, product, quantityMilli, this.#entry(product.taxRateId, code)),
			true
		);
	}

	addPriced(product: ProductForSale, priceMinor: number, code: string | null): boolean {
		return this.#apply(lines.addPriced(this.basket, product, priceMinor, this.#entry(product.taxRateId, code)), true);
	}

	addOpen(name: string, priceMinor: number, taxRateId: string, code: string | null): boolean {
		const item = { name, priceMinor, taxRateId };
		return this.#apply(lines.addOpenItem(this.basket, item, this.#entry(taxRateId, code)), true);
	}

	setQuantity(lineId: string, quantityMilli: number): boolean {
		return this.#apply(changes.setQuantity(this.basket, lineId, quantityMilli));
	}

	/** Why a line cannot have this quantity, in words; `null` when it can. */
	quantityRefusal(lineId: string, quantityMilli: number): string | null {
		const change = changes.setQuantity(this.basket, lineId, quantityMilli);
		return change.ok ? null : this.#sentence(change);
	}

	/** One piece more or less; the last piece taken away removes the line. */
	step(line: BasketLine, pieces: 1 | -1): void {
		const next = line.quantityMilli + pieces * 1000;
		if (next < 1000) this.remove(line.lineId);
		else this.setQuantity(line.lineId, next);
	}

	setDiscount(lineId: string | null, discount: ManualDiscount | null): boolean {
		const discountOf = ({ lines, discount: ofSale }: Basket) =>
			lineId ? lines.find((line) => line.lineId === lineId)?.discount : ofSale;
		const former = discountOf(this.basket) ?? null;
		if (!this.#apply(this.#discounted(lineId, discount))) return false;
		const given = discountOf(this.basket);
		this.#undoable(
			t(discount ? 'discount.given' : 'discount.gone'),
			() => this.#apply(this.#discounted(lineId, former)),
			(basket) => discountOf(basket) === given
		);
		return true;
	}

	/** Offers to take it back, while it `stands` in the same sale. */
	#undoable(text: string, undo: () => void, stands: (basket: Basket) => boolean): void {
		const { id } = this.basket;
		this.toaster.show(text, undo, () => this.basket.id === id && stands(this.basket));
	}

	/** Takes off what a line is given, or lets offers give again; the former line comes back by Undo. */
	setOffers(lineId: string, allowed: boolean): boolean {
		const before = this.basket;
		if (!this.#apply(changes.setLineOffers(before, lineId, allowed))) return false;
		const lineIn = ({ lines }: Basket) => lines.find((line) => line.lineId === lineId);
		const former = lineIn(before);
		const restore = () => {
			if (!former) return;
			const lines = this.basket.lines.map((line) => (line.lineId === lineId ? { ...line, ...giftsOf(former) } : line));
			this.#apply({ ok: true, basket: { ...this.basket, lines }, lineId });
		};
		this.#undoable(t(allowed ? 'why.offersBack' : 'discount.gone'), restore, (basket) => {
			return lineIn(basket)?.withoutOffers === !allowed;
		});
		return true;
	}

	#discounted(lineId: string | null, discount: ManualDiscount | null): BasketChange {
		return lineId
			? changes.setLineDiscount(this.basket, lineId, discount)
			: changes.setBasketDiscount(this.basket, discount);
	}

	setNote(lineId: string | null, note: string): boolean {
		return this.#apply(
			lineId ? changes.setLineNote(this.basket, lineId, note) : changes.setBasketNote(this.basket, note)
		);
	}

	setMember(member: BasketMember | null): void {
		if (this.till.atTerminalMinor !== null) return this.toaster.show(this.payingWords);
		const { member: former } = this.basket;
		this.till.setBasket(member ? changes.attachMember(this.basket, member) : changes.detachMember(this.basket));
		if (!member && former) {
			this.#undoable(
				t('member.detached', { name: this.memberName(former) }),
				() => this.setMember(former),
				({ member: since }) => since === null
			);
		}
		if (member) this.said = t('member.attached', { name: this.memberName(member) });
	}

	showCoupon(code: string): void {
		if (this.#refusedWhilePaying()) return;
		if (this.basket.coupons?.includes(code)) return this.toaster.show(t('coupon.again', { code }));
		const change = showCoupon(this.basket, code);
		if (change === this.basket) return this.toaster.show(t('coupon.tooMany'));
		this.till.setBasket(change);
		this.#undoable(
			t('coupon.shown', { code }),
			() => this.#setCoupons(putCouponAway(this.basket, code)),
			({ coupons }) => coupons?.includes(code) === true
		);
		this.said = t('coupon.shown', { code });
	}

	#setCoupons(basket: Basket): void {
		if (!this.#refusedWhilePaying()) this.till.setBasket(basket);
	}

	putCouponAway(code: string): void {
		if (this.#refusedWhilePaying()) return;
		this.till.setBasket(putCouponAway(this.basket, code));
		this.#undoable(
			t('coupon.gone', { code }),
			() => this.#setCoupons(showCoupon(this.basket, code)),
			({ coupons }) => coupons?.includes(code) !== true
		);
	}

	memberName(member: BasketMember): string {
		return member.name ?? t('member.unknownName', { last4: member.cardLast4 });
	}

	remove(lineId: string): void {
		if (this.#refusedWhilePaying()) return;
		const change = lines.removeLine(this.basket, lineId);
		if (!change.ok) return this.refuse(change);
		this.till.setBasket(change.basket);
		this.removals.add(change.removed);
		this.said = t('basket.removedSay', { name: change.removed.line.name });
	}

	empty(): void {
		if (this.#refusedWhilePaying()) return;
		const before = this.basket;
		this.till.setBasket(lines.clear(before));
		// What was rung up since stays beside what comes back; another member would not.
		this.#undoable(
			t('basket.emptied'),
			() => this.#apply(lines.unclear(this.basket, before)),
			({ member: since }) => since === null
		);
	}

	refuse(refusal: BasketRefusal): void {
		this.toaster.show(this.#sentence(refusal));
	}

	#sentence({ code }: BasketRefusal): string {
		return wordFor(`refuse.${code}`) ?? code;
	}

	#restore(removed: lines.RemovedLine): void {
		this.#apply(lines.restoreLine(this.basket, removed));
	}

	#refusedWhilePaying(): boolean {
		if (this.isPaying) this.toaster.show(this.payingWords);
		return this.isPaying;
	}

	#apply(change: BasketChange, isNew = false): boolean {
		if (this.#refusedWhilePaying()) return false;
		if (!change.ok) {
			this.refuse(change);
			return false;
		}
		this.till.setBasket(change.basket);
		if (change.lineId) this.#touchedId = change.lineId;
		if (isNew) this.#say(change.lineId);
		return true;
	}

	#say(lineId: string | null): void {
		const line = this.shown.find((one) => one.line.lineId === lineId);
		if (line) this.said = t('basket.added', { name: line.line.name, price: this.show.money(line.priced.totalMinor) });
	}

	#entry(taxRateId: string, code: string | null): lines.LineEntry {
		const taxRateBp = this.till.taxRates.find((rate) => rate.id === taxRateId)?.rateBp ?? 0;
		return { lineId: this.till.newId(), nowMs: Date.now(), taxRateBp, code };
	}
}

function giftsOf({ discount, withoutOffers = false }: BasketLine): Pick<BasketLine, 'discount' | 'withoutOffers'> {
	return { discount, withoutOffers };
}
