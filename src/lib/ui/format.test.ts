import { describe, expect, it } from 'vitest';
import {
	currencyDigits,
	formatAge,
	formatAmount,
	formatBytes,
	formatDate,
	formatQuantity,
	formatRate,
	formatSpan,
	formatTime
} from './format';

describe('format', () => {
	it('writes amounts with the digits of their currency', () => {
		expect(formatAmount(45297, 'EUR', 'en')).toBe('€452.97');
		expect(formatAmount(1500, 'JPY', 'en')).toBe('¥1,500');
		expect(formatAmount(1500, 'KWD', 'en', { symbol: false })).toBe('1.500');
		expect(formatAmount(497304, 'EUR', 'de')).toBe('4.973,04\u00a0€');
		expect(currencyDigits('ISK')).toBe(0);
	});

	it('keeps the separators of an amount when the symbol is left out', () => {
		expect(formatAmount(1170, 'EUR', 'en-DE')).toBe('€11.70');
		expect(formatAmount(1170, 'EUR', 'en-DE', { symbol: false })).toBe('11.70');
		expect(formatAmount(-497304, 'EUR', 'de-DE', { symbol: false })).toBe('\u22124.973,04');
	});

	it('uses the real minus and never a minus zero', () => {
		expect(formatAmount(-4433, 'EUR', 'en')).toBe('\u2212€44.33');
		expect(formatAmount(-340, 'EUR', 'en', { symbol: false })).toBe('\u22123.40');
		expect(formatAmount(-0, 'EUR', 'en', { symbol: false })).toBe('0.00');
		expect(formatAmount(899, 'EUR', 'en', { sign: 'always' })).toBe('+€8.99');
	});

	it('shows weights in full and pieces without digits', () => {
		expect(formatQuantity(3000, undefined, 'en')).toBe('3');
		expect(formatQuantity(1250, 'kg', 'en')).toBe('1.250\u00a0kg');
		expect(formatQuantity(2500, undefined, 'de')).toBe('2,500');
		expect(formatRate(1900, 'en')).toBe('19%');
		expect(formatRate(770, 'en')).toBe('7.7%');
	});

	it('tells time in the zone of the store', () => {
		const at = Date.UTC(2026, 10, 20, 23, 30);
		expect(formatTime(at, 'Europe/Berlin', 'en')).toBe('00:30');
		expect(formatDate(at, 'Europe/Berlin', 'en')).toBe('21 Nov 2026');
		expect(formatDate(at, 'America/New_York', 'en', 'short')).toBe('20 Nov');
	});

	it('tells the age in the largest unit that fits', () => {
		expect(formatAge(0, 2000, 'en')).toBe('2s ago');
		expect(formatAge(0, 190_000, 'en')).toBe('3m ago');
		expect(formatAge(5, 5, 'en')).toBe('now');
		expect(formatSpan(93_600_000, 'en')).toBe('26 hours');
		expect(formatSpan(3 * 86_400_000, 'en')).toBe('3 days');
		expect(formatSpan(-90 * 60_000, 'en')).toBe('90 minutes');
		expect(formatSpan(1000, 'en')).toBe('1 second');
		expect(formatBytes(1_536_000, 'en')).toBe('1.5 MB');
	});
});
