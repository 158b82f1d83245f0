import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { euroTerms, testBasket, testId, testLine } from '../../../../tests/support/any-basket';
import { anySale, paidBody } from '../../../../tests/support/any-sale';
import { saleCompleted } from '../../contract/sync/bodies';
import { settle, type TenderDraft } from '../basket/settlement';
import { checkSale } from './balance';
import { closeReturn, prepareReturn, returnableQuantities, returnedQuantities, type Quantities } from './return-sale';
import type { SaleBody } from './sale';

const cashOnly = { cashStepMinor: 1, cardPart: 0, overMinor: 0, spentPart: 0 };

function giveBack(original: SaleBody, returned: Quantities, wanted: Quantities): SaleBody {
	const prepared = prepareReturn(original, returned, wanted);
	if (!prepared.ok) throw new Error(prepared.code);
	const { leftMinor } = settle({ dueMinor: prepared.dueMinor, cashStepMinor: 1, tenders: [] });
	const tenders: TenderDraft[] = leftMinor === 0 ? [] : [{ kind: 'cash', givenMinor: leftMinor }];
	const closed = closeReturn({
		original,
		returned,
		wanted,
		tenders,
		cashStepMinor: 1,
		ids: { saleId: testId(801), basketId: testId(901) },
		receiptNumber: 'S01T02-1-000188',
		openedAt: '2026-11-21T09:00:00.000Z',
		businessDate: '2026-11-21',
		store: { storeId: original.storeId, zone: original.zone },
		receiptTokenHash: 'D'.repeat(43),
		privateHash: null
	});
	if (!closed.ok) throw new Error(JSON.stringify(closed));
	return closed.body;
}

const all = (body: SaleBody): Quantities => new Map(body.lines.map((line) => [line.lineNo, line.quantityMilli]));
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** What the books hold of these bodies together: every figure by what it belongs to. */
function books(bodies: readonly SaleBody[]): Map<string, number> {
	const totals = new Map<string, number>();
	const add = (key: string, value: number) => totals.set(key, (totals.get(key) ?? 0) + value);
	for (const body of bodies) {
		for (const line of body.lines) {
			add(`quantity ${String(line.lineNo)}`, line.quantityMilli);
			add(`gross ${String(line.lineNo)}`, line.grossMinor);
			add(`total ${String(line.lineNo)}`, line.totalMinor);
		}
		for (const row of body.taxes) {
			add(`tax ${row.letter}`, row.taxMinor);
			add(`net ${row.letter}`, row.netMinor);
		}
		const sign = body.kind === 'return' ? -1 : 1;
		for (const spend of body.spends) add(`spend ${spend.grantId}`, sign * spend.amountMinor);
		add('due', body.totals.dueMinor);
		add('discounts', body.totals.discountsMinor);
	}
	return totals;
}

