import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settle, type TenderDraft } from './settlement';
import { suggestNotes } from './suggest-notes';

const cash = (givenMinor: number): TenderDraft => ({ kind: 'cash', givenMinor });
const card = (amountMinor: number): TenderDraft => ({ kind: 'card', amountMinor, reference: null });
const run = (dueMinor: number, cashStepMinor: number, ...tenders: TenderDraft[]) =>
	settle({ dueMinor, cashStepMinor, tenders });

it('keeps no number of a payment card that was typed as a reference', () => {
	const reference = 'slip 4111 1111 1111 1111';
	const tenders: TenderDraft[] = [{ kind: 'card', amountMinor: 100, reference }];
	for (const dueMinor of [100, -100]) {
		const settled = settle({
			dueMinor,
			cashStepMinor: 1,
			tenders: tenders.map((one) => ({ ...one, amountMinor: dueMinor }))
		});
		expect(settled).toMatchObject({ complete: true, tenders: [{ reference: 'slip 411111******1111' }] });
	}
});

describe('settle', () => {
	it('says what is left before anything is paid', () => {
		expect(run(1097, 5)).toMatchObject({ leftMinor: 1097, leftCashMinor: 1095, complete: false, paidMinor: 0 });
	});

	it('pays the demo day: card 400.00, then 50.00 in cash for 40.97', () => {
		expect(run(44_097, 1, card(40_000))).toMatchObject({ leftMinor: 4097, complete: false });
		expect(run(44_097, 1, card(40_000), cash(5000))).toEqual({
			leftMinor: 0,
			leftCashMinor: 0,
			changeMinor: 903,
			roundingMinor: 0,
			paidMinor: 44_097,
			complete: true,
			tenders: [
				{ kind: 'card', amountMinor: 40_000, reference: null },
				{ kind: 'cash', amountMinor: 4097, givenMinor: 5000, changeMinor: 903 }
			]
		});
	});

	it.each([
		[1097, 5, 1100, 5, -2],
		[1095, 10, 1100, 0, 5],
		[3076, 5, 3075, 0, -1],
		[1497, 5, 1500, 5, -2],
		[16_144, 5, 16_145, 0, 1]
	])('rounds cash for %i at steps of %i: %i given, %i back, rounding %i', (due, step, given, change, rounding) => {
		expect(run(due, step, cash(given))).toMatchObject({ complete: true, changeMinor: change, roundingMinor: rounding });
	});

	it('rounds only what is left for cash; a card pays to the cent', () => {
		expect(run(3076, 5, card(3076))).toMatchObject({ complete: true, roundingMinor: 0, paidMinor: 3076 });
		expect(run(3076, 5, card(1000), cash(2075))).toMatchObject({ complete: true, roundingMinor: -1 });
		expect(run(1097, 5, cash(1000), card(97))).toMatchObject({ complete: true, roundingMinor: 0, changeMinor: 0 });
	});

	it('takes cash in several goes and gives the change from the last', () => {
		expect(run(1000, 1, cash(500), cash(700)).tenders).toEqual([
			{ kind: 'cash', amountMinor: 500, givenMinor: 500, changeMinor: 0 },
			{ kind: 'cash', amountMinor: 500, givenMinor: 700, changeMinor: 200 }
		]);
	});

	it('settles less than half a coin with nothing', () => {
		expect(run(1002, 5, card(1000))).toMatchObject({ leftMinor: 2, leftCashMinor: 0, complete: false });
		expect(run(1002, 5, card(1000), cash(0))).toMatchObject({ complete: true, roundingMinor: -2 });
	});

	it('refuses as data and keeps what came before', () => {
		expect(run(1000, 1, cash(300), card(701))).toMatchObject({
			leftMinor: 700,
			paidMinor: 300,
			refusal: { index: 1, code: 'card_exceeds_left' }
		});
		expect(run(1000, 1, card(1000), cash(1)).refusal).toEqual({ index: 1, code: 'already_paid' });
		expect(run(1000, 1, cash(0)).refusal?.code).toBe('amount_not_positive');
		expect(run(1000, 1, card(-5)).refusal?.code).toBe('amount_not_positive');
		expect(run(1097, 5, cash(1097)).refusal?.code).toBe('cash_not_in_steps');
		expect(run(1000, 1, cash(1e9 + 1)).refusal?.code).toBe('amount_out_of_range');
		expect(run(1000, 1, cash(0.5)).refusal?.code).toBe('amount_out_of_range');
	});

	it('gives a refund as the mirror image, without change', () => {
		expect(run(-3076, 5)).toMatchObject({ leftMinor: -3076, leftCashMinor: -3075 });
		expect(run(-3076, 5, cash(-3075))).toMatchObject({ complete: true, roundingMinor: 1, paidMinor: -3075 });
		expect(run(-3076, 5, card(-3076))).toMatchObject({ complete: true, roundingMinor: 0 });
		expect(run(-3076, 5, cash(-3080)).refusal?.code).toBe('refund_exceeds_due');
		expect(run(-3076, 5, cash(3075)).refusal?.code).toBe('amount_not_positive');
	});

	it('is complete at once when nothing is due', () => {
		expect(run(0, 5)).toMatchObject({ complete: true, paidMinor: 0, tenders: [] });
	});

	it('balances for any tenders: tenders = paid, and a complete one paid due + rounding', () => {
		const amount = fc.integer({ min: -1000, max: 200_000 });
		const draft = fc.oneof(amount.map(card), amount.map(cash));
		const due = fc.integer({ min: -200_000, max: 200_000 });
		fc.assert(
			fc.property(due, fc.constantFrom(1, 5, 10), fc.array(draft, { maxLength: 5 }), (dueMinor, step, tenders) => {
				const result = run(dueMinor, step, ...tenders);
				const paid = result.tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
				expect(paid).toBe(result.paidMinor);
				if (result.complete) expect(result.paidMinor).toBe(dueMinor + result.roundingMinor);
				else expect(result.leftMinor).toBe(dueMinor - result.paidMinor);
				expect(Math.abs(result.roundingMinor) * 2).toBeLessThanOrEqual(step);
				for (const tender of result.tenders) {
					if (tender.kind === 'cash') expect(tender.givenMinor - tender.changeMinor).toBe(tender.amountMinor);
				}
			})
		);
	});
});

