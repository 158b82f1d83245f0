import { describe, expect, it } from 'vitest';
import { anyLot, noon } from '../../../../tests/support/wallet';
import { decideCapture, type Hold } from './capture';
import type { Lot } from './lot';

/** 3.00 held, of lot `a` then `b`. */
const hold = (given: Partial<Hold> = {}): Hold => ({
	id: 'hold',
	currency: 'EUR',
	kind: 'additional',
	amountMinor: 300,
	lots: [
		{ lotId: 'a', amountMinor: 200 },
		{ lotId: 'b', amountMinor: 100 }
	],
	ended: null,
	...given
});
const heldLots = [
	anyLot({ id: 'a', balanceMinor: 200, heldMinor: 200 }),
	anyLot({ id: 'b', balanceMinor: 150, heldMinor: 100 })
];
const freeLots = heldLots.map((lot) => ({ ...lot, heldMinor: 0 }));

function capture(one: Hold | null, lots: readonly Lot[], amountMinor: number, expired = new Map<string, number>()) {
	const wanted = { currency: 'EUR', kind: 'additional' as const, amountMinor, atMs: noon, debtLotId: 'debt' };
	return decideCapture(one, lots, expired, wanted);
}
const left = (lots: readonly Lot[]) =>
	Object.fromEntries(lots.map((lot) => [lot.id, [lot.balanceMinor, lot.heldMinor]]));

describe('capturing', () => {
	it('takes a standing hold out of its lots', () => {
		const done = capture(hold(), heldLots, 300);
		expect(done).toMatchObject({ found: 'standing', beyondMinor: 0, overdrawnMinor: 0 });
		expect(left(done.lots)).toEqual({ a: [0, 0], b: [50, 0] });
	});

	it('takes less and frees the rest', () => {
		expect(left(capture(hold(), heldLots, 120).lots)).toEqual({ a: [80, 0], b: [150, 0] });
	});

	it('takes more from what else is free, and says so', () => {
		const done = capture(hold(), heldLots, 340);
		expect(done).toMatchObject({ found: 'standing', beyondMinor: 40, overdrawnMinor: 0 });
		expect(left(done.lots)).toEqual({ a: [0, 0], b: [10, 0] });
	});

	it.each(['released', 'expired', 'captured'] as const)(
		'takes a hold that was %s before from what is left',
		(ended) => {
			const done = capture(hold({ ended }), freeLots, 300);
			expect(done).toMatchObject({ found: ended, beyondMinor: 0, overdrawnMinor: 0 });
			expect(left(done.lots)).toEqual({ a: [0, 0], b: [50, 0] });
		}
	);

	it('never touches what another hold set aside: the rest is owed by the last lot', () => {
		const done = capture(hold({ ended: 'expired' }), heldLots, 300);
		expect(done.overdrawnMinor).toBe(250);
		expect(left(done.lots)).toEqual({ a: [200, 200], b: [-150, 100] });
	});

	it('gives back what expired after the sale was made, before anybody owes', () => {
		const gone = [anyLot({ id: 'a', balanceMinor: 0, expiresAtMs: noon + 1 }), anyLot({ id: 'b', balanceMinor: 100 })];
		expect(capture(hold({ ended: 'expired' }), gone, 300, new Map([['a', 200]])).overdrawnMinor).toBe(0);
		const before = [anyLot({ id: 'a', balanceMinor: 0, expiresAtMs: noon }), anyLot({ id: 'b', balanceMinor: 100 })];
		expect(capture(hold({ ended: 'expired' }), before, 300, new Map([['a', 200]])).overdrawnMinor).toBe(200);
	});

	it('of a grant nobody knows takes what is there; a lot of its own owes the rest', () => {
		const done = capture(null, freeLots, 400);
		expect(done).toMatchObject({ found: 'unknown', beyondMinor: 400, overdrawnMinor: 50 });
		expect(left(done.lots)).toEqual({ a: [0, 0], b: [0, 0], debt: [-50, 0] });
		expect(capture(null, [], 10).parts).toEqual([{ lotId: 'debt', amountMinor: 10 }]);
	});

	it('follows the grant where the sale calls it something else', () => {
		const wanted = { currency: 'EUR', kind: 'instant' as const, amountMinor: 300, atMs: noon, debtLotId: 'debt' };
		const done = decideCapture(hold(), heldLots, new Map(), wanted);
		expect(done).toMatchObject({ kind: 'additional', found: 'standing' });
		expect(left(done.lots)).toEqual({ a: [0, 0], b: [50, 0] });
		const instant = hold({ kind: 'instant', lots: [] });
		expect(capture(instant, heldLots, 300)).toMatchObject({ kind: 'instant', lots: heldLots });
	});

	it('of an instant spend moves no lot', () => {
		const wanted = { currency: 'EUR', kind: 'instant' as const, amountMinor: 70, atMs: noon, debtLotId: 'debt' };
		const done = decideCapture(hold({ kind: 'instant', lots: [], amountMinor: 50 }), freeLots, new Map(), wanted);
		expect(done).toMatchObject({ found: 'standing', beyondMinor: 20, parts: [{ lotId: null, amountMinor: 70 }] });
		expect(done.lots).toEqual(freeLots);
	});
});
