import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	addMask,
	addRange,
	listCardRules,
	moveRule,
	removeMask,
	switchRange,
	tryNumber,
	type MaskInput,
	type RangeInput
} from '../../src/lib/server/members/card-rules';
import { identify } from '../../src/lib/server/members/identify';
import { testId } from '../support/any-basket';
import { shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;
const staffId = shopIds.manager;
beforeAll(async () => {
	shop = await TestShop.open();
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${testId(1)}', 'Nora');
		INSERT INTO cards (number, hmac, member_id) VALUES ('1234567890123', sha256('a'), '${testId(1)}')`);
});
afterAll(() => shop.close());

const range = (given: Partial<RangeInput> = {}) =>
	addRange(shop.db, shop.ports, { prefix: '881', length: '12', check: 'none', ...given }, staffId);
const mask = (given: Partial<MaskInput>) =>
	addMask(shop.db, shop.ports, { mask: '', replacement: '', ...given }, staffId);

describe('a range of cards', () => {
	it.each<[string, keyof RangeInput, Partial<RangeInput>]>([
		['no beginning', 'prefix', { prefix: '' }],
		['letters', 'prefix', { prefix: '96A' }],
		['the beginning of payment cards', 'prefix', { prefix: '41' }],
		['a beginning that all payment cards share', 'prefix', { prefix: '4' }],
		['a length that is none', 'length', { length: 'ten' }],
		['no digit left', 'length', { prefix: '9612', length: '4' }],
		['only the check digit left', 'length', { prefix: '9612', length: '5', check: 'luhn' }],
		['too many digits', 'length', { length: '20' }],
		['an unknown check digit', 'check', { check: 'mod11' }]
	])('with %s names the field %s with a remedy and writes nothing', async (_what, field, given) => {
		const before = await shop.count('card_ranges');
		expect(await range(given)).toMatchObject({ ok: false, faults: { [field]: expect.stringMatching(/\S.*\.$/) } });
		expect(await shop.count('card_ranges')).toBe(before);
	});

	it('is heard by tills, stands once, and identifies nobody while it is off', async () => {
		const heard = () => shop.count('changes', `kind = 'settings'`);
		const before = await heard();
		expect(await range()).toEqual({ ok: true });
		expect(await heard()).toBeGreaterThan(before);
		expect(await range()).toMatchObject({ ok: false, faults: { prefix: expect.stringContaining('already') } });
		const number = '881000000001';
		expect(await tryNumber(shop.db, number)).toMatchObject({
			kind: 'card',
			by: { kind: 'range', prefix: '881' },
			state: null
		});
		const made = (await listCardRules(shop.db)).ranges.find(({ prefix }) => prefix === '881');
		expect(made).toMatchObject({ issues: false, active: true });
		expect(await switchRange(shop.db, shop.ports, { id: made?.id ?? '', active: false, staffId })).toBe(true);
		expect(await tryNumber(shop.db, number)).toEqual({ kind: 'nothing' });
		expect(await switchRange(shop.db, shop.ports, { id: testId(9), active: false, staffId })).toBe(false);
	});

	it('gives the new numbers once it stands first', async () => {
		await range({ prefix: '77', length: '15', check: 'luhn' });
		const issuing = async () => (await listCardRules(shop.db)).ranges.find(({ issues }) => issues)?.prefix;
		expect(await issuing()).toBe('9600');
		const made = (await listCardRules(shop.db)).ranges.find(({ prefix }) => prefix === '77');
		const up = () => moveRule(shop.db, shop.ports, { kind: 'range', id: made?.id ?? '', up: true, staffId });
		while (await up());
		expect(await issuing()).toBe('77');
		expect(await shop.count('audit_log', `action = 'card_range.moved'`)).toBeGreaterThan(0);
	});
});

describe('a mask', () => {
	it.each<[string, keyof MaskInput, Partial<MaskInput>]>([
		['nothing', 'mask', {}],
		['letters that mean nothing', 'mask', { mask: '77X##' }],
		['a bracket that stays open', 'mask', { mask: '77(##' }],
		['brackets in brackets', 'mask', { mask: '7((#)#)' }],
		['empty brackets', 'mask', { mask: '7()#' }],
		['a pattern in place of digits', 'mask', { mask: '.*' }],
		['a replacement of letters', 'replacement', { mask: '77(##)', replacement: 'A$1' }],
		['a bracket that is not there', 'replacement', { mask: '77(##)', replacement: '$2' }],
		['brackets where there are none', 'replacement', { mask: '77##', replacement: '$1' }]
	])('with %s names the field %s with a remedy and writes nothing', async (_what, field, given) => {
		expect(await mask(given)).toMatchObject({ ok: false, faults: { [field]: expect.stringMatching(/\S.*\.$/) } });
		expect(await shop.count('card_masks')).toBe(0);
	});

	it('makes the number that is looked up; the first that fits counts', async () => {
		expect(await mask({ mask: '99(##)(#############)', replacement: '$2' })).toEqual({ ok: true });
		expect(await mask({ mask: '9#(###############)', replacement: '$1' })).toEqual({ ok: true });
		expect(await mask({ mask: '9#(###############)' })).toMatchObject({
			ok: false,
			faults: { mask: expect.any(String) }
		});
		const scanned = '99551234567890123';
		expect(await tryNumber(shop.db, scanned)).toEqual({
			...{ kind: 'card', number: '1234567890123', by: { kind: 'mask', mask: '99(##)(#############)' }, state: 'active' }
		});
		const met = await identify(shop.db, { kind: 'card', number: scanned }, { storeId: shopIds.store }, shop.ports);
		expect(met).toMatchObject({ ok: true, member: { memberId: testId(1) } });
		const [first, second] = (await listCardRules(shop.db)).masks;
		expect(await moveRule(shop.db, shop.ports, { kind: 'mask', id: second?.id ?? '', up: true, staffId })).toBe(true);
		expect(await moveRule(shop.db, shop.ports, { kind: 'mask', id: second?.id ?? '', up: true, staffId })).toBe(false);
		expect(await tryNumber(shop.db, scanned)).toMatchObject({ number: '551234567890123', state: null });
		expect(await removeMask(shop.db, shop.ports, second?.id ?? '', staffId)).toBe(true);
		expect(await removeMask(shop.db, shop.ports, second?.id ?? '', staffId)).toBe(false);
		expect((await listCardRules(shop.db)).masks.map(({ id }) => id)).toEqual([first?.id]);
		expect(await tryNumber(shop.db, scanned)).toMatchObject({ number: '1234567890123', state: 'active' });
	});
});

describe('the try field', () => {
	it('drops payment cards, and tells what is no number and what is nothing', async () => {
		expect(await tryNumber(shop.db, '4111 1111 1111 1111')).toEqual({ kind: 'payment_card' });
		expect(await tryNumber(shop.db, 'GOLD')).toEqual({ kind: 'no_digits' });
		expect(await tryNumber(shop.db, '')).toEqual({ kind: 'no_digits' });
		expect(await tryNumber(shop.db, '4006381333931')).toEqual({ kind: 'nothing' });
		expect(await tryNumber(shop.db, '1234567890123')).toMatchObject({
			kind: 'card',
			by: { kind: 'known' },
			state: 'active'
		});
	});
});
