import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDigitalLink } from './digital-link';

const brackets = (text: string, options?: { shortGtins: boolean }) => {
	const link = parseDigitalLink(text, options);
	return link.ok ? link.elements.map(({ ai, value }) => `(${ai})${value}`).join('') : link.code;
};

describe('GS1 Digital Link', () => {
	it.each([
		['https://id.gs1.org/01/09521234543213', '(01)09521234543213'],
		['https://id.gs1.org/01/09521234543213/10/ABC123/21/12345', '(01)09521234543213(10)ABC123(21)12345'],
		['https://id.gs1.org/01/09521234543213/10/ABC123?17=261231', '(01)09521234543213(10)ABC123(17)261231'],
		['https://example.com/products/01/09521234543213', '(01)09521234543213'],
		[
			'https://id.gs1.org/01/05412345000013/10/ABC%26%2B123?3103=000189&3923=2172',
			'(01)05412345000013(10)ABC&+123(3103)000189(3923)2172'
		],
		['https://a/00/faux/00/006141411234567890', '(00)006141411234567890'],
		['https://a/01/2112345678900', '(01)02112345678900'],
		['https://a/01/12312312312333?99=ABC&unknown=666', '(01)12312312312333(99)ABC'],
		['HTTPS://ID.GS1.ORG/01/09521234543213', '(01)09521234543213'],
		['https://id.gs1.org/8018/123456789012345675', '(8018)123456789012345675']
	])('reads %s', (text, elements) => {
		expect(brackets(text)).toBe(elements);
	});

	it.each([
		['HtTp://a/b/00/006141411234567890', 'not_a_link'],
		['https://a/stem/00/006141411234567890/', 'no_key'],
		['https://a/01/12312312312333?99=', 'invalid_value'],
		['https://a/01/12312312312333?99', 'invalid_value'],
		['https://a/01/12312312312333?0999=A', 'unknown_ai'],
		['https://a/01/09521234543214', 'invalid_value'],
		['https://a/01/09521234543213/10/%ZZ', 'invalid_value'],
		['https://a/01/09521234543213/21/1/10/A', 'invalid_path'],
		['https://a/r/abcdef', 'no_key'],
		['https://a', 'not_a_link'],
		['https://a/', 'no_key'],
		['ftp://a/01/09521234543213', 'not_a_link']
	])('refuses %s as %s', (text, code) => {
		expect(brackets(text)).toBe(code);
	});

	it('refuses short GTINs when asked to be strict', () => {
		expect(brackets('https://a/01/2112345678900', { shortGtins: false })).toBe('invalid_value');
	});

	it('comes to an end for any text behind the domain', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (rest) => {
				expect(typeof parseDigitalLink(`https://a/${rest}`).ok).toBe('boolean');
			})
		);
	});
});
