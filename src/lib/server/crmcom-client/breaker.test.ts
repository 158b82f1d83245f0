import { beforeEach, describe, expect, it } from 'vitest';
import { Breaker } from './breaker';

let now = 0;
let breaker: Breaker;
beforeEach(() => {
	now = 1_000_000;
	breaker = new Breaker({ failures: 3, restMs: 30_000 }, () => now);
});

const fail = (times: number) => {
	for (let left = times; left > 0; left--) breaker.failed();
};

describe('the breaker', () => {
	it('opens after failures in a row, not after failures with an answer between', () => {
		fail(2);
		breaker.answered();
		fail(2);
		expect([breaker.state, breaker.admit()]).toEqual(['closed', true]);
		fail(1);
		expect([breaker.state, breaker.admit()]).toEqual(['open', false]);
	});

	it('lets one call through after its rest and closes when that is answered', () => {
		fail(3);
		now += 30_000;
		expect([breaker.state, breaker.admit(), breaker.admit()]).toEqual(['half_open', true, false]);
		breaker.answered();
		expect([breaker.state, breaker.admit(), breaker.admit()]).toEqual(['closed', true, true]);
	});

	it('rests again when that call fails', () => {
		fail(3);
		now += 30_000;
		breaker.admit();
		breaker.failed();
		expect([breaker.state, breaker.admit()]).toEqual(['open', false]);
		now += 30_000;
		expect(breaker.admit()).toBe(true);
	});

	it('is not kept half open for ever by a call that was lost', () => {
		fail(3);
		now += 30_000;
		breaker.admit();
		now += 30_000;
		expect(breaker.admit()).toBe(true);
	});
});
