import { describe, expect, it } from 'vitest';
import { OnceFilter } from './once-filter';

const ean = { text: '4006381333931', format: 'EAN13' };
const qr = { text: 'https://example.test/r/a', format: 'QRCode' };

describe('a code in front of the camera', () => {
	it('is taken at the first reading when it carries its own error correction', () => {
		const filter = new OnceFilter();
		expect(filter.frame([qr], 0)).toEqual([qr.text]);
	});

	it('needs two equal readings when it is linear', () => {
		const filter = new OnceFilter();
		expect(filter.frame([ean], 0)).toEqual([]);
		expect(filter.frame([{ ...ean, text: '4006381333932' }], 40)).toEqual([]);
		expect(filter.frame([ean], 80)).toEqual([ean.text]);
	});

	it('is not taken again while it stays in the picture, also with frames that miss it', () => {
		const filter = new OnceFilter();
		filter.frame([qr], 0);
		for (let now = 40; now < 4000; now += 40) {
			expect(filter.frame(now % 400 === 0 ? [] : [qr], now)).toEqual([]);
		}
	});

	it('is taken again after it left the picture', () => {
		const filter = new OnceFilter();
		filter.frame([qr], 0);
		filter.frame([], 500);
		expect(filter.frame([qr], 1500)).toEqual([qr.text]);
	});

	it('takes two codes of one frame', () => {
		const filter = new OnceFilter();
		expect(filter.frame([qr, { ...qr, text: 'other' }], 0)).toEqual([qr.text, 'other']);
	});
});
