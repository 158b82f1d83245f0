import type { Basket } from '$lib/domain/basket/basket';
import { setBasketDiscount } from '$lib/domain/basket/changes';
import { addOpenItem, newBasket } from '$lib/domain/basket/lines';
import type { SellingTerms } from '$lib/till/headless';
import type { Dice } from '../chance/dice';

export const seller = { staffId: '00000000-0000-7000-b000-000000000001', staffName: 'Sim' };

export function termsOf(storeId: string): SellingTerms {
	return {
		store: { storeId, zone: 'Europe/Berlin', cashStepMinor: 5 },
		price: {
			currency: 'EUR',
			pricesIncludeTax: true,
			taxMode: 'receipt',
			taxRates: [
				{ id: 'standard', rateBp: 1900 },
				{ id: 'reduced', rateBp: 700 }
			]
		}
	};
}

/** A basket of one to four open items at any price, now and then with a discount. */
export function anyBasket(dice: Dice, newId: () => string, nowMs: number): Basket {
	return fillBasket(dice, newBasket(newId(), nowMs), newId, nowMs);
}

export function fillBasket(dice: Dice, empty: Basket, newId: () => string, nowMs: number): Basket {
	let basket = empty;
	for (let left = dice.between(1, 4); left > 0; left--) {
		const [taxRateId, taxRateBp] = dice.chance(0.5) ? ['standard', 1900] : ['reduced', 700];
		const item = { name: 'Thing', priceMinor: dice.between(0, 5_000), taxRateId: String(taxRateId) };
		const changed = addOpenItem(
			basket,
			{ ...item, quantityMilli: dice.between(1, 5) * 1000 },
			{ lineId: newId(), nowMs, taxRateBp: Number(taxRateBp) }
		);
		if (changed.ok) basket = changed.basket;
	}
	if (!dice.chance(0.2)) return basket;
	const off = setBasketDiscount(basket, { kind: 'percent', percentBp: dice.between(1, 9_999), reason: 'goodwill' });
	return off.ok ? off.basket : basket;
}
