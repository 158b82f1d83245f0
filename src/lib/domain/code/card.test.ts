import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	cardNumber,
	findCardRange,
	isCardMask,
	isInPaymentRange,
	isPaymentCard,
	matchCardMask,
	refuseCardRange,
	type CardRange
} from './card';

const own: CardRange = { prefix: '9600', length: 16, check: 'luhn', active: true };
const store: CardRange = { prefix: '29', length: 13, check: 'gs1', active: true };

describe('card ranges', () => {
	it('find a number by prefix, length and check digit', () => {
		expect(findCardRange('9600010000000426', [store, own])).toBe(own);
		expect(findCardRange('9600010000000427', [own])).toBeNull();
		expect(findCardRange('960001000000042', [own])).toBeNull();
		expect(findCardRange('9600010000000426', [{ ...own, active: false }])).toBeNull();
	});

	it('make numbers that are found again', () => {
		expect(cardNumber({ ...own, prefix: '960001' }, 42)).toBe('9600010000000426');
		fc.assert(
			fc.property(fc.constantFrom(own, store), fc.nat({ max: 999_999_999 }), (range, serial) => {
				expect(findCardRange(cardNumber(range, serial) ?? '', [range])).toBe(range);
			})
		);
	});

	it('have no room for larger serials', () => {
		expect(cardNumber({ prefix: '96', length: 4, check: 'none', active: true }, 99)).toBe('9699');
		expect(cardNumber({ prefix: '96', length: 4, check: 'none', active: true }, 100)).toBeNull();
		expect(cardNumber(own, -1)).toBeNull();
		expect(cardNumber(own, 1.5)).toBeNull();
	});

	it.each([
		['9600', 16, null],
		['29', 13, null],
		['4', 16, 'payment_range'],
		['2', 16, 'payment_range'],
		['27', 16, 'payment_range'],
		['2721', 16, null],
		['9', 16, 'payment_range'],
		['98', 16, null],
		['9792', 16, 'payment_range'],
		['96x', 16, 'bad_prefix'],
		['9600', 4, 'bad_length'],
		['9600', 20, 'bad_length']
	])('with prefix %s and length %i are %s', (prefix, length, refusal) => {
		expect(refuseCardRange({ prefix, length, check: 'luhn', active: true })).toBe(refusal);
	});
});

describe('payment cards', () => {
	it.each([
		'4111111111111111',
		'5452300551227189',
		'5163499080020445',
		'2221000000000009',
		'2720999999999996',
		'371449635398431',
		'6011000990139424',
		'3530111333300000',
		'9792000000000001'
	])('%s lies in a payment range', (number) => {
		expect(isInPaymentRange(number)).toBe(true);
	});

	it.each(['9600010000000426', '2220999999999999', '2721000000000000', '112222333333444444444', '4011', ''])(
		'%j does not',
		(number) => {
			expect(isInPaymentRange(number)).toBe(false);
		}
	);

	it('are told from goods by length and Luhn digit', () => {
		expect(isPaymentCard('4111111111111111')).toBe(true);
		expect(isPaymentCard('4111111111111112')).toBe(false);
		expect(isPaymentCard('4006381333931')).toBe(false);
	});
});

describe('card masks', () => {
	it('decide in order, with the check digit they name', () => {
		const masks = [{ mask: '29###########C' }, { mask: '9600############' }];
		expect(matchCardMask('29123456789017', masks)).toBe('29123456789017');
		expect(matchCardMask('29123456789011', masks)).toBeNull();
		expect(matchCardMask('9600010000000000', masks)).toBe('9600010000000000');
		expect(matchCardMask('96000100000000', masks)).toBeNull();
	});

	it('rewrite what they keep', () => {
		const masks = [{ mask: '77(#############)', replace: '$1' }];
		expect(matchCardMask('779990000000011', masks)).toBe('9990000000011');
	});

	it('check the Luhn digit where they name it', () => {
		expect(matchCardMask('9600010000000426', [{ mask: '9600###########L' }])).toBe('9600010000000426');
		expect(matchCardMask('9600010000000427', [{ mask: '9600###########L' }])).toBeNull();
	});

	it('are skipped when they cannot work', () => {
		expect(isCardMask('29(##')).toBe(false);
		expect(isCardMask('.*')).toBe(false);
		expect(isCardMask('')).toBe(false);
		expect(matchCardMask('29', [{ mask: '.*' }])).toBeNull();
		expect(matchCardMask('', [{ mask: '#' }])).toBeNull();
	});
});
