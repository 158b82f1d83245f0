/** How the bench sells; without anything of Node's, because pages use it too. */
import type { Seller, SellingTerms } from '$lib/till/headless';
import { idOf, taxRates } from './goods';

export const storeId = idOf(6, 1);
export const cashier = { id: idOf(5, 1), name: 'Bench Cashier', pin: '4826' };
export const seller: Seller = { staffId: cashier.id, staffName: cashier.name };
export const terms: SellingTerms = {
	store: { storeId, zone: 'Europe/Berlin', cashStepMinor: 1 },
	price: { currency: 'EUR', pricesIncludeTax: true, taxMode: 'receipt', taxRates }
};
