import { describe, expect, it } from 'vitest';
import { pageRule } from './print';

describe('the page size of a roll', () => {
	it('names width and measured height in millimetres', () => {
		expect(pageRule(80, 960)).toBe('@page { size: 80mm 260mm; margin: 0 }');
	});

	it('never is shorter than a printer can cut', () => {
		expect(pageRule(58, 10)).toBe('@page { size: 58mm 40mm; margin: 0 }');
	});
});
