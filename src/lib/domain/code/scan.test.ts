import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultScanRules, recognise, type ScanRules } from './scan';

const GS = '\u001d';
const scan = (text: string, rules: Partial<ScanRules> = {}) => recognise(text, { ...defaultScanRules, ...rules });

describe('goods', () => {
	it.each([
		['4006381333931', '04006381333931'],
		[']E04006381333931', '04006381333931'],
		['036000241457', '00036000241457'],
		['96385074', '00000096385074'],
		['09521234543213', '09521234543213'],
		['01234565', '00012345000065'],
		['2100001000004', '02100001000004']
	])('%s is product %s', (text, gtin14) => {
		const rules = { embedded: [] };
		expect(scan(text, rules)).toMatchObject({ kind: 'product', gtin14, lookups: expect.arrayContaining([gtin14]) });
	});

	it('are looked up by both meanings of eight digits, unless the scanner says which', () => {
		expect(scan('01234565')).toMatchObject({ lookups: ['00012345000065', '00000001234565', '01234565'] });
		expect(scan(']E401234565')).toMatchObject({ gtin14: '00000001234565' });
	});

	it.each(['85123A', '4011', 'gift_0001_20', 'BANK CHARGES', 'ÄÖ-1'])('%s is a product without GTIN', (code) => {
		const product = scan(` ${code}\r\n`);
		expect(product).toMatchObject({ kind: 'product', code });
		expect(product).not.toHaveProperty('gtin14');
	});

	it('say when the check digit is wrong', () => {
		expect(scan('4006381333932')).toEqual({
			kind: 'product',
			code: '4006381333932',
			lookups: ['4006381333932'],
			problem: 'check_digit'
		});
	});

	it('carry what their GS1 code says', () => {
		expect(scan(`]C1011231231231233310ABC123${GS}99TESTING`)).toEqual({
			kind: 'product',
			code: '12312312312333',
			gtin14: '12312312312333',
			lookups: ['12312312312333'],
			batch: 'ABC123'
		});
		const link = 'https://id.gs1.org/01/05412345000013/10/ABC%26%2B123?3103=000189&3923=2172';
		expect(scan(`]Q1${link}`)).toMatchObject({ batch: 'ABC&+123', weightMilli: 189, priceMinor: 217 });
		expect(scan('https://id.gs1.org/01/09521234543213?17=261231&15=261200&30=6&21=7')).toMatchObject({
			expiry: '2026-12-31',
			bestBefore: '2026-12-31',
			count: 6,
			serial: '7'
		});
		expect(scan(']d201095212345432133932978250')).toMatchObject({ priceMinor: 250, currency: '978' });
	});

	it('are read from an element string without its announcement', () => {
		expect(scan('010952123454321310A')).toMatchObject({ gtin14: '09521234543213', batch: 'A' });
	});

	it('leave out a price too large to be exact', () => {
		expect(scan(']e001095212345432133920999999999999999')).not.toHaveProperty('priceMinor');
	});
});

describe('labels', () => {
	it('of a scale carry the weight', () => {
		expect(scan('2100001027506')).toMatchObject({
			kind: 'embedded',
			lookup: '2100001000004',
			lookups: ['02100001000004', '2100001000004'],
			valueKind: 'weight',
			quantityMilli: 2750
		});
	});

	it('carry the price, with and without verifier, or a price that makes the quantity', () => {
		expect(scan('2305000123451')).toMatchObject({ valueKind: 'price', priceMinor: 12345 });
		expect(scan('2212345502653')).toMatchObject({ valueKind: 'price', priceMinor: 265 });
		expect(scan('0212345002650')).toMatchObject({ valueKind: 'price_to_quantity', priceMinor: 265 });
	});

	it('follow the decimals of the currency', () => {
		expect(scan('2305000123451', { currency: 'JPY' })).toMatchObject({ priceMinor: 123 });
		expect(scan('2305000123451', { currency: 'KWD' })).toMatchObject({ priceMinor: 123450 });
	});
});

