import { pointsCurrency } from '$lib/domain/offers/offer';
import type { OfferNames } from '$lib/i18n/offer-sentence';
import { formatAmount, formatDate, formatRate } from '$lib/ui/format';

type Data = { byId: Record<string, string>; locale: string; zone: string };

/** How this shop writes what an offer says. */
export function toNames({ byId, locale, zone }: Data): OfferNames {
	return {
		amount: (minor, currency) =>
			currency === pointsCurrency
				? `${String(minor)} ${minor === 1 ? 'point' : 'points'}`
				: formatAmount(minor, currency, locale),
		percent: (basisPoints) => formatRate(basisPoints, locale),
		day: (at) => formatDate(at, zone, locale),
		name: (id) => byId[id] ?? 'something that is gone'
	};
}
