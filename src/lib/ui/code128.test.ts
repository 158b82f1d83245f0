import bwip from 'bwip-js/node';
import { describe, expect, it } from 'vitest';
import { code128 } from './code128';

/** The widths another writer of the same standard gives. */
function peer(text: string): number[] {
	const [symbol] = bwip.raw({ bcid: 'code128', text }) as { sbs?: ArrayLike<number> }[];
	return Array.from(symbol?.sbs ?? []);
}

describe('code128', () => {
	it.each(['12345678', 'TILLIT', 'M-000042', 'A1234567', '1234567890123456', '42', 'Tillit 7 ~'])(
		'writes %s in no more modules than another writer',
		(text) => {
			const total = (widths: number[] | undefined) => (widths ?? []).reduce((sum, width) => sum + width, 0);
			expect(total(code128(text))).toBe(total(peer(text)));
			expect(code128(text)).toEqual(peer(text));
		}
	);

	it('refuses what it cannot write', () => {
		expect(code128('')).toBeUndefined();
		expect(code128('Grüße')).toBeUndefined();
	});
});
