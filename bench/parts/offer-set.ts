/** 1,000 offers of every kind out of nothing, a basket of 30 lines they meet, and the same rules for a general engine. */
import type { RuleProperties } from 'json-rules-engine';
import type { ProductRecord } from '$lib/contract/sync/pull';
import type { Basket } from '$lib/domain/basket/basket';
import { addProduct, newBasket } from '$lib/domain/basket/lines';
import type { Effect, LineTerms, Offer } from '$lib/domain/offers/offer';
import type { QuoteInput } from '$lib/domain/offers/quote-types';
import { seeded } from '../harness';
import { groupCount, idOf, makeProducts, taxRates } from './goods';
import { storeId } from './terms';

const productCount = 3_000;
const categoryCount = 200;
const lineCount = 30;
const tiers = ['silver', 'gold'];

export type OfferScene = { offers: Offer[]; products: ProductRecord[]; input: QuoteInput };

const effects: ((value: number) => Effect)[] = [
	(value) => ({ kind: 'discount', form: 'percent', percentBp: 500 + value }),
	(value) => ({ kind: 'discount', form: 'amount', amountMinor: 10 + value, per: 'sale' }),
	(value) => ({ kind: 'discount', form: 'fixed_price', priceMinor: 100 + value }),
	() => ({ kind: 'discount', form: 'n_for_m', buy: 3, pay: 2 }),
	() => ({ kind: 'discount', form: 'cheapest', every: 2, percentBp: 5000 }),
	(value) => ({ kind: 'instant_spend', give: { form: 'fixed', amountMinor: 1 + value } }),
	(value) => ({ kind: 'award', currency: 'EUR', give: { form: 'percent', percentBp: 100 + value }, lot: freeLot }),
	() => ({ kind: 'award', currency: 'PTS', give: { form: 'per_amount', everyMinor: 100, giveMinor: 1 }, lot: freeLot })
];

const freeLot = {
	expiry: { kind: 'after' as const, count: 1, unit: 'year' as const },
	validAfterHours: 0,
	lines: { include: [], exclude: [], promotions: 'any' as const },
	storeIds: [],
	hours: []
};

const noTerms: LineTerms = { productIds: [], groupIds: [], brands: [], families: [], categories: [] };

/** Eight in ten name products, the others a category, a group, a brand, or nothing at all: some sixty meet the basket. */
function termsOf(no: number, products: readonly ProductRecord[], chance: () => number): LineTerms[] {
	const one = () => products[Math.floor(chance() * products.length)];
	const part = no % 100;
	if (part < 80) return [{ ...noTerms, productIds: [one(), one(), one()].flatMap((product) => product?.id ?? []) }];
	if (part < 92) return [{ ...noTerms, categories: one()?.categories ?? [] }];
	if (part < 95) return [{ ...noTerms, groupIds: [idOf(2, Math.floor(chance() * groupCount))] }];
	return part < 97 ? [{ ...noTerms, brands: [one()?.brand ?? ''] }] : [];
}

/** Minimum amounts are such that no discount decides them: a general engine knows nothing of what came before. */
function makeOffer(no: number, products: readonly ProductRecord[], chance: () => number): Offer {
	const effect = effects[no % effects.length]?.(Math.floor(chance() * 50));
	if (!effect) throw new Error('There are no effects.');
	return {
		id: `offer-${String(no)}`,
		version: no + 1,
		name: `Offer ${String(no)}`,
		title: `Offer ${String(no)}`,
		validFrom: '2026-01-01T00:00:00.000Z',
		validTo: '2027-01-01T00:00:00.000Z',
		currency: 'EUR',
		priority: no % 7,
		group: `group-${String(no % 12)}`,
		stacking: no % 3 === 0 ? 'stack' : 'best_of',
		conditions: {
			lines: { include: termsOf(no, products, chance), exclude: [], promotions: 'taking_part' },
			storeIds: [],
			hours: chance() < 0.3 ? [{ days: [1, 2, 3, 4, 5], from: '08:00', to: chance() < 0.5 ? '11:00' : '20:00' }] : [],
			audience: chance() < 0.3 ? { kind: 'member', tiers: [tiers[no % 2] ?? ''], segments: [] } : { kind: 'anyone' },
			couponId: null,
			minimumQuantityMilli: 0,
			minimumAmountMinor: chance() < 0.2 ? (chance() < 0.5 ? 1 : 90_000_000) : 0
		},
		effect,
		target: null,
		limits: { perSale: { times: 2, amountMinor: 5_000 }, perMember: null, budgetMinor: null }
	};
}

