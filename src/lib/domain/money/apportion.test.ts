import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion, apportionWithin } from './apportion';

const weights = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 40 });
const amount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });

describe('apportion', () => {
	it.each([
		[5, [70, 30], [4, 1]],
		[5, [30, 70], [2, 3]],
		[800, [1, 1, 1], [267, 267, 266]],
		[1003, [50, 50], [502, 501]],
		[100_000, [375, 625], [37_500, 62_500]],
		[1000, [3333, 3333, 3334], [333, 333, 334]],
		[500, [1999, 549, 99], [377, 104, 19]],
		[-500, [1999, 549, 99], [-377, -104, -19]],
		[100, [1, 1, 1, 997], [0, 0, 0, 100]],
		[1200, [840, 680, 882, 41_900, 995], [22, 18, 24, 1110, 26]]
	])('splits %i over %j into %j', (total, by, parts) => {
		expect(apportion(total, by)).toEqual(parts);
	});

	it('adds up exactly, stays within one of the exact share, and mirrors negatives', () => {
		fc.assert(
			fc.property(amount, weights, (total, by) => {
				const sum = by.reduce((a, b) => a + b, 0);
				fc.pre(sum > 0);
				const parts = apportion(total, by);
				expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
				expect(apportion(-total, by)).toEqual(parts.map((part) => (part === 0 ? 0 : -part)));
				parts.forEach((part, index) => {
					const weight = by[index] ?? 0;
					const off = BigInt(Math.abs(part)) * BigInt(sum) - BigInt(Math.abs(total)) * BigInt(weight);
					expect(off < BigInt(sum) && off > -BigInt(sum)).toBe(true);
				});
			})
		);
	});

	it('gives nothing to a weight of zero', () => {
		expect(apportion(7, [0, 3, 0, 3])).toEqual([0, 4, 0, 3]);
	});

	it('throws when there is nothing to apportion over', () => {
		expect(apportion(0, [0, 0])).toEqual([0, 0]);
		expect(() => apportion(1, [0, 0])).toThrow(RangeError);
		expect(() => apportion(1, [-1, 2])).toThrow(RangeError);
	});
});

describe('apportionWithin', () => {
	it('moves what a full part cannot take to the others', () => {
		expect(apportionWithin(100, [500, 500], [10, 500])).toEqual([10, 90]);
		expect(apportionWithin(100, [500, 500], [10, 20])).toEqual([10, 20]);
	});

	it('equals plain apportioning where there is room', () => {
		expect(apportionWithin(500, [1999, 549, 99], [1999, 549, 99])).toEqual([377, 104, 19]);
	});

	it('never exceeds a room and gives away as much as the rooms allow', () => {
		const line = fc.tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 100_000 }));
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 1_000_000 }),
				fc.array(line, { minLength: 1, maxLength: 30 }),
				(total, lines) => {
					const by = lines.map(([weight]) => weight);
					const rooms = lines.map(([weight, room]) => Math.min(weight, room));
					const parts = apportionWithin(total, by, rooms);
					parts.forEach((part, index) => expect(part >= 0 && part <= (rooms[index] ?? 0)).toBe(true));
					const room = rooms.reduce((a, b) => a + b, 0);
					expect(parts.reduce((a, b) => a + b, 0)).toBe(Math.min(total, room));
				}
			)
		);
	});
});