describe('suggestNotes', () => {
	const given = (left: number, currency = 'EUR') => suggestNotes(left, currency).map((note) => note.givenMinor);

	it('suggests what people hand over for 40.97, with the change', () => {
		expect(suggestNotes(4097, 'EUR')).toEqual([
			{ givenMinor: 4097, changeMinor: 0 },
			{ givenMinor: 4100, changeMinor: 3 },
			{ givenMinor: 4500, changeMinor: 403 },
			{ givenMinor: 5000, changeMinor: 903 },
			{ givenMinor: 10_000, changeMinor: 5903 }
		]);
	});

	it('suits small and large sums and other currencies', () => {
		expect(given(300)).toEqual([300, 500, 1000, 2000, 5000]);
		expect(given(1230)).toEqual([1230, 1300, 1500, 2000, 5000]);
		expect(given(44_097)).toEqual([44_097, 44_100, 44_500, 45_000, 50_000]);
		expect(given(1980, 'JPY')).toEqual([1980, 2000, 5000, 10_000]);
		expect(given(0)).toEqual([]);
	});

	it('never suggests less than is left, nor anything twice', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 1e9 }),
				fc.constantFrom('EUR', 'SEK', 'KWD', 'JPY', 'USD'),
				(left, currency) => {
					const notes = suggestNotes(left, currency);
					notes.forEach((note, index) => {
						expect(note.givenMinor - note.changeMinor).toBe(left);
						expect(note.givenMinor).toBeGreaterThan(notes[index - 1]?.givenMinor ?? left - 1);
					});
					expect(notes.length).toBeLessThanOrEqual(5);
				}
			)
		);
	});
});
