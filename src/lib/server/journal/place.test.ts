import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '$lib/contract/sync/event';
import type { Arrived } from './arrived';
import { placeEvents, type EpochState, type StoredEvent } from './place';

/** The name of an event stands for its hash; `prev` names the event before. */
function event(seq: number, hash: string, prev: string): Arrived {
	const envelope = { seq, prev } as Envelope;
	return { seq, hash, chainHash: hash, text: '', sig: '', signerId: 'd', private: undefined, damage: null, envelope };
}

const chain = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => event(from + index, `h${from + index}`, `h${from + index - 1}`));
const stored = (events: readonly Arrived[], branch = 0): StoredEvent[] =>
	events.map(({ seq, hash }) => ({ seq, branch, hash }));
const at = (headSeq: number, given: Partial<EpochState> = {}): EpochState => ({
	epochHash: 'h0',
	headSeq,
	headHash: `h${headSeq}`,
	branches: 0,
	gapsAllowed: false,
	...given
});

describe('placing events', () => {
	it('puts the next ones behind the head and knows those it has', () => {
		const placed = placeEvents(chain(2, 5), at(3), stored(chain(1, 3)));
		expect(placed.duplicates).toEqual([2, 3]);
		expect(placed.fresh.map(({ event: { seq }, branch }) => [seq, branch])).toEqual([
			[4, 0],
			[5, 0]
		]);
		expect(placed.head).toEqual({ seq: 5, hash: 'h5' });
		expect(placed.order).toEqual({ kind: 'none' });
	});

	it('asks for the range behind the head when there is a gap', () => {
		expect(placeEvents(chain(7, 9), at(3), []).order).toEqual({ kind: 'resend_from', seq: 4 });
	});

	it('takes the gap when the till has said that it lost the range', () => {
		const placed = placeEvents(chain(7, 9), at(3, { gapsAllowed: true }), []);
		expect(placed.head.seq).toBe(9);
		expect(placed.fresh[0]?.findings).toEqual([{ code: 'events_missing', fromSeq: 4, toSeq: 6 }]);
	});

	it('opens a branch for another event of the same number and follows it past the head', () => {
		const fork = [event(3, 'f3', 'h2'), event(4, 'f4', 'f3'), event(5, 'f5', 'f4')];
		const placed = placeEvents(fork, at(4), stored(chain(2, 4)));
		expect(placed.fresh.map(({ branch }) => branch)).toEqual([1, 1, 1]);
		expect(placed.head).toEqual({ seq: 4, hash: 'h4' });
		expect(placed.order).toEqual({ kind: 'new_epoch', reason: 'fork' });
		expect(placed.forks).toEqual([1]);
	});

	it('says again that a branch is beside the journal, when its events come again', () => {
		const fork = [event(3, 'f3', 'h2'), event(4, 'f4', 'f3')];
		const known = [...stored(chain(2, 4)), ...stored(fork, 1)];
		const placed = placeEvents(fork, at(4, { branches: 1 }), known);
		expect(placed).toMatchObject({ duplicates: [3, 4], fresh: [], order: { kind: 'new_epoch', reason: 'fork' } });
	});

	it('asks further back when a branch does not begin at anything it knows', () => {
		expect(placeEvents([event(301, 'f301', 'f300')], at(300), stored(chain(300, 300))).order).toEqual({
			kind: 'resend_from',
			seq: 101
		});
	});

	it('does not ask twice for what came in the same push', () => {
		const torn = [...chain(3, 4), event(5, 'h5', 'other')];
		const placed = placeEvents(torn, at(2), stored(chain(2, 2)));
		expect(placed.order).toEqual({ kind: 'none' });
		expect(placed.fresh.at(-1)?.findings).toEqual([{ code: 'chain_broken', expected: 'h4' }]);
	});

	it('ends with the same journal whatever part of it arrives in whatever order', () => {
		const whole = chain(1, 30);
		const anyRange = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }));
		fc.assert(
			fc.property(fc.array(anyRange, { maxLength: 12 }), (ranges) => {
				let state = at(0);
				const held: StoredEvent[] = [];
				const push = (events: Arrived[]) => {
					const placed = placeEvents(events, state, held);
					held.push(...placed.fresh.map(({ event: { seq, hash }, branch }) => ({ seq, branch, hash })));
					state = at(placed.head.seq);
					expect(placed.forks).toEqual([]);
				};
				for (const [a, b] of ranges) push(whole.slice(Math.min(a, b) - 1, Math.max(a, b)));
				push(whole);
				expect(held.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(whole.map(({ seq }) => seq));
			})
		);
	});
});
