import { walletInEnglish } from '$lib/i18n/office-words';
import { formatAmount, formatDate, formatDateTime, type AmountStyle } from '$lib/ui/format';
import { pointsCurrency } from '$lib/domain/offers/offer';

/** How this shop writes amounts and dates; points are whole numbers without a currency sign. */
export type ShopWriting = {
	amount: (minor: number, currency: string, style?: AmountStyle) => string;
	date: (at: string) => string;
	dateTime: (at: string) => string;
};

export function shopWriting({ locale, zone }: { locale: string; zone: string }): ShopWriting {
	return {
		amount: (minor, currency, style = {}) =>
			currency === pointsCurrency ? points(minor, locale, style) : formatAmount(minor, currency, locale, style),
		date: (at) => formatDate(at, zone, locale),
		dateTime: (at) => formatDateTime(at, zone, locale)
	};
}

function points(count: number, locale: string, { sign, symbol = true }: AmountStyle): string {
	const format = new Intl.NumberFormat(locale, { signDisplay: sign === 'always' ? 'exceptZero' : 'negative' });
	const text = format.format(count).replace(/-/g, '\u2212');
	return symbol ? walletInEnglish('points', { count }).replace(/^\S+/, text) : text;
}
