import { expect, it } from 'vitest';
import type { TillPort } from '../port';
import { checksOf, type Measured } from './checks';

const till = {
	catalogue: { loading: null, count: 80 },
	staff: [{}],
	sync: { clockOffsetMs: 0 },
	storageKept: true,
	journal: { seq: 1, head: 'abcd', witnesses: { mark: true, copy: 'whole', missing: 0 } }
} as unknown as TillPort;
const app = { version: '1', isStored: true, isUpdateReady: false };
const measured: Measured = { engine: { name: 'wasm' }, cameras: 0, rewards: null, times: null };

it('lets a till without a camera be ready: its hand scanner needs none', () => {
	expect(checksOf(till, measured, app).filter(({ isGood }) => !isGood)).toEqual([]);
	expect(checksOf(till, { ...measured, cameras: 1 }, app)).toHaveLength(8);
});

it('says how many entries the second copy lacks, and when there is none at all', () => {
	const journalLine = (witnesses: TillPort['journal']['witnesses']) =>
		checksOf({ ...till, journal: { ...till.journal, witnesses } }, measured, app).find(
			({ name }) => name === 'Journal'
		);
	expect(journalLine({ mark: true, copy: 'behind', missing: 2 })).toMatchObject({
		isGood: false,
		detail: expect.stringContaining('2 entries are not in the second copy') as string
	});
	expect(journalLine({ mark: true, copy: 'none', missing: 0 })).toMatchObject({ isGood: false });
	expect(journalLine({ mark: false, copy: 'whole', missing: 0 })).toMatchObject({ isGood: false });
});

it('says whether whoever keeps the rewards answers, and nothing when the server was not reached', () => {
	const line = (rewards: Measured['rewards']) =>
		checksOf(till, { ...measured, rewards }, app).find(({ name }) => name === 'Rewards');
	expect(line(null)).toBeUndefined();
	expect(line('here')).toMatchObject({ isGood: true });
	expect(line('silent')).toMatchObject({ isGood: false });
});
