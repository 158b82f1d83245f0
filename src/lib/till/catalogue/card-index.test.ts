import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import '../../../../tests/support/property-seed';
import { cardIndexHead, cardIndexTail, cardStates, entryBytes, readCardIndex } from '$lib/contract/sync/cards';
import { concatBytes } from '$lib/domain/bytes';
import { changed, findEntry, toParts } from './card-index';

const tiers = ['Gold', 'Silver'];

type Entry = { prefix: string; flags: number };

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const sorted = (entries: readonly Entry[]) =>
	concatBytes(
		...[...entries]
			.sort((a, b) => (a.prefix < b.prefix ? -1 : 1))
			.map(({ prefix, flags }) => concatBytes(bytesOf(prefix), new Uint8Array([flags])))
	);
const hmacOf = (prefix: string) => bytesOf(prefix.padEnd(64, 'e'));

/** Few first bytes and few others, so that neighbours and equals happen. */
const prefix = fc
	.tuple(
		fc.constantFrom('00', '01', '7f', 'fe', 'ff'),
		fc.constantFrom('0000000000', '0000000001', 'ffffffffff', '3a5b7c9d0e')
	)
	.map(([first, rest]) => first + rest);
const flags = fc.integer({ min: 1, max: 6 });
const cards = fc.uniqueArray(fc.record({ prefix, flags }), { selector: (one) => one.prefix, maxLength: 20 });

describe('the index of cards', () => {
	it('says of every card what was written, and of others nothing, after any changes', () => {
		fc.assert(
			fc.property(cards, cards, fc.array(prefix), (before, changes, gone) => {
				const parts = new Map(toParts(sorted(before)).map(({ no, entries }) => [no, entries]));
				const expected = new Map(before.map((one) => [one.prefix, one.flags]));
				const news = changes.map((one) => ({ ...one, flags: gone.includes(one.prefix) ? 0 : one.flags }));
				for (const { no, entries } of toParts(sorted(news))) {
					parts.set(no, changed(parts.get(no) ?? new Uint8Array(), entries));
				}
				for (const one of news) expected.set(one.prefix, one.flags);
				for (const first of ['00', '01', '7f', 'fe', 'ff']) {
					for (const rest of ['0000000000', '0000000001', 'ffffffffff', '3a5b7c9d0e', '0000000002']) {
						const part = parts.get(Number.parseInt(first, 16)) ?? new Uint8Array();
						const found = findEntry(part, hmacOf(first + rest), tiers);
						const flag = expected.get(first + rest) ?? 0;
						expect(found?.state ?? 'gone').toBe(cardStates[flag]);
					}
				}
			})
		);
	});

	it('tells the tier, and doubts cards that share a prefix', () => {
		const one = sorted([{ prefix: '0a0000000000', flags: 1 + 8 * 2 }]);
		expect(findEntry(one, hmacOf('0a0000000000'), tiers)).toEqual({ state: 'earns', tier: 'Silver' });
		const two = concatBytes(one, one);
		expect(findEntry(two, hmacOf('0a0000000000'), tiers)).toEqual({ state: 'doubtful', tier: null });
	});

	it('keeps a million cards in seven megabytes, and finds one at once', () => {
		const count = 1_000_000;
		const entries = new Uint8Array(count * entryBytes);
		const view = new DataView(entries.buffer);
		// Evenly spread, as hashes are: 2^48 / 1,000,000 apart.
		const step = 281_474_976;
		for (let at = 0; at < count; at++) {
			const value = at * step;
			view.setUint16(at * entryBytes, Math.floor(value / 2 ** 32));
			view.setUint32(at * entryBytes + 2, value % 2 ** 32);
			view.setUint8(at * entryBytes + 6, 1);
		}
		const answer = concatBytes(
			cardIndexHead({ whole: true, generation: 1, cursor: 5, tiers }),
			entries,
			cardIndexTail(count)
		);
		expect(answer.length).toBeLessThan(7_000_100);
		const read = readCardIndex(answer);
		expect(read).toMatchObject({ whole: true, generation: 1, cursor: 5, tiers });
		const parts = toParts(read?.entries ?? new Uint8Array());
		expect(parts).toHaveLength(256);
		expect(Math.max(...parts.map((part) => part.entries.length))).toBeLessThan(28_000);
		expect(parts.reduce((sum, part) => sum + part.entries.length, 0)).toBe(7_000_000);
		for (let tried = 0; tried < 2_000; tried++) {
			const value = tried * 499 * step;
			const hex = value.toString(16).padStart(12, '0');
			const part = parts[Number.parseInt(hex.slice(0, 2), 16)];
			expect(findEntry(part?.entries ?? new Uint8Array(), hmacOf(hex), tiers)?.state).toBe('earns');
			const other = (value + 1).toString(16).padStart(12, '0');
			expect(findEntry(part?.entries ?? new Uint8Array(), hmacOf(other), tiers)).toBeNull();
		}
	});
});

describe('an answer', () => {
	const head = { whole: false, generation: 3, cursor: 77, tiers: ['Gold', 'Größe'] };
	const entries = sorted([{ prefix: '010203040506', flags: 2 }]);
	const whole = concatBytes(cardIndexHead(head), entries, cardIndexTail(1));

	it('is read as it was written', () => {
		expect(readCardIndex(whole)).toEqual({ ...head, entries });
		const empty = concatBytes(cardIndexHead({ ...head, whole: true }), cardIndexTail(0));
		expect(readCardIndex(empty)).toEqual({ ...head, whole: true, entries: new Uint8Array() });
	});

	it('that broke off or is something else is none', () => {
		for (let length = 0; length < whole.length; length++) expect(readCardIndex(whole.slice(0, length))).toBeNull();
		expect(readCardIndex(concatBytes(cardIndexHead(head), entries, cardIndexTail(2)))).toBeNull();
		expect(readCardIndex(new TextEncoder().encode('<!doctype html><title>Sign in to the network</title>'))).toBeNull();
	});
});
