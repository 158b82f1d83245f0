import type { OfferRecord } from '$lib/contract/sync/offers';
import { isOfWallet } from '$lib/domain/offers/offer';
import type { StoreSettings } from '$lib/contract/sync/pull';

/** Whether another system keeps the members' value: then only its own figures say what a basket earns. */
export function isKeptElsewhere(settings: Pick<StoreSettings, 'rewards'> | null): boolean {
	return (settings?.rewards?.backend ?? 'builtin') !== 'builtin';
}

/** What this till works out by itself: what another system keeps, that system gives. */
export function ownOffers(
	all: readonly OfferRecord[],
	settings: Pick<StoreSettings, 'rewards'> | null
): readonly OfferRecord[] {
	return isKeptElsewhere(settings) ? all.filter((offer) => !isOfWallet(offer)) : all;
}
