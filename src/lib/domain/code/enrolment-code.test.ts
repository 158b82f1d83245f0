import { expect, it } from 'vitest';
import { enrolmentUrl, parseEnrolmentUrl, readEnrolmentCode } from './enrolment-code';

it('reads the code from the address that was made for it', () => {
	expect(parseEnrolmentUrl(enrolmentUrl('https://192.168.1.5:3000', 'AB12-CD34'))).toBe('AB12CD34');
});

it('reads what people type', () => {
	expect(readEnrolmentCode('ab12 cdo4')).toBe('AB12CD04');
	expect(readEnrolmentCode('AB12')).toBeNull();
	expect(readEnrolmentCode('AB12CD3U')).toBeNull();
});

it('finds no code in other addresses', () => {
	expect(parseEnrolmentUrl('https://a/till')).toBeNull();
	expect(parseEnrolmentUrl('https://a/manage#enrol=AB12CD34')).toBeNull();
	expect(parseEnrolmentUrl('AB12CD34')).toBeNull();
});
