import { expect, it } from 'vitest';
import type { Desk } from '../desk.svelte';
import { isUnsent } from './unsent';

const desk = (receivedSeq: number) =>
	// All that is asked of a till.
	({ till: { sync: { receivedSeq, chip: { state: 'sending' } }, journal: { epoch: 2 } } }) as unknown as Desk;

it('a sale counts as sent once the server has acknowledged it, whatever the chip says', () => {
	expect(isUnsent(desk(6), { epoch: 2, seq: 7 })).toBe(true);
	expect(isUnsent(desk(7), { epoch: 2, seq: 7 })).toBe(false);
	expect(isUnsent(desk(0), { epoch: 1, seq: 7 })).toBe(false);
});
