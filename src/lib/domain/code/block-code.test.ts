import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../bytes';
import { decodeBlocks, encodeBlocks } from './block-code';

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array(0);

describe('block code', () => {
	it.each([
		['', ''],
		['00', '000'],
		['ff', '255'],
		['ffff', '65535'],
		['00112233445566', '00018838586676582'],
		['ffffffffffffff', '72057594037927935'],
		['0011223344556677', '00018838586676582119']
	])('writes %j as %j and reads it back', (hex, digits) => {
		expect(encodeBlocks(bytesOf(hex))).toBe(digits);
		expect(decodeBlocks(digits)).toEqual(bytesOf(hex));
	});

	it.each(['256', '999', '65536', '72057594037927936', '1', '12', '1234', '12a', '-12'])('refuses %j', (digits) => {
		expect(decodeBlocks(digits)).toBeNull();
	});

	it('carries the bytes of the first published token', () => {
		const head = '0100010123456789abcdef6955b90008a1b2c3d4e5f60100';
		const signature =
			'3a589648f568eb8d97ec840460f5723f8838feffc7cdd3edb4722a11f70bad26' +
			'26cde28eb09238b19b8cfaba333549f68850f53f65db70f48ad624f47bf2b90b';
		const text =
			'0028147929076669538750972782663097000094905819353336924394476133332069076730196257924012325072068629047177587770' +
			'129963632134403992562982109224220552443444999210068201963720818738634112869617672155032547722079504651';
		expect(encodeBlocks(bytesOf(head + signature))).toBe(text);
	});

	it('carries the bytes of the token with two selections', () => {
		const head = '0100010123456789abcdef6955b90008a1b2c3d4e5f603020100000000002a040000000001f4';
		const signature =
			'8650f2e7e12954289e1148f136e6d3efe6c400ef9122bf9bf76354a3a5bc80d7' +
			'a437ac3338305dd84dd5d3d525cf35c5756aa9b0450ef562c85d476a0dea4105';
		const text =
			'00281479290766695387509727826630970000949058193533369246151412416512000001804557352960000214973710000763377311195337' +
			'032678958344133608360026340663227903127959084531351767462231089137705896088417574683591915135281857015877042104542911056420233455877';
		expect(encodeBlocks(bytesOf(head + signature))).toBe(text);
		expect(decodeBlocks(text)).toEqual(bytesOf(head + signature));
	});

	it('comes back for any bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
				expect(decodeBlocks(encodeBlocks(bytes))).toEqual(bytes);
			})
		);
	});

	it('has one text for one value', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[0-9]{0,60}$/), (digits) => {
				const bytes = decodeBlocks(digits);
				if (bytes) expect(encodeBlocks(bytes)).toBe(digits);
			})
		);
	});
});
