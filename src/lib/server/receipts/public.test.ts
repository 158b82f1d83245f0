import { describe, expect, it } from 'vitest';
import { isReceiptToken } from './public';

describe('the token of a public receipt', () => {
	it('is 16 or 32 bytes in base64url and nothing else', () => {
		expect(isReceiptToken('a'.repeat(22))).toBe(true);
		expect(isReceiptToken('A_-9'.repeat(10) + 'abc')).toBe(true);
		for (const token of ['', 'a'.repeat(21), 'a'.repeat(23), `${'a'.repeat(21)}/`, `${'a'.repeat(21)}ä`]) {
			expect(isReceiptToken(token)).toBe(false);
		}
	});
});
