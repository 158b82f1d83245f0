import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	formatReceiptNumber,
	parseReceiptNumber,
	parseReceiptUrl,
	parseReturnCode,
	toReturnCode
} from './receipt-code';

describe('receipt numbers', () => {
	it('are printed and read again', () => {
		const number = { tillCode: 'S01T02', epoch: 1, running: 1 };
		expect(formatReceiptNumber(number)).toBe('S01T02-1-000001');
		expect(parseReceiptNumber('S01T02-1-000001')).toEqual(number);
		expect(parseReceiptNumber('s01t02-1-000001')).toEqual(number);
		expect(parseReceiptNumber('S01T02-12-1000000')?.running).toBe(1_000_000);
	});

	it.each(['S01T02-1-1', 'S01T02-0-000001', 'S01T02-1-000000', 'S01T02-000001', 'X-1-000001', 'S01 T02-1-000001', ''])(
		'are not %j',
		(text) => {
			expect(parseReceiptNumber(text)).toBeNull();
		}
	);
});

describe('return code', () => {
	it('of store 1, till 2, number 123 is 000102000001234', () => {
		expect(toReturnCode({ tillCode: 'S01T02', epoch: 1, running: 123 })).toBe('000102000001234');
		expect(parseReturnCode('000102000001234')).toEqual({ store: 1, till: 2, epoch: 1, running: 123 });
	});

	it('names the epoch from the second on', () => {
		const code = toReturnCode({ tillCode: 'S01T02', epoch: 2, running: 123 });
		expect(code).toHaveLength(18);
		expect(parseReturnCode(code ?? '')).toEqual({ store: 1, till: 2, epoch: 2, running: 123 });
	});

	it('comes back for any receipt', () => {
		const part = (max: number) => fc.integer({ min: 1, max });
		fc.assert(
			fc.property(part(9999), part(99), part(999), part(99_999_999), (store, till, epoch, running) => {
				const tillCode = `S${String(store).padStart(2, '0')}T${String(till).padStart(2, '0')}`;
				const code = toReturnCode({ tillCode, epoch, running });
				expect(parseReturnCode(code ?? '')).toEqual({ store, till, epoch, running });
			})
		);
	});

	it('does not exist for parts that do not fit', () => {
		expect(toReturnCode({ tillCode: 'POPUP', epoch: 1, running: 1 })).toBeNull();
		expect(toReturnCode({ tillCode: 'S01T02', epoch: 1000, running: 1 })).toBeNull();
		expect(toReturnCode({ tillCode: 'S01T02', epoch: 1, running: 100_000_000 })).toBeNull();
	});

	it.each(['000102000001235', '00010200000123', '', '000002000001236'])('is not %j', (text) => {
		expect(parseReturnCode(text)).toBeNull();
	});
});

describe('receipt address', () => {
	it('carries a token', () => {
		expect(parseReceiptUrl('https://till.example/r/AbCdEfGhIjKlMnOp_-12')).toBe('AbCdEfGhIjKlMnOp_-12');
		expect(parseReceiptUrl('HTTP://192.168.1.5:3000/r/AbCdEfGhIjKlMnOp?copy')).toBe('AbCdEfGhIjKlMnOp');
	});

	it.each([
		'https://till.example/r/',
		'https://till.example/r/short',
		'https://till.example/x/AbCdEfGhIjKlMnOp',
		'r/abc'
	])('is not %j', (text) => {
		expect(parseReceiptUrl(text)).toBeNull();
	});
});
