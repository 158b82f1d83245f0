/**
 * Amounts, quantities, times and ages as people read them. Pure: locale, currency and zone are arguments, nothing is
 * read from the device. Formatters are kept, because making one costs more than using it a thousand times.
 */
const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function keep<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
	key: string,
	make: () => T
): T {
	// The key begins with the kind of formatter, so the kept one has the type that `make` gives.
	const known = kept.get(key) as T | undefined;
	if (known) return known;
	const made = make();
	kept.set(key, made);
	return made;
}

const withRealMinus = (text: string) => text.replace(/-/g, '\u2212');

/** Digits behind the point of a currency by ISO 4217: EUR 2, JPY 0, KWD 3. */
export function currencyDigits(currency: string): number {
	const format = keep(`d|${currency}`, () => new Intl.NumberFormat('en', { style: 'currency', currency }));
	return format.resolvedOptions().maximumFractionDigits ?? 2;
}

export interface AmountStyle {
	/** `always` writes a plus before gains; the default writes only a minus. */
	sign?: 'auto' | 'always';
	/** `false` leaves the currency out, for tiles and basket lines where it is clear. */
	symbol?: boolean;
}

/** An amount in minor units, for example 45297 EUR → “€452.97”, −340 without symbol → “−3.40”. */
export function formatAmount(minor: number, currency: string, locale: string, style: AmountStyle = {}): string {
	const sign = style.sign ?? 'auto';
	const format = keep(
		`a|${locale}|${currency}|${sign}`,
		() =>
			new Intl.NumberFormat(locale, {
				style: 'currency',
				currency,
				currencyDisplay: 'narrowSymbol',
				signDisplay: sign === 'always' ? 'exceptZero' : 'negative'
			})
	);
	const value = minor / 10 ** currencyDigits(currency);
	return withRealMinus((style.symbol ?? true) ? format.format(value) : withoutSymbol(format.formatToParts(value)));
}

/** The same digits and separators as with the symbol: in some locales plain numbers use others (en-DE: 11,70 but €11.70). */
function withoutSymbol(parts: Intl.NumberFormatPart[]): string {
	const kept = parts.filter(({ type }) => type !== 'currency');
	return kept
		.map(({ value }) => value)
		.join('')
		.trim();
}

/** A quantity in thousandths: 2000 → “2”, 1250 with unit `kg` → “1.250 kg”. Weighed goods always show all three digits. */
export function formatQuantity(milli: number, unit: string | undefined, locale: string): string {
	const digits = unit || milli % 1000 ? 3 : 0;
	const format = keep(
		`q|${locale}|${digits}`,
		() => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
	);
	const text = withRealMinus(format.format(milli / 1000));
	return unit ? `${text}\u00a0${unit}` : text;
}

/** A whole number with its separators: 61400 → “61,400”. */
export function formatCount(count: number, locale: string): string {
	return withRealMinus(keep(`c|${locale}`, () => new Intl.NumberFormat(locale)).format(count));
}

/** A rate in basis points: 1900 → “19%”, 770 → “7.7%”. */
export function formatRate(basisPoints: number, locale: string): string {
	const format = keep(
		`p|${locale}`,
		() => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 })
	);
	return withRealMinus(format.format(basisPoints / 10_000));
}

/** “14:32” in the store's zone. */
export function formatTime(at: string | number | Date, zone: string, locale: string): string {
	const format = keep(
		`t|${locale}|${zone}`,
		() => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone })
	);
	return format.format(new Date(at));
}

export type DateForm = 'short' | 'medium' | 'long' | 'month';

const dateForms: Record<DateForm, Intl.DateTimeFormatOptions> = {
	short: { day: 'numeric', month: 'short' },
	medium: { day: 'numeric', month: 'short', year: 'numeric' },
	long: { weekday: 'long', day: 'numeric', month: 'long' },
	month: { month: 'short', year: 'numeric' }
};

/** “20 Nov”, “20 Nov 2026” or “Friday, 20 November” or “Nov 2026” in the store's zone. Plain `en` is read as British: day first. */
export function formatDate(
	at: string | number | Date,
	zone: string,
	locale: string,
	form: DateForm = 'medium'
): string {
	const format = keep(
		`e|${locale}|${zone}|${form}`,
		() => new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { ...dateForms[form], timeZone: zone })
	);
	return format.format(new Date(at));
}

export function formatDateTime(at: string | number | Date, zone: string, locale: string): string {
	return `${formatDate(at, zone, locale)}, ${formatTime(at, zone, locale)}`;
}

const steps: ['day' | 'hour' | 'minute' | 'second', number][] = [
	['day', 86_400_000],
	['hour', 3_600_000],
	['minute', 60_000],
	['second', 1000]
];

/** The age of a thing: “2s ago”, “3m ago”, “yesterday”. */
export function formatAge(atMs: number, nowMs: number, locale: string): string {
	const [unit, size] = steps.find(([, ms]) => Math.abs(nowMs - atMs) >= ms) ?? ['second', 1000];
	const format = keep(`r|${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' }));
	return format.format(-Math.trunc((nowMs - atMs) / size) || 0, unit);
}

/** How long something is, in the largest unit of which it has two: “26 hours”, “90 minutes”. */
export function formatSpan(ms: number, locale: string): string {
	const [unit, size] = steps.find(([, one]) => Math.abs(ms) >= 2 * one) ?? ['second', 1000];
	const format = keep(
		`n|${locale}|${unit}`,
		() => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 })
	);
	return format.format(Math.abs(ms) / size);
}

/** A size on the device: 1536000 → “1.5 MB”. */
export function formatBytes(bytes: number, locale: string): string {
	const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
	const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
	const unit = units[step] ?? 'byte';
	const format = keep(
		`b|${locale}|${unit}`,
		() => new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: step > 1 ? 1 : 0 })
	);
	return format.format(bytes / 1000 ** step);
}
