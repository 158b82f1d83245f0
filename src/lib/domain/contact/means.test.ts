import { describe, expect, it } from 'vitest';
import { cardNumber } from '../code/card';
import { defaultScanRules, type ScanRules } from '../code/scan';
import { readMeans } from './means';

const rules: ScanRules = { ...defaultScanRules, cardMasks: [{ mask: '77(#######)', replace: '96$1' }] };
const card = cardNumber({ prefix: '9600', length: 16, check: 'luhn', active: true }, 42) ?? '';
const read = (text: string, country = 'DE') => readMeans(text, rules, country);

describe('what somebody is to be found by', () => {
	it('knows the shop’s cards however they are written', () => {
		const ours = { kind: 'card', number: card, isOurs: true };
		expect(read(card)).toEqual(ours);
		expect(read(` ${card.replace(/(.{4})/g, '$1 ')} `)).toEqual(ours);
		expect(read(`;${card}=2812?`)).toEqual(ours);
		expect(read(`%B${card}^LINDQVIST/NORA^2812?;${card}=2812?`)).toEqual(ours);
		expect(read(`]C0${card}`)).toEqual(ours);
	});

	it('makes the number that a mask stands for', () => {
		expect(read('771234567')).toEqual({ kind: 'card', number: '961234567', isOurs: true });
	});

	it('leaves other numbers to the server', () => {
		expect(read('123456')).toEqual({ kind: 'card', number: '123456', isOurs: false });
		expect(read('123')).toEqual({ kind: 'unfinished' });
		expect(read('12345678901234567890')).toEqual({ kind: 'none' });
	});

	it('keeps no payment card, typed or swiped', () => {
		expect(read('4111 1111 1111 1111')).toEqual({ kind: 'payment_card' });
		expect(read(';4111111111111111=2812?')).toEqual({ kind: 'payment_card' });
		expect(read('%B4111111111111111^DOE/JANE^2812?')).toEqual({ kind: 'payment_card' });
	});

	it('reads phone numbers as people write them', () => {
		expect(read('0151 2340 77')).toEqual({ kind: 'phone', phone: '+49151234077' });
		expect(read('+49 (0)151 2340077')).toEqual({ kind: 'phone', phone: '+491512340077' });
		expect(read('+491512340077')).toEqual({ kind: 'phone', phone: '+491512340077' });
		expect(read('0049 151 2340077')).toEqual({ kind: 'phone', phone: '+491512340077' });
		expect(read('612 345 678', 'ES')).toEqual({ kind: 'phone', phone: '+34612345678' });
		expect(read('+49')).toEqual({ kind: 'unfinished' });
	});

	it('reads addresses', () => {
		expect(read(' Nora@Example.ORG ')).toEqual({ kind: 'email', email: 'nora@example.org' });
		expect(read('nora@')).toEqual({ kind: 'unfinished' });
	});

	it('has an answer for everything else', () => {
		for (const text of ['', 'Nora', 'S01T02-1-000001', '%%%', '–', 'https://example.org/', '\u0000']) {
			expect(['none', 'unfinished']).toContain(read(text).kind);
		}
	});
});
