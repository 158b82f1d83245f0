import { describe, expect, it } from 'vitest';
import { codeInAddress, codeInText } from './code-in';

describe('an enrolment code', () => {
	it('is found in the query and behind the hash', () => {
		expect(codeInAddress({ search: '?code=ABCD2345', hash: '' })).toBe('ABCD2345');
		expect(codeInAddress({ search: '', hash: '#code=ABCD2345' })).toBe('ABCD2345');
		expect(codeInAddress({ search: '', hash: '' })).toBeNull();
	});

	it('is the text itself or stands in the scanned address', () => {
		expect(codeInText(' ABCD-2345 ')).toBe('ABCD-2345');
		expect(codeInText('https://shop.test/till?code=ABCD2345')).toBe('ABCD2345');
		expect(codeInText('HTTPS://SHOP.TEST/till#code=ABCD2345')).toBe('ABCD2345');
	});
});