describe('returns', () => {
	it.each([
		[1000, 3, [333, 334, 333]],
		[999, 2, [500, 499]],
		[100, 7, [14, 15, 14, 14, 14, 15, 14]]
	])('give %i for %i back piece by piece as %j', (total, pieces, parts) => {
		const unitPriceMinor = Math.ceil(total / pieces);
		const over = unitPriceMinor * pieces - total;
		const discount = over === 0 ? null : ({ kind: 'amount', amountMinor: over, reason: 'other' } as const);
		const line = testLine({ unitPriceMinor, quantityMilli: pieces * 1000, discount });
		const original = paidBody(testBasket([line]), euroTerms, cashOnly);
		const returns: SaleBody[] = [];
		for (let piece = 0; piece < pieces; piece++) {
			returns.push(giveBack(original, returnedQuantities(returns), new Map([[1, 1000]])));
		}
		expect(returns.map((body) => -body.totals.dueMinor)).toEqual(parts);
	});

	it('give the case of the demo day back: 9.69 money and 0.26 bonus', () => {
		const standard = { taxRateId: 'standard', taxRateBp: 1900 };
		const prices = [840, 680, 882, 41_900, 995];
		const lines = prices.map((unitPriceMinor, index) => testLine({ unitPriceMinor, ...(index > 1 ? standard : {}) }));
		const original = paidBody(testBasket(lines), euroTerms, { ...cashOnly, spentPart: 1200.5 / 45_297 });
		expect(sum(original.spends.map((spend) => spend.amountMinor))).toBe(1200);
		const body = giveBack(original, new Map(), new Map([[5, 1000]]));
		expect(body.totals.dueMinor).toBe(-969);
		expect(sum(body.spends.map((spend) => spend.amountMinor))).toBe(26);
	});

	it('undo a sale exactly: sale and full return together are nothing', () => {
		fc.assert(
			fc.property(anySale(), (original) => {
				const back = giveBack(original, new Map(), all(original));
				for (const [key, value] of books([original, back])) expect(value, key).toBe(0);
			})
		);
	});

	it('add up to the sale in any partition, and each part balances and fits the wire', () => {
		fc.assert(
			fc.property(anySale(), fc.array(fc.nat(), { minLength: 1, maxLength: 40 }), (original, picks) => {
				const returns: SaleBody[] = [];
				for (const pick of picks) {
					const left = [...returnableQuantities(original, returnedQuantities(returns))].filter(
						([, milli]) => milli > 0
					);
					const wanted = new Map(
						left.filter((_, index) => (pick >> index) & 1).map(([lineNo, milli]) => [lineNo, 1 + (pick % milli)])
					);
					if (wanted.size > 0) returns.push(giveBack(original, returnedQuantities(returns), wanted));
				}
				const rest = [...returnableQuantities(original, returnedQuantities(returns))].filter(([, milli]) => milli > 0);
				if (rest.length > 0) returns.push(giveBack(original, returnedQuantities(returns), new Map(rest)));
				for (const body of returns) {
					// Whatever was spent: nobody pays for giving something back.
					expect(body.totals.dueMinor).toBeLessThanOrEqual(0);
					expect(checkSale(body)).toEqual({ ok: true });
					expect(saleCompleted.safeParse(body).success).toBe(true);
				}
				for (const [key, value] of books([original, ...returns])) expect(value, key).toBe(0);
			})
		);
	});

	it('take one gram back although its part of the discount rounds to nothing', () => {
		const line = testLine({ unitPriceMinor: 24_501, quantityMilli: 12_544, unit: 'KGM' });
		const discount = { kind: 'amount', amountMinor: 9409, reason: 'damaged' } as const;
		const original = paidBody({ ...testBasket([line]), discount }, euroTerms, cashOnly);
		const returns: SaleBody[] = [];
		for (const milli of [6219, 1577, 1848, 2011, 866, 20, 1, 2]) {
			returns.push(giveBack(original, returnedQuantities(returns), new Map([[1, milli]])));
		}
		expect(returns.map((body) => checkSale(body).ok)).not.toContain(false);
		for (const [key, value] of books([original, ...returns])) expect(value, key).toBe(0);
	});

	it('refuse more than was sold, unknown lines, nothing at all, and a return of a return', () => {
		const original = paidBody(testBasket([testLine({ quantityMilli: 2000 })]), euroTerms, cashOnly);
		const back = giveBack(original, new Map(), new Map([[1, 1000]]));
		const returned = returnedQuantities([back]);
		expect(prepareReturn(original, returned, new Map([[1, 2000]]))).toEqual({
			ok: false,
			code: 'returned_more_than_sold',
			lineNo: 1,
			leftMilli: 1000
		});
		expect(prepareReturn(original, returned, new Map([[2, 1000]]))).toMatchObject({ code: 'line_not_found' });
		expect(prepareReturn(original, returned, new Map([[1, 0]]))).toMatchObject({ code: 'quantity_out_of_range' });
		expect(prepareReturn(original, returned, new Map())).toMatchObject({ code: 'nothing_to_return' });
		expect(prepareReturn(back, new Map(), new Map([[1, 1000]]))).toMatchObject({ code: 'original_is_return' });
	});
});
