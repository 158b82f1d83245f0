import { describe, expect, it } from 'vitest';
import { beyondReturn } from './even';

describe('a sale of which a part came back', () => {
	const before = { walletMinor: 238, awardMinor: 38, spentMinor: 300 };

	it.each([
		['the share of the award goes', { walletMinor: 225, awardMinor: 25, spentMinor: 300 }, 0],
		['a part of the spend comes back with it', { walletMinor: 325, awardMinor: 25, spentMinor: 200 }, 0],
		['the award had expired before', { walletMinor: 238, awardMinor: 25, spentMinor: 300 }, 0],
		['what is left earns more than the whole did', { walletMinor: 250, awardMinor: 50, spentMinor: 300 }, 0],
		['returned value has expired', { walletMinor: -75, awardMinor: 25, spentMinor: 300 }, -300],
		['what could not be spent again stays', { walletMinor: 225, awardMinor: 25, spentMinor: 0 }, -300],
		['the former award was left to the member', { walletMinor: 263, awardMinor: 25, spentMinor: 300 }, 25]
	])('where %s, the member gains beyond it', (_why, after, beyondMinor) => {
		expect(beyondReturn(before, after)).toBe(beyondMinor);
	});
});