function makeBasket(products: readonly ProductRecord[]): Basket {
	let basket = newBasket(idOf(4, 1), 0);
	for (let no = 0; no < lineCount; no++) {
		const product = products[(no * 97) % products.length];
		if (!product) continue;
		const taxRateBp = taxRates.find(({ id }) => id === product.taxRateId)?.rateBp ?? 0;
		const change = addProduct(basket, product, { lineId: idOf(3, no), nowMs: 0, taxRateBp }, 1000 * (1 + (no % 4)));
		if (!change.ok) throw new Error(change.code);
		basket = change.basket;
	}
	return basket;
}

/** A Friday at half past two. The goods are so cheap that the least of 90,000,000 is never met. */
export function makeScene(offerCount: number): OfferScene {
	const chance = seeded(11);
	const products = makeProducts(productCount).map((product, no) => ({
		...product,
		brand: product.name.split(' ')[0] ?? null,
		categories: [`category-${String(no % categoryCount)}`]
	}));
	const offers = Array.from({ length: offerCount }, (_, no) => makeOffer(no, products, chance));
	const input: QuoteInput = {
		basket: makeBasket(products),
		terms: { currency: 'EUR', pricesIncludeTax: true, taxMode: 'receipt', taxRates },
		member: { tier: 'gold', segments: [], counters: {}, countersAsOfMs: 0 },
		context: {
			atMs: Date.UTC(2026, 10, 20, 13, 30),
			zone: 'Europe/Berlin',
			storeId,
			known: { tier: true, segments: true, counters: true, budgets: true },
			coupons: [],
			budgets: {}
		}
	};
	return { offers, products, input };
}

/** Conditions alone, as a general engine states them: any of these names in the basket, the time, the tier, the amount. */
export function toRule({ id, conditions }: Offer): RuleProperties {
	const { lines, hours, audience, minimumAmountMinor } = conditions;
	const any = lines.include.flatMap(({ productIds, groupIds, brands, categories }) => [
		...productIds.map((value) => ({ fact: 'productIds', operator: 'contains', value })),
		...groupIds.map((value) => ({ fact: 'groupIds', operator: 'contains', value })),
		...brands.map((value) => ({ fact: 'brands', operator: 'contains', value })),
		...categories.map((value) => ({ fact: 'categories', operator: 'contains', value }))
	]);
	const range = hours.flatMap(({ days, from, to }) => [
		{ fact: 'day', operator: 'in', value: days },
		{ fact: 'time', operator: 'notBefore', value: from },
		{ fact: 'time', operator: 'before', value: to }
	]);
	const tier = audience.kind === 'member' ? [{ fact: 'tier', operator: 'in', value: audience.tiers }] : [];
	const amount =
		minimumAmountMinor > 0 ? [{ fact: 'amount', operator: 'greaterThanInclusive', value: minimumAmountMinor }] : [];
	const all = [...(any.length > 0 ? [{ any }] : []), ...range, ...tier, ...amount];
	const always = { fact: 'amount', operator: 'greaterThanInclusive', value: 0 };
	return { conditions: { all: all.length > 0 ? all : [always] }, event: { type: id } };
}

/** The facts of a basket that those rules ask for. */
export function toFacts({ basket, member }: QuoteInput): Record<string, unknown> {
	return {
		productIds: basket.lines.map(({ productId }) => productId),
		groupIds: basket.lines.map(({ groupId }) => groupId),
		brands: basket.lines.map(({ brand }) => brand),
		categories: basket.lines.flatMap(({ categories }) => categories ?? []),
		day: 5,
		time: '14:30',
		tier: member?.tier ?? null,
		amount: basket.lines.reduce((sum, line) => sum + (line.unitPriceMinor * line.quantityMilli) / 1000, 0)
	};
}
