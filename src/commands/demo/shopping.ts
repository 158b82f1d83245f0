/** What the demo shop's customers buy. */
import type { Basket, ManualDiscount } from '$lib/domain/basket/basket';
import { attachMember, setBasketDiscount } from '$lib/domain/basket/changes';
import type { BasketChange } from '$lib/domain/basket/limits';
import { addProduct, addWeighed, newBasket } from '$lib/domain/basket/lines';
import type { DemoShop } from '$lib/server/demo/shop';
import type { Payment } from '$lib/till/headless';
import type { Dice } from '../chance/dice';

type Product = DemoShop['products'][number];

/** How often goods are bought, by the first letter of their number: coffee and bakery all day, a phone now and then. */
const popularity: Record<string, number> = { C: 40, B: 32, D: 14, P: 5, F: 6, H: 2, G: 2, M: 0.12, T: 0.12 };

const discounts: ManualDiscount[] = [
	{ kind: 'percent', percentBp: 1000, reason: 'goodwill' },
	{ kind: 'percent', percentBp: 2000, reason: 'end_of_day' },
	{ kind: 'amount', amountMinor: 100, reason: 'damaged' }
];

export function fillBasket(shop: DemoShop, dice: Dice, newId: () => string, nowMs: number): Basket {
	let basket = newBasket(newId(), nowMs);
	const count = dice.pick([1, 2, 3, 4, 5], (lines) => [30, 34, 20, 11, 5][lines - 1] ?? 0);
	for (let n = 0; n < count; n++) {
		const product = dice.pick(shop.products, ({ sku }) => popularity[sku.charAt(0)] ?? 1);
		basket = accepted(add(basket, product, dice, { lineId: newId(), nowMs, taxRateBp: product.rate_bp }));
	}
	if (dice.chance(0.04)) basket = accepted(setBasketDiscount(basket, dice.pick(discounts)));
	if (!dice.chance(1 / 3) || shop.members.length === 0) return basket;
	const memberId = dice.pick(shop.members, ({ id }) => visitsOf(id, shop)).id;
	return attachMember(basket, { memberId, cardHmac: null, cardLast4: '', name: null });
}

/** How often somebody comes, against the others; whom visitors are signed in as is a regular, with receipts to show. */
function visitsOf(memberId: string, shop: DemoShop): number {
	return memberId === shop.shownMemberId ? 12 : 1 + (Number.parseInt(memberId.slice(-2), 16) % 5);
}

function add(basket: Basket, row: Product, dice: Dice, entry: Parameters<typeof addProduct>[2]): BasketChange {
	const product = {
		id: row.id,
		sku: row.sku,
		name: row.name,
		groupId: row.group_id,
		brand: row.brand,
		family: row.family,
		categories: row.categories,
		inPromotions: row.inPromotions,
		priceMinor: row.price_minor,
		taxRateId: row.tax_rate_id,
		sellBy: row.sell_by,
		unit: row.unit,
		codes: [],
		minimumPriceMinor: null,
		favourite: false,
		imageUrl: null
	};
	if (row.sell_by === 'weight') return addWeighed(basket, product, dice.between(150, 1400), entry);
	return addProduct(basket, product, entry, dice.chance(0.2) ? 2000 : 1000);
}

function accepted(change: BasketChange): Basket {
	if (!change.ok) throw new Error(`The demo basket was refused: ${change.code}`);
	return change.basket;
}

/** Cash is handed over in notes; small sums more often than large ones. */
export function payFor(due: number, dice: Dice): Payment {
	if (due === 0 || !dice.chance(due < 2000 ? 0.5 : 0.2)) return 'card';
	return dice.chance(0.3) ? 'cash' : [{ kind: 'cash', givenMinor: Math.ceil(due / 500) * 500 }];
}
