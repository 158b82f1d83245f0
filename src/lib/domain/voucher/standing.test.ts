import { expect, it } from 'vitest';
import { openMinor, standingOf, type VoucherMoves } from './standing';

const nowMs = Date.parse('2026-11-20T12:00:00Z');
const full: VoucherMoves = {
	...{ balanceMinor: 500, heldMinor: 0, usedMinor: 0, expiredMinor: 0, withdrawnMinor: 0 },
	expiresAt: '2026-12-01T00:00:00Z'
};
const over = '2026-11-20T12:00:00Z';
const empty = { ...full, balanceMinor: 0 };

it.each([
	['open', full],
	['open', { ...full, usedMinor: 200, balanceMinor: 300, expiresAt: null }],
	['in_use', { ...full, heldMinor: 100 }],
	['expired', { ...full, expiresAt: over }],
	['expired', { ...empty, usedMinor: 100, expiredMinor: 400, expiresAt: over }],
	['used', { ...empty, usedMinor: 500 }],
	['used', { ...empty, usedMinor: 500, expiresAt: over }],
	['withdrawn', { ...empty, usedMinor: 100, withdrawnMinor: 400 }],
	['taken_back', empty],
	['below_zero', { ...full, balanceMinor: -100, usedMinor: 600 }]
] as const)('is %s', (standing, voucher) => {
	expect(standingOf(voucher, nowMs)).toBe(standing);
});

it('can be used as far as nothing holds it and it has not ended', () => {
	expect(openMinor({ ...full, heldMinor: 120 }, nowMs)).toBe(380);
	expect(openMinor({ ...full, expiresAt: over }, nowMs)).toBe(0);
	expect(openMinor({ ...full, balanceMinor: -5 }, nowMs)).toBe(0);
});
