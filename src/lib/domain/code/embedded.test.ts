import { describe, expect, it } from 'vitest';
import { isEmbeddedPattern, matchEmbedded, priceVerifier, quantityForPrice, type EmbeddedRule } from './embedded';

const rule = (pattern: string, value: EmbeddedRule['value'] = 'weight', check: EmbeddedRule['check'] = 'required') => ({
	pattern,
	value,
	check
});

describe('embedded values', () => {
	it.each([
		['21.....{NNDDD}', '2100001027506', '2100001000004', 2750, 3],
		['21.....{NNDDD}', '2112345015002', '2112345000008', 1500, 3],
		['21.....{NNDDD}', '2100005080002', '2100005000000', 8000, 3],
		['23.....{NNNDD}', '2305000123451', '2305000000004', 12345, 2],
		['02.....{NNNDD}', '0212345002650', '0212345000007', 265, 2],
		['22.....V{NNDD}', '2212345502653', '2212345000005', 265, 2],
		['20.....V{NNDD}', '2012345212992', '2012345000001', 1299, 2]
	])('%s reads %s as product %s with value %i (%i decimals)', (pattern, code, lookup, value, decimals) => {
		expect(matchEmbedded(code, [rule(pattern)])).toMatchObject({ lookup, value, decimals });
	});

	it('takes the first rule that fits', () => {
		const rules = [rule('23.....{NNNDD}', 'price'), rule('21.....{NNDDD}'), rule('2......{NNNDD}', 'price')];
		expect(matchEmbedded('2112345015002', rules)?.rule).toBe(rules[1]);
	});

	it('reads UPC-A with a zero in front', () => {
		expect(matchEmbedded('212345002650', [rule('02.....{NNNDD}', 'price')])?.lookup).toBe('0212345000007');
	});

	it('refuses a wrong check digit unless the rule says that scales print none', () => {
		expect(matchEmbedded('2340119005006', [rule('23.....{NNNDD}')])).toBeNull();
		expect(matchEmbedded('2340119005006', [rule('23.....{NNNDD}', 'price', 'ignored')])?.value).toBe(500);
	});

	it('refuses a wrong verifier digit', () => {
		expect(matchEmbedded('2212345402656', [rule('22.....V{NNDD}', 'price', 'ignored')])).toBeNull();
	});

	it.each(['', '21', '4006381333931', 'x100001027506', '21000010275061'])('finds nothing in %j', (code) => {
		expect(matchEmbedded(code, [rule('21.....{NNDDD}'), rule('broken {', 'price', 'ignored')])).toBeNull();
	});

	it('knows patterns that can work', () => {
		expect(isEmbeddedPattern('21.....{NNDDD}')).toBe(true);
		expect(isEmbeddedPattern('22.....V{NNDD}')).toBe(true);
		expect(isEmbeddedPattern('21.....NNDDD')).toBe(false);
		expect(isEmbeddedPattern('21....{NNDDD}')).toBe(false);
		expect(isEmbeddedPattern('22..V{NNNDDDD}')).toBe(false);
		expect(isEmbeddedPattern('21.....{DDDNN}')).toBe(false);
	});
});

describe('price to quantity', () => {
	it('gives 1.767 kg for 2.65 at 1.50 a kilogram', () => {
		expect(quantityForPrice(265, 150)).toBe(1767);
	});

	it('needs a price', () => {
		expect(quantityForPrice(265, 0)).toBeNull();
	});
});

describe('price verifier digit', () => {
	it.each([
		['2875', 9],
		['1234', 9],
		['0265', 5],
		['1299', 2],
		['14685', 6],
		['12345', 8],
		['90123', 2],
		['00265', 2]
	])('of %s is %i', (digits, verifier) => {
		expect(priceVerifier(digits)).toBe(verifier);
	});

	it.each(['123', '123456', '12a4', ''])('does not exist for %j', (digits) => {
		expect(priceVerifier(digits)).toBeNull();
	});
});
