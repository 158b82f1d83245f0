/** A basket to try an offer with: the same rules as on the till, run here, with the offer as it is written now. */
import { addPriced, addProduct, addWeighed, newBasket } from '$lib/domain/basket/lines';
import type { Basket, ProductForSale } from '$lib/domain/basket/basket';
import { oneMilli } from '$lib/domain/money/quantity';
import { compileOffers } from '$lib/domain/offers/compile';
import { isOpen, toWeekRanges, wallTime } from '$lib/domain/offers/hours';
import { fits, toReadyFilter } from '$lib/domain/offers/line-filter';
import type { Offer } from '$lib/domain/offers/offer';
import { quote } from '$lib/domain/offers/quote';
import type { Quote } from '$lib/domain/offers/quote-types';
import { instantAt, localDateTime } from '$lib/domain/receipt/business-date';
import { findGoodsLike } from '../../terms/goods-search.svelte';
import type { OfferEditor } from './offer-editor.svelte';

export type TestLine = { product: ProductForSale; quantityMilli: number };

/** What a product without a price of its own is tried at. */
const triedPriceMinor = 1000;
const piecesAtMost = 999;
const stepMs = 15 * 60_000;
const weekMs = 7 * 24 * 60 * 60_000;

export class TestBasket {
	lines = $state<TestLine[]>([]);
	isMember = $state(false);
	tier = $state('');
	segments = $state<string[]>([]);
	storeId = $state('');
	date = $state('');
	time = $state('');
	/** Whether the customer shows the coupon that the offer needs. */
	showsCoupon = $state(true);
	/** Without the other offers. */
	alone = $state(false);

	constructor(
		private readonly editor: OfferEditor,
		nowMs: number
	) {
		const [store] = editor.scene.stores;
		this.storeId = editor.rule.conditions.storeIds[0] ?? store?.id ?? '';
		const now = localDateTime(this.#firstMoment(nowMs), this.zone);
		this.date = now.date;
		this.time = now.time;
		this.isMember = editor.rule.conditions.audience.kind === 'member';
		this.fill();
	}

	/** Now, or the next moment at which the offer holds: an hour that is not happy would show nothing. */
	#firstMoment(nowMs: number): number {
		const { conditions, validFrom } = this.editor.rule;
		const ranges = toWeekRanges($state.snapshot(conditions.hours));
		const fromMs = Math.max(nowMs, validFrom === null ? nowMs : Date.parse(validFrom));
		for (let atMs = fromMs; atMs < fromMs + weekMs; atMs += stepMs) {
			if (isOpen(ranges, wallTime(atMs, this.zone).minute)) return atMs;
		}
		return nowMs;
	}

	get store() {
		const { stores } = this.editor.scene;
		return stores.find(({ id }) => id === this.storeId) ?? stores[0];
	}

	get zone(): string {
		return this.store?.zone ?? 'UTC';
	}

