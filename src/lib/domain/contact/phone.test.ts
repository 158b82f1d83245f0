import { describe, expect, it } from 'vitest';
import { normaliseEmail } from './email';
import { looksLikePhone, normalisePhone } from './phone';

describe('a phone number', () => {
	it.each([
		['0151 2340 77', 'DE', '+49151234077'],
		['+49 (0)151 / 2340-77', 'DE', '+49151234077'],
		['0049151234077', 'FI', '+49151234077'],
		['+49 151 234077', 'US', '+49151234077'],
		['(040) 123 45 67', 'FI', '+358401234567'],
		['1 (212) 555-0100', 'US', '+12125550100'],
		['212 555 0100', 'US', '+12125550100'],
		['06 1234 5678', 'IT', '+390612345678'],
		['06 30 123 4567', 'HU', '+36301234567'],
		['8 912 345-67-89', 'RU', '+79123456789'],
		['612 34 56 78', 'ES', '+34612345678'],
		['020 7946 0018', 'GB', '+442079460018']
	])('%s in %s is %s', (text, country, expected) => {
		expect(normalisePhone(text, country)).toBe(expected);
	});

	it.each([
		'',
		'12',
		'Nora',
		'nora@example.org',
		'0151-CALL-ME',
		'+0123456',
		'+1234567890123456',
		'123 456x',
		'++49151234077'
	])('%s is none', (text) => {
		expect(normalisePhone(text, 'DE')).toBeNull();
	});

	it('has no meaning without a code in a country nobody knows', () => {
		expect(normalisePhone('0151 234077', 'QQ')).toBeNull();
		expect(normalisePhone('+49151234077', 'QQ')).toBe('+49151234077');
	});

	it('stays itself when it is normalised again', () => {
		expect(normalisePhone('+36301234567', 'HU')).toBe('+36301234567');
	});

	it('is told from words and card numbers by its look', () => {
		expect(looksLikePhone('0151 2340 77')).toBe(true);
		expect(looksLikePhone('9600010000000426')).toBe(false);
		expect(looksLikePhone('A 123456')).toBe(false);
	});
});

describe('an address', () => {
	it('is compared in lower case and keeps its dots', () => {
		expect(normaliseEmail(' Nora.Lindqvist@Demo.Example ')).toBe('nora.lindqvist@demo.example');
		expect(normaliseEmail('ｎora@demo.example')).toBe('nora@demo.example');
	});

	it.each(['nora', 'nora@demo', '@demo.example', 'no ra@demo.example', `${'a'.repeat(200)}@demo.example`])(
		'%s is none',
		(text) => {
			expect(normaliseEmail(text)).toBeNull();
		}
	);
});
