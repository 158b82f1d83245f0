import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { defaultScanRules, recognise } from '../code/scan';
import { encodeCrockford } from '../code/crockford';
import { printedVoucher, voucherCodeIn, voucherCodes, voucherMark } from './code';

const sha256 = (bytes: Uint8Array) => Promise.resolve(new Uint8Array(createHash('sha256').update(bytes).digest()));

describe('codes of vouchers', () => {
	it('follow from the receipt, one for each place, and differ from receipt to receipt', async () => {
		const codes = await voucherCodes('a-token', 3, sha256);
		expect(codes).toEqual(await voucherCodes('a-token', 3, sha256));
		expect(codes.every((code) => /^[0-9A-HJKMNP-TV-Z]{16}$/.test(code))).toBe(true);
		expect(new Set([...codes, ...(await voucherCodes('b-token', 3, sha256))]).size).toBe(6);
		expect(await voucherCodes('a-token', 0, sha256)).toEqual([]);
	});

	it('are printed in fours with a check symbol, and read again by a till (domain-flows §2.5)', () => {
		const code = encodeCrockford(Uint8Array.from([0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99]));
		expect(printedVoucher(code)).toBe('008J-4CT4-ANK7-F24S-X');
		expect(voucherMark(code)).toBe('F24S');
		expect(recognise(printedVoucher(code), defaultScanRules)).toEqual({ kind: 'voucher', code });
	});

	it('are read as people type them', () => {
		for (const typed of ['008J-4CT4-ANK7-F24S-X', ' oo8j 4ct4 ank7 f24s x', '008J4CT4ANK7F24S'])
			expect(voucherCodeIn(typed)).toBe('008J4CT4ANK7F24S');
		for (const typed of ['', 'F24S', '008J-4CT4-ANK7-F24S-Y', '008J-4CT4-ANK7', 'S01T01-1-000123'])
			expect(voucherCodeIn(typed)).toBeNull();
	});
});
