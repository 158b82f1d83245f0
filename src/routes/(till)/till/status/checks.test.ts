import { expect, it } from 'vitest';
import type { TillPort } from '../port';
import { checksOf, type Measured } from './checks';

const till = {
	catalogue: { loading: null, count: 80 },
	staff: [{}],
	sync: { clockOffsetMs: 0 },
	storageKept: true,
	journal: { seq: 1, head: 'abcd', witnessesAgree: true }
} as unknown as TillPort;
const app = { version: '1', isStored: true, isUpdateReady: false };
const measured: Measured = { engine: { name: 'wasm' }, cameras: 0, times: null };

it('lets a till without a camera be ready: its hand scanner needs none', () => {
	expect(checksOf(till, measured, app).filter(({ isGood }) => !isGood)).toEqual([]);
	expect(checksOf(till, { ...measured, cameras: 1 }, app)).toHaveLength(8);
});
