/** Amounts, times and quantities of this store as text. */
import type { StoreSettings } from '$lib/contract/sync/pull';
import { pointsCurrency } from '$lib/domain/offers/offer';
import { currencyDigits, formatAmount, formatDate, formatQuantity, formatTime } from '$lib/ui/format';
import { t } from './words';

type Place = Pick<StoreSettings, 'currency' | 'locale' | 'zone'>;
const somewhere: Place = { currency: 'EUR', locale: 'en', zone: 'UTC' };

const unitNames: Record<string, string> = { KGM: 'kg', LTR: 'l', MTR: 'm' };

export class Show {
	readonly #place: () => Place | null;

	constructor(place: () => Place | null) {
		this.#place = place;
	}

	get place(): Place {
		return this.#place() ?? somewhere;
	}

	/** With the currency: “€4.90”. */
	money = (minor: number): string => formatAmount(minor, this.place.currency, this.place.locale);

	/** Without: “4.90”. */
	plain = (minor: number): string => formatAmount(minor, this.place.currency, this.place.locale, { symbol: false });

	/** A note on its button: “50”, or “12.50” where it is not whole. */
	note = (minor: number): string => {
		const whole = minor % 10 ** currencyDigits(this.place.currency) === 0;
		return whole ? this.plain(minor).replace(/[.,]\d+$/, '') : this.plain(minor);
	};

	/** Of a wallet: an amount, or points. */
	worth = (minor: number, currency: string): string =>
		currency === pointsCurrency
			? t('reward.points', { count: minor })
			: formatAmount(minor, currency, this.place.locale);

	quantity = (milli: number, unit: string): string => formatQuantity(milli, unitNames[unit], this.place.locale);

	/** “3.49/kg”. */
	per = (minor: number, unit: string): string => `${this.plain(minor)}/${unitNames[unit] ?? unit}`;

	time = (at: string | number): string => formatTime(at, this.place.zone, this.place.locale);

	/** “May 2025”. */
	month = (at: string | number): string => formatDate(at, this.place.zone, this.place.locale, 'month');

	date = (at: string | number, form: 'short' | 'medium' | 'long' = 'medium'): string =>
		formatDate(at, this.place.zone, this.place.locale, form);
}
