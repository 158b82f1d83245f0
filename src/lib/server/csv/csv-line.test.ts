import { describe, expect, it } from 'vitest';
import { csvLine } from './csv-line';

describe('csvLine', () => {
	it('quotes commas, quotes and line breaks', () => {
		expect(csvLine(['a,b', 'say "hi"', 'two\nlines', 'plain'])).toBe('"a,b","say ""hi""","two\nlines",plain\r\n');
	});

	it('keeps a spreadsheet from running a text as a formula', () => {
		for (const start of ['=', '+', '-', '@', '\t', '\r', '\0']) {
			expect(csvLine([`${start}1+1`])).toMatch(/^"?'/);
		}
	});

	it('leaves numbers and figures alone, also negative ones', () => {
		expect(csvLine([-3, { plain: '-16.00' }])).toBe('-3,-16.00\r\n');
	});
});
