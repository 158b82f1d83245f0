import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testLine } from '../../../../tests/support/any-basket';
import { Removals, undoMs } from './removals.svelte';

describe('removed lines', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	const removed = { line: testLine(), index: 0 };

	it('can come back for six seconds, once', () => {
		const restore = vi.fn();
		const removals = new Removals(() => 'one', restore);
		removals.add(removed);
		vi.advanceTimersByTime(undoMs - 1);
		removals.undo(removed);
		removals.undo(removed);
		expect(restore).toHaveBeenCalledTimes(1);
		removals.add(removed);
		vi.advanceTimersByTime(undoMs);
		expect(removals.rows).toEqual([]);
	});

	it('never come back into another basket', () => {
		const restore = vi.fn();
		let open = 'one';
		const removals = new Removals(() => open, restore);
		removals.add(removed);
		open = 'two';
		expect(removals.rows).toEqual([]);
		removals.undoLast();
		expect(restore).not.toHaveBeenCalled();
		open = 'one';
		expect(removals.rows).toEqual([removed]);
	});
});
