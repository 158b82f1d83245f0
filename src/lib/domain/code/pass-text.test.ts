import { expect, it } from 'vitest';
import { isPassText } from './pass-text';

it('knows a pass by its prefix, digits and length', () => {
	expect(isPassText('991002' + '0'.repeat(464))).toBe(true);
	expect(isPassText('991002' + '0'.repeat(60))).toBe(true);
	expect(isPassText('9910020000000')).toBe(false);
	expect(isPassText('991001' + '0'.repeat(464))).toBe(false);
	expect(isPassText('991002' + '0'.repeat(464) + 'x')).toBe(false);
});