	#fitting(goods: readonly ProductForSale[]): ProductForSale[] {
		const meant = toReadyFilter($state.snapshot(this.editor.rule.conditions.lines));
		return goods.filter((product) => product.sellBy === 'piece' && fits(meant, { ...product, productId: product.id }));
	}

	/** What the offer is about, as many as it asks for, and one more thing. */
	fill(goods: readonly ProductForSale[] = this.editor.scene.goods): void {
		const fitting = this.#fitting(goods);
		const [wanted] = fitting;
		const sellable = this.editor.scene.goods.filter((product) => product.sellBy === 'piece' && product !== wanted);
		const other = sellable.find((product) => !fitting.includes(product)) ?? sellable[0];
		this.lines = [
			...(wanted ? [{ product: wanted, quantityMilli: this.#wantedPieces() * oneMilli }] : []),
			...(other && other.id !== wanted?.id ? [{ product: other, quantityMilli: oneMilli }] : [])
		];
	}

	/** The same with goods the server knows, once the offer is about others than those at hand. */
	async fetchFitting(): Promise<boolean> {
		const { scene, rule } = this.editor;
		if (this.#fitting(scene.goods).length === 0) {
			const found = await findGoodsLike($state.snapshot(rule.conditions.lines));
			if (found === null || this.#fitting(found).length === 0) return false;
			this.fill(found);
		} else this.fill();
		return true;
	}

	/** Another basket by chance. */
	shuffle(): void {
		const goods = [...this.editor.scene.goods];
		const count = 1 + Math.floor(Math.random() * Math.min(4, goods.length));
		this.lines = Array.from({ length: count }, () => {
			const [product] = goods.splice(Math.floor(Math.random() * goods.length), 1);
			return product ? [{ product, quantityMilli: oneMilli * (1 + Math.floor(Math.random() * 3)) }] : [];
		}).flat();
	}

	#wantedPieces(): number {
		const { effect, conditions } = this.editor.rule;
		const needed = Math.ceil(conditions.minimumQuantityMilli / oneMilli);
		if (effect.kind !== 'discount') return Math.max(1, needed || 1);
		if (effect.form === 'n_for_m') return Math.max(effect.buy || 1, needed || 1);
		return effect.form === 'cheapest' ? Math.max(effect.every || 1, needed || 1) : Math.max(1, needed || 1);
	}

	add(product: ProductForSale): void {
		const known = this.lines.find((line) => line.product.id === product.id);
		if (known) this.change(known, 1);
		else this.lines.push({ product, quantityMilli: oneMilli });
	}

	/** To nothing: the line goes. */
	change(line: TestLine, pieces: number): void {
		const next = line.quantityMilli + pieces * oneMilli;
		if (next <= 0) this.lines = this.lines.filter((one) => one !== line);
		else line.quantityMilli = Math.min(next, piecesAtMost * oneMilli);
	}

	/** Epoch milliseconds of the day and time chosen; the first moment of the epoch while they are unfinished. */
	get atMs(): number {
		return instantAt(this.date, this.time, this.zone) ?? 0;
	}

	get offers(): Offer[] {
		const { triable, id, scene } = this.editor;
		const others = this.alone ? [] : scene.active.filter((one) => one.id !== id);
		return triable ? [...others, triable] : others;
	}

	get #basket(): Basket {
		const nowMs = this.atMs;
		return this.lines.reduce(
			(basket, { product, quantityMilli }, at) => {
				const rate = this.editor.scene.taxRates.find(({ id }) => id === product.taxRateId);
				const entry = { lineId: String(at), nowMs, taxRateBp: rate?.rateBp ?? 0 };
				const added =
					product.sellBy === 'weight'
						? addWeighed(basket, product, quantityMilli, entry)
						: product.sellBy === 'price' || product.priceMinor === null
							? addPriced(basket, product, product.priceMinor ?? triedPriceMinor, entry)
							: addProduct(basket, product, entry, quantityMilli);
				return added.ok ? added.basket : basket;
			},
			newBasket('test', nowMs)
		);
	}

	readonly quote: Quote = $derived.by(() => {
		const { scene, rule } = this.editor;
		const { atMs, zone } = this;
		const { currency = rule.currency, pricesIncludeTax = true } = this.store ?? {};
		const tier = this.tier === '' ? null : this.tier;
		const { couponId } = rule.conditions;
		return quote(compileOffers(this.offers), {
			basket: this.#basket,
			terms: { currency, pricesIncludeTax, taxMode: 'receipt', taxRates: scene.taxRates },
			member: this.isMember ? { tier, segments: this.segments, counters: {}, countersAsOfMs: atMs } : null,
			context: {
				...{ atMs, zone, storeId: this.storeId, budgets: {} },
				coupons: this.showsCoupon && couponId ? [{ couponId, usable: true }] : [],
				known: { tier: true, segments: true, counters: true, budgets: true }
			}
		});
	});
}
