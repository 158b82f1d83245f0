import { describe, expect, it } from 'vitest';
import { isInPaymentRange } from './card';
import { hasPaymentNumber, withMaskedCards, withoutPaymentNumbers } from './payment-numbers';

describe('texts without payment numbers', () => {
	it.each([
		['4111111111111111', '411111******1111'],
		['4111 1111 1111 1111', '411111******1111'],
		['4111-1111-1111-1111', '411111******1111'],
		['paid 4111111111111111', 'paid 411111******1111'],
		['20 EUR 4111 1111 1111 1111 05/26', '20 EUR 411111******1111 05/26'],
		// A number before it, a space apart, does not hide it.
		['20 4111 1111 1111 1111 12', '20 411111******1111 12'],
		['378282246310005 and 5555555555554444', '378282*****0005 and 555555******4444'],
		[';4111111111111111=25121010000012300000?', ';411111******1111=25121010000012300000?']
	])('%s becomes %s', (text, kept) => {
		expect(withoutPaymentNumbers(text)).toBe(kept);
		expect(hasPaymentNumber(text)).toBe(true);
		expect(withoutPaymentNumbers(kept)).toBe(kept);
	});

	it.each([
		'',
		'4821',
		'TA-Nr 004711 BNr 0042',
		'4006381333931',
		'4111111111111112',
		'411111******1111',
		'2026-11-20 09:42'
	])('%s stays as it is', (text) => {
		expect(withoutPaymentNumbers(text)).toBe(text);
		expect(hasPaymentNumber(text)).toBe(false);
	});

	it('go by the stricter rule where a payment medium is meant', () => {
		expect(withoutPaymentNumbers('6759649826438453', isInPaymentRange)).toBe('675964******8453');
		expect(withoutPaymentNumbers('4111111111112', isInPaymentRange)).toBe('411111***1112');
		expect(withoutPaymentNumbers('411111', isInPaymentRange)).toBe('411111');
	});
});

describe('card numbers for eyes that need no more', () => {
	it.each([
		['{"code":"9600010000000426"}', '{"code":"************0426"}'],
		['"note":"4111 1111 1111 1111, Ann"', '"note":"************1111, Ann"'],
		['4111111111111111', '************1111'],
		['4006381333931 and 04006381333931', '4006381333931 and 04006381333931'],
		['"id":"00000000-0000-4000-8000-000000000421"', '"id":"00000000-0000-4000-8000-000000000421"'],
		[
			'"at":"2026-11-20T09:42:07.123Z","seq":12,"dueMinor":123456',
			'"at":"2026-11-20T09:42:07.123Z","seq":12,"dueMinor":123456'
		]
	])('%s becomes %s', (text, shown) => {
		expect(withMaskedCards(text)).toBe(shown);
	});
});