describe('people', () => {
	it('show a card in a range, on a stripe, by mask or as GSRN', () => {
		const number = '9600010000000426';
		expect(scan(number)).toEqual({ kind: 'card', number, via: 'range' });
		expect(scan(`]Q1${number}`)).toEqual({ kind: 'card', number, via: 'range' });
		expect(scan(`;${number}=?`)).toEqual({ kind: 'card', number, via: 'track' });
		expect(scan(`%B${number}^MUSTER/ERIKA^^?`)).toEqual({ kind: 'card', number, via: 'track' });
		expect(scan('29123456789017', { cardMasks: [{ mask: '29###########C' }] })).toMatchObject({ via: 'mask' });
		expect(scan(']C18018123456789012345675')).toEqual({ kind: 'card', number: '123456789012345675', via: 'gsrn' });
	});

	it('show a stripe that only a mask knows', () => {
		const cardMasks = [{ mask: '112222##############(#)', replace: '$1' }];
		expect(scan(';112222333333444444444?', { cardMasks })).toEqual({ kind: 'card', number: '4', via: 'track' });
		expect(scan(';112222333333444444444?')).toEqual({ kind: 'unknown', text: '112222333333444444444' });
	});

	it('leave no name behind when the card is unknown', () => {
		expect(JSON.stringify(scan('%B9999010000000426^MUSTER/ERIKA^^?'))).not.toContain('MUSTER');
	});

	it('show a pass', () => {
		const text = '991002' + '1'.repeat(464);
		expect(scan(text)).toEqual({ kind: 'pass', text });
	});
});

describe('payment cards', () => {
	it.each([
		'4111111111111111',
		'4111 1111 1111 1111',
		'5454-5454-5454-5454',
		';5452300551227189=080432100000007250?',
		'%B5452300551227189^HOGAN/PAUL      ^08043210000000725000000?'
	])('leave nothing of %s, whatever the rules', (text) => {
		const rules = {
			cardRanges: [{ prefix: '4', length: 16, check: 'none' as const, active: true }],
			cardMasks: [{ mask: '5###############' }]
		};
		expect(scan(text, rules)).toEqual({ kind: 'payment-card' });
	});
});

describe('papers', () => {
	it('are receipts by number, address or return code', () => {
		expect(scan('S01T02-1-000001')).toMatchObject({ kind: 'receipt', number: { tillCode: 'S01T02', running: 1 } });
		expect(scan('https://a/r/AbCdEfGhIjKlMnOp')).toMatchObject({ kind: 'receipt', token: 'AbCdEfGhIjKlMnOp' });
		expect(scan('000102000001234')).toMatchObject({ kind: 'receipt', returnCode: { store: 1, till: 2, running: 123 } });
	});

	it('are coupons by prefix or identifier', () => {
		expect(scan('9810000000006')).toMatchObject({ kind: 'coupon', via: 'ean' });
		expect(scan('9800000000007')).toMatchObject({ kind: 'coupon', via: 'refund_receipt' });
		expect(scan(']C12559521234000013123')).toEqual({ kind: 'coupon', code: '9521234000013123', via: 'gcn' });
		expect(scan(']e08110106141416543213')).toMatchObject({ kind: 'coupon', via: 'north_american' });
	});

	it('are vouchers and enrolment codes', () => {
		expect(scan('008J-4CT4-ANK7-F24S-X')).toEqual({ kind: 'voucher', code: '008J4CT4ANK7F24S' });
		expect(scan('https://a/till#enrol=AB12-CD34')).toEqual({ kind: 'enrolment', code: 'AB12CD34' });
	});
});

describe('anything else', () => {
	it.each(['', '   ', 'https://example.com/', `A${GS}B`, '\u0000', '?!', 'x'.repeat(65), ']C1hello'])(
		'%j is unknown',
		(text) => {
			expect(scan(text).kind).toBe('unknown');
		}
	);

	it('has an answer for every text', () => {
		const start = fc.constantFrom('', ']C1', ']Q3', ';', '%B', 'https://a/01/', '01095212345432133923', '991002', '21');
		const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9]{0,50}$/), fc.string());
		fc.assert(
			fc.property(start, anyText, (head, tail) => {
				expect(typeof scan(head + tail).kind).toBe('string');
			}),
			{ numRuns: 500 }
		);
		expect(scan('9'.repeat(10_000)).kind).toBe('unknown');
	});
});
