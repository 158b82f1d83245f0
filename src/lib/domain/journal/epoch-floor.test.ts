import { describe, expect, it } from 'vitest';
import { epochFloor } from './epoch-floor';

describe('the floor of epochs', () => {
	it('is the ground until a backup is put back', () => {
		expect(epochFloor(1)).toBe(0);
	});

	it('is higher with every restore, whichever backup is put back', () => {
		const restoredAt = Date.UTC(2026, 10, 27) / 1000 - Date.UTC(2026, 0, 1) / 1000;
		expect(epochFloor(restoredAt)).toBe(330 * 96);
		expect(epochFloor(restoredAt + 900)).toBe(330 * 96 + 1);
	});

	it('leaves a till numbers of its own in any year', () => {
		expect(epochFloor(2_000_000_000)).toBe(900_000);
	});
});
