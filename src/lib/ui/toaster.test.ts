import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TOAST_MS, Toaster } from './toaster.svelte';

describe('toaster', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it('shows one toast at a time and only for six seconds', () => {
		const toaster = new Toaster();
		toaster.show('Brownie removed');
		vi.advanceTimersByTime(TOAST_MS - 1);
		toaster.show('Case removed');
		vi.advanceTimersByTime(TOAST_MS - 1);
		expect(toaster.current?.text).toBe('Case removed');
		vi.advanceTimersByTime(1);
		expect(toaster.current).toBeUndefined();
	});

	it('stays while someone points at it', () => {
		const toaster = new Toaster();
		toaster.show('Brownie removed');
		toaster.hold();
		vi.advanceTimersByTime(TOAST_MS * 10);
		expect(toaster.current).toBeDefined();
		toaster.resume();
		vi.advanceTimersByTime(TOAST_MS);
		expect(toaster.current).toBeUndefined();
	});

	it('takes back what it tells of, once', () => {
		const toaster = new Toaster();
		const undo = vi.fn();
		toaster.show('Brownie removed', undo);
		toaster.undo();
		toaster.undo();
		expect(undo).toHaveBeenCalledTimes(1);
		expect(toaster.current).toBeUndefined();
	});

	it('goes when what it would take back was overtaken', () => {
		const toaster = new Toaster();
		const undo = vi.fn();
		let stands = true;
		toaster.show('Ada removed', undo, () => stands);
		toaster.hold();
		expect(toaster.current?.text).toBe('Ada removed');
		stands = false;
		expect(toaster.current).toBeUndefined();
		toaster.undo();
		expect(undo).not.toHaveBeenCalled();
	});
});
