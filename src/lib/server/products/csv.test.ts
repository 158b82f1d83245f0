import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '$lib/domain/bytes';
import { deduceProducts } from '$lib/domain/import/product-master';
import { readCsv } from './csv';

describe('CSV files', () => {
	it('are read with comma, semicolon or tab, with a byte order mark and any line end', () => {
		for (const delimiter of [',', ';', '\t']) {
			const file = readCsv(utf8(`\uFEFFsku${delimiter}name${delimiter}price\r\nA1${delimiter}Tea${delimiter}2.50\r\n`));
			expect(file).toEqual({
				delimiter,
				header: ['sku', 'name', 'price'],
				records: [{ line: 2, cells: ['A1', 'Tea', '2.50'] }],
				rejected: []
			});
		}
	});

	it('may hold delimiters, quotes and line breaks in quoted cells, and empty lines', () => {
		const file = readCsv('"sku";"name, long; really";price\nA1;"Tea ""green""\nloose";2,50\n\nA2;Milk;1\n');
		expect(file.delimiter).toBe(';');
		expect(file.records).toEqual([
			{ line: 2, cells: ['A1', 'Tea "green"\nloose', '2,50'] },
			{ line: 5, cells: ['A2', 'Milk', '1'] }
		]);
	});

	it('may come from a German spreadsheet', () => {
		const bytes = Uint8Array.from('Artikelnummer;Bezeichnung;Preis\nK1;Käse;3,20\n', (letter) => letter.charCodeAt(0));
		expect(readCsv(bytes).records[0]?.cells).toEqual(['K1', 'Käse', '3,20']);
	});

	it('lose only the line whose quotes are broken', () => {
		const file = readCsv('sku,name,price\nA1,Tea "hot" x,1\nA2,Milk,2\n');
		expect(file.records.map(({ cells }) => cells[0])).toEqual(['A2']);
		expect(file.rejected).toEqual([expect.objectContaining({ line: 2, field: 'row', code: 'csv_broken' })]);
	});

	it.each([
		['sku,name,price\nA0,ä,1\n\nA1,"Tea,1\nA2,Milk,2\nA3,"Jam",3\n', [4]],
		['sku,name,price\r\nA0,x,1\r\n\r\nA1,"Tea,1\r\nA2,Milk,2\r\nA3,Jam,3\r\n', [4]],
		['sku,name,price\nA0,x,1\nA1,"Tea"s,1\nA2,Milk,2\nA4,a"b,1\nA3,Jam,3\nA5,"', [3, 5, 7]]
	])('go on after a quote that was left open: %j', (text, lines) => {
		const file = readCsv(text);
		expect(file.records.map(({ cells }) => cells[0])).toEqual(['A0', 'A2', 'A3']);
		expect(file.rejected.map(({ line }) => line)).toEqual(lines);
		expect(file.records.map(({ line }) => text.split('\n')[line - 1]?.slice(0, 2))).toEqual(['A0', 'A2', 'A3']);
	});

	it('end after too many broken lines', () => {
		expect(readCsv('sku,name,price\n' + 'a"\n'.repeat(500)).rejected).toHaveLength(200);
	});

	it('come to an end whatever they hold', () => {
		const text = fc.string({
			unit: fc.constantFrom('"', ',', ';', '\n', '\r', 'a', 'ä', ' ', '\uFEFF'),
			maxLength: 80
		});
		fc.assert(
			fc.property(text, (content) => {
				expect(Array.isArray(readCsv(content).records)).toBe(true);
			})
		);
	});

	it('may be empty', () => {
		expect(readCsv('')).toMatchObject({ header: [], records: [], rejected: [] });
		expect(readCsv('\u0000\uFFFD"')).toMatchObject({ records: [] });
	});

	it('become products', () => {
		const { header, records } = readCsv('StockCode;Bezeichnung;Preis;EAN\n1;Stift;"1,20";4006381333931\n');
		expect(deduceProducts(header, records, 2)).toMatchObject({
			products: [{ sku: '1', name: 'Stift', priceMinor: 120, gtins: ['04006381333931'] }]
		});
	});
});
