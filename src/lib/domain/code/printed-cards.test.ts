import { describe, expect, it } from 'vitest';
import { cardNumber, type CardRange } from './card';
import { serialOf, seriesOf, sortList, withoutPaymentCards } from './printed-cards';

const luhn: CardRange = { prefix: '9600', length: 16, check: 'luhn', active: true };
const plain: CardRange = { prefix: '881', length: 10, check: 'none', active: true };
const number = (serial: number, range = luhn) => cardNumber(range, serial) ?? '';

describe('a series of printed cards', () => {
	it('has every number from the first to the last, each with its own check digit', () => {
		const series = seriesOf(luhn, number(98), number(101), 10_000);
		expect(series).toEqual({ ok: true, numbers: [98, 99, 100, 101].map((serial) => number(serial)) });
		expect(seriesOf(plain, '8810000007', '8810000007', 1)).toEqual({ ok: true, numbers: ['8810000007'] });
	});

	it.each([
		['first_not_of_range', '9700000000000018', number(2)],
		['first_not_of_range', number(1).slice(0, -1) + 'x', number(2)],
		['last_not_of_range', number(1), number(2).replace(/.$/, (digit) => String((Number(digit) + 1) % 10))],
		['backwards', number(2), number(1)],
		['too_many', number(1), number(11)]
	] as const)('is refused with %s', (code, first, last) => {
		expect(seriesOf(luhn, first, last, 10)).toEqual({ ok: false, code });
	});

	it('is not counted where numbers are longer than can be counted with', () => {
		const long: CardRange = { prefix: '9', length: 19, check: 'none', active: true };
		expect(serialOf(long, '9999999999999999999')).toBeNull();
		expect(serialOf(long, '9000000000000000042')).toBe(42);
	});
});

describe('a pasted list', () => {
	it('puts every line somewhere, and shows nothing of a payment card', () => {
		const text = [
			...[number(1), '9600 0000 0000 0021', '', '4111 1111 1111 1111', '4111111111111112', number(1), '8810000001'],
			...['9600000000000011', '12345', 'card', ' ']
		].join('\r\n');
		expect(sortList(text, [luhn, plain])).toEqual({
			numbers: [number(1), '9600000000000021', '8810000001'],
			repeated: 1,
			paymentCards: 2,
			foreign: ['12345', 'card'],
			misread: ['9600000000000011']
		});
		expect(withoutPaymentCards(text)).not.toContain('4111');
		expect(withoutPaymentCards(text)).toContain('9600000000000021');
	});

	it('knows no range that is switched off', () => {
		expect(sortList('8810000001', [{ ...plain, active: false }])).toMatchObject({
			numbers: [],
			foreign: ['8810000001']
		});
	});
});
