import { describe, expect, it } from 'vitest';
import { anyLot, noon } from '../../../../tests/support/wallet';
import { decideReversal, type ReturnedLine, type ReversalInput } from './reverse';

const threePieces = (returnedMilli: number): ReturnedLine[] => [
	{ lineNo: 1, soldMilli: 3000, soldMinor: 1000, returnedMilli }
];
const award = { lotId: 'award', currency: 'EUR', amountMinor: 50, basis: null };
const awardLot = anyLot({ id: 'award', balanceMinor: 50 });

/** One of three pieces comes back; `given` changes what a test is about. */
function decide(given: Partial<ReversalInput> = {}) {
	const decision = decideReversal({
		awards: [award],
		spent: [],
		undone: { everything: false, milliByLine: new Map(), minorByGrant: new Map() },
		request: { everything: false, lines: threePieces(1000), spends: [] },
		lots: [awardLot],
		expired: new Map(),
		policy: 'negative',
		atMs: noon,
		...given
	});
	if (!decision.ok) throw new Error(decision.code);
	return decision;
}
const everything = { everything: true as const, lines: threePieces(0) };

describe('an award going back', () => {
	it('follows the lines returned so far', () => {
		const steps = [0, 1000, 2000].map((before) => {
			const undone = { everything: false, milliByLine: new Map([[1, before]]), minorByGrant: new Map() };
			return decide({ undone }).awardsTaken[0]?.amountMinor;
		});
		expect(steps).toEqual([17, 16, 17]);
	});

	it('ends with what was sold, whatever comes back beyond it', () => {
		const request = { everything: false as const, lines: threePieces(9000), spends: [] };
		expect(decide({ request }).awardsTaken).toEqual([{ currency: 'EUR', amountMinor: 50 }]);
	});

	it('goes with the lines that earned it alone', () => {
		const lines = [...threePieces(3000), { lineNo: 2, soldMilli: 1000, soldMinor: 400, returnedMilli: 0 }];
		const request = { everything: false as const, lines, spends: [] };
		const earnedBy = (lineNo: number) => ({ ...award, basis: [{ lineNo, amountMinor: 400 }] });
		expect(decide({ request, awards: [earnedBy(2)] }).awardsTaken).toEqual([]);
		expect(decide({ request, awards: [earnedBy(1)] }).awardsTaken).toEqual([{ currency: 'EUR', amountMinor: 50 }]);
	});

	it('goes by pieces where nothing was paid', () => {
		const lines = [{ lineNo: 1, soldMilli: 2000, soldMinor: 0, returnedMilli: 1000 }];
		const request = { everything: false as const, lines, spends: [] };
		expect(decide({ request }).awardsTaken).toEqual([{ currency: 'EUR', amountMinor: 25 }]);
	});

	it('that has expired meanwhile leaves nobody owing', () => {
		const gone = { request: everything, lots: [anyLot({ id: 'award', balanceMinor: 0, expiresAtMs: noon - 1 })] };
		expect(decide({ ...gone, expired: new Map([['award', 50]]) })).toMatchObject({ owes: [] });
		expect(decide({ ...gone, expired: new Map([['award', 20]]) })).toMatchObject({ owes: [{ amountMinor: 30 }] });
	});

	it('goes also before it may be spent', () => {
		const lots = [anyLot({ id: 'award', balanceMinor: 50, validFromMs: noon + 1 })];
		expect(decide({ request: everything, lots, policy: 'clamp' })).toMatchObject({ forgiven: [], owes: [] });
	});

	it('that was spent is covered by other value, then owed, left or refused', () => {
		const spent = (other: number) => ({
			request: everything,
			lots: [anyLot({ id: 'award', balanceMinor: 0 }), anyLot({ id: 'other', balanceMinor: other })]
		});
		expect(decide({ ...spent(80), policy: 'refuse' })).toMatchObject({ awardsTaken: [{ amountMinor: 50 }], owes: [] });
		expect(decide({ ...spent(30), policy: 'clamp' })).toMatchObject({
			awardsTaken: [{ amountMinor: 30 }],
			forgiven: [{ amountMinor: 20 }],
			owes: []
		});
		expect(decide(spent(30))).toMatchObject({ awardsTaken: [{ amountMinor: 50 }], owes: [{ amountMinor: 20 }] });
		expect(() => decide({ ...spent(49), policy: 'refuse' })).toThrow('insufficient_value');
	});
});

describe('a spend going back', () => {
	const spent = [
		{ grantId: 'g', lotId: 'soon', currency: 'EUR', amountMinor: 60 },
		{ grantId: 'g', lotId: 'late', currency: 'EUR', amountMinor: 40 }
	];
	const back = (amountMinor: number, before = 0) =>
		decide({
			awards: [],
			spent,
			undone: { everything: false, milliByLine: new Map(), minorByGrant: new Map([['g', before]]) },
			request: { everything: false, lines: threePieces(1000), spends: [{ grantId: 'g', amountMinor }] }
		});
	const byLot = ({ postings }: ReturnType<typeof back>) =>
		postings.filter(({ account }) => account === 'member').map(({ lotId, amountMinor }) => [lotId, amountMinor]);

	it('fills the lot that was taken last first', () => {
		expect(byLot(back(30))).toEqual([['late', 30]]);
		expect(byLot(back(30, 30))).toEqual([
			['late', 10],
			['soon', 20]
		]);
	});

	it('ends with what was spent; the rest is told, not given', () => {
		const decision = back(70, 60);
		expect(decision).toMatchObject({ grants: [{ grantId: 'g', amountMinor: 40 }], beyondMinor: 30 });
		expect(decision.spendsReturned).toEqual([{ currency: 'EUR', amountMinor: 40 }]);
		expect(back(10, 100)).toMatchObject({ grants: [], beyondMinor: 10, spendsReturned: [] });
	});

	it('of a grant this sale never used moves nothing', () => {
		const request = {
			everything: false as const,
			lines: threePieces(1000),
			spends: [{ grantId: 'x', amountMinor: 5 }]
		};
		expect(decide({ awards: [], spent, request })).toMatchObject({ postings: [], beyondMinor: 5 });
	});
});

describe('a cancellation', () => {
	it('takes what earlier returns left, and nothing twice', () => {
		const undone = { everything: false, milliByLine: new Map([[1, 1000]]), minorByGrant: new Map() };
		expect(decide({ request: everything, undone }).awardsTaken).toEqual([{ currency: 'EUR', amountMinor: 33 }]);
		const done = { ...undone, everything: true };
		expect(decide({ request: everything, undone: done }).postings).toEqual([]);
		expect(decide({ undone: done }).postings).toEqual([]);
	});
});
