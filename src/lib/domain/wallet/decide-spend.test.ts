import { describe, expect, it } from 'vitest';
import { anyLot, line, noon, place } from '../../../../tests/support/wallet';
import { balanceOf } from './balance';
import { coverBasket, decideAutomatic, decideSpend, planSpends, type SpendBasket } from './decide-spend';
import type { LotConditions } from './conditions';
import { compareLots, isOpenAt } from './lot';

const dayMs = 86_400_000;
const free = { minimumMinor: 0, maximumMinor: null };
const basket = (given: Partial<SpendBasket> = {}): SpendBasket => {
	const lines = given.lines ?? [line(600, 'bread'), line(400, 'milk')];
	return {
		currency: 'EUR',
		lines,
		dueMinor: lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0),
		granted: [],
		place,
		...given
	};
};
const anything = { productIds: [], groupIds: [], brands: [], families: [], categories: [] };
const conditions = (given: Partial<LotConditions>): LotConditions => ({
	lines: { include: [], exclude: [], promotions: 'any' },
	storeIds: [],
	hours: [],
	...given
});
const only = (product: string, given: Partial<LotConditions> = {}): LotConditions =>
	conditions({
		lines: { include: [{ ...anything, productIds: [product] }], exclude: [], promotions: 'any' },
		...given
	});
const everyDay = [1, 2, 3, 4, 5, 6, 7];

describe('the order lots are used up in', () => {
	it('is conditional first, then earliest expiry, narrowest, oldest, id', () => {
		const lots = [
			anyLot({ id: 'never' }),
			anyLot({ id: 'soon', expiresAtMs: noon + dayMs }),
			anyLot({ id: 'b-same', expiresAtMs: noon + dayMs }),
			anyLot({ id: 'older', createdAtMs: noon - 2 * dayMs }),
			anyLot({ id: 'bread', conditions: only('bread') }),
			anyLot({ id: 'bread here', conditions: only('bread', { storeIds: ['here'] }) }),
			anyLot({ id: 'bread today', conditions: only('bread'), expiresAtMs: noon + 1000 })
		];
		const order = [...lots].sort(compareLots).map(({ id }) => id);
		expect(order).toEqual(['bread today', 'bread here', 'bread', 'b-same', 'soon', 'older', 'never']);
		expect(
			[...lots]
				.reverse()
				.sort(compareLots)
				.map(({ id }) => id)
		).toEqual(order);
	});
});

describe('a lot with conditions', () => {
	it.each<[string, Partial<LotConditions>, boolean]>([
		['on its weekday (2026-11-20 is a Friday)', { hours: [{ days: [5], from: '00:00', to: '24:00' }] }, true],
		['on another day', { hours: [{ days: [1, 2, 3, 4, 6, 7], from: '00:00', to: '24:00' }] }, false],
		[
			'within its hours on the wall (13:00 in Berlin)',
			{ hours: [{ days: everyDay, from: '12:30', to: '13:01' }] },
			true
		],
		['at the end of its hours', { hours: [{ days: everyDay, from: '12:00', to: '13:00' }] }, false],
		['in hours that began the evening before', { hours: [{ days: [4], from: '22:00', to: '13:30' }] }, true],
		['before hours that begin in the evening', { hours: [{ days: [5], from: '22:00', to: '13:30' }] }, false],
		['in its store', { storeIds: ['here'] }, true],
		['elsewhere', { storeIds: ['there'] }, false]
	])('counts %s', (_, given, open) => {
		expect(isOpenAt(anyLot({ conditions: conditions(given) }), place)).toBe(open);
	});

	it('counts neither before it is valid nor at the instant it expires', () => {
		expect(isOpenAt(anyLot({ validFromMs: noon + 1 }), place)).toBe(false);
		expect(isOpenAt(anyLot({ validFromMs: noon }), place)).toBe(true);
		expect(isOpenAt(anyLot({ expiresAtMs: noon }), place)).toBe(false);
		expect(isOpenAt(anyLot({ expiresAtMs: noon + 1 }), place)).toBe(true);
	});

	it('pays for its lines alone', () => {
		const takes = coverBasket([anyLot({ balanceMinor: 5000, conditions: only('bread') })], basket(), 5000);
		expect(takes).toEqual([{ lotId: 'lot', amountMinor: 600 }]);
	});

	it('leaves a line to a narrower one when it can pay another', () => {
		const both = anyLot({
			id: 'both',
			balanceMinor: 400,
			expiresAtMs: noon + 1,
			conditions: conditions({
				lines: { include: [{ ...anything, groupIds: ['food'] }], exclude: [], promotions: 'any' }
			})
		});
		const bread = anyLot({ id: 'bread', balanceMinor: 600, conditions: only('bread') });
		expect(coverBasket([bread, both], basket(), 1000)).toEqual([
			{ lotId: 'both', amountMinor: 400 },
			{ lotId: 'bread', amountMinor: 600 }
		]);
	});

	it('finds no room where an earlier grant already pays', () => {
		const granted = [{ amountMinor: 500, conditions: only('bread') }];
		const takes = coverBasket([anyLot({ balanceMinor: 900, conditions: only('bread') })], basket({ granted }), 900);
		expect(takes).toEqual([{ lotId: 'lot', amountMinor: 100 }]);
	});
});

describe('decideSpend', () => {
	const ask = (askedMinor: number, given = {}) => ({ askedMinor, limits: free, blocked: false, ...given });

	it('grants less when the balance is short, the bill is small or the limit is low', () => {
		expect(decideSpend([anyLot({ balanceMinor: 300 })], basket(), ask(500))).toMatchObject({ grantedMinor: 300 });
		expect(decideSpend([anyLot({ balanceMinor: 9000 })], basket(), ask(5000))).toMatchObject({ grantedMinor: 1000 });
		const limits = { minimumMinor: 0, maximumMinor: 250 };
		expect(decideSpend([anyLot()], basket(), ask(500, { limits }))).toMatchObject({ grantedMinor: 250 });
	});

	it('refuses below the minimum, a blocked member and an empty wallet', () => {
		const limits = { minimumMinor: 200, maximumMinor: null };
		expect(decideSpend([anyLot()], basket(), ask(199, { limits }))).toEqual({
			ok: false,
			code: 'amount_below_minimum'
		});
		const short = anyLot({ balanceMinor: 150 });
		expect(decideSpend([short], basket(), ask(500, { limits }))).toEqual({ ok: false, code: 'amount_below_minimum' });
		expect(decideSpend([anyLot()], basket(), ask(1, { blocked: true }))).toEqual({ ok: false, code: 'spend_blocked' });
		expect(decideSpend([], basket(), ask(1))).toEqual({ ok: false, code: 'nothing_to_spend' });
		expect(decideSpend([anyLot({ currency: 'PTS' })], basket(), ask(1))).toMatchObject({ code: 'nothing_to_spend' });
	});

	it('counts what is held, expired or owed as gone', () => {
		const lots = [
			anyLot({ id: 'held', balanceMinor: 400, heldMinor: 300 }),
			anyLot({ id: 'expired', balanceMinor: 500, expiresAtMs: noon }),
			anyLot({ id: 'owing', balanceMinor: -540 })
		];
		expect(balanceOf('EUR', lots, noon)).toMatchObject({ balanceMinor: 360, heldMinor: 300, spendableMinor: 60 });
		expect(decideSpend(lots, basket(), ask(500))).toMatchObject({ grantedMinor: 60 });
	});

	it('lets value that is not valid yet pay no debt of today', () => {
		const [owing, waiting] = [
			anyLot({ id: 'owing', balanceMinor: -471 }),
			anyLot({ id: 'waiting', balanceMinor: 500, validFromMs: noon + 1 })
		];
		const valid = (balanceMinor: number) => [anyLot({ id: 'valid', balanceMinor }), owing, waiting];
		expect(decideSpend(valid(471), basket(), ask(471))).toEqual({ ok: false, code: 'nothing_to_spend' });
		expect(decideSpend(valid(500), basket(), ask(471))).toMatchObject({ grantedMinor: 29 });
		expect(balanceOf('EUR', valid(500), noon)).toMatchObject({
			balanceMinor: 529,
			waitingMinor: 500,
			spendableMinor: 29
		});
		expect(balanceOf('EUR', valid(500), noon + 1)).toMatchObject({ spendableMinor: 529 });
	});
});

describe('spending by itself', () => {
	const setting = {
		enabled: true,
		minimumBalanceMinor: 0,
		minimumSpendMinor: 0,
		maximumSpendMinor: null,
		storeIds: []
	};
	const automatic = (given: object, balanceMinor = 500) =>
		decideAutomatic([anyLot({ balanceMinor })], basket(), { ...setting, ...given }, false).map((t) => t.amountMinor);

	it('does as the member set it', () => {
		expect(automatic({})).toEqual([500]);
		expect(automatic({ enabled: false })).toEqual([]);
		expect(automatic({ minimumBalanceMinor: 501 })).toEqual([]);
		expect(automatic({ minimumSpendMinor: 501 })).toEqual([]);
		expect(automatic({ maximumSpendMinor: 120 })).toEqual([120]);
		expect(automatic({ storeIds: ['there'] })).toEqual([]);
		expect(automatic({ storeIds: ['there', 'here'] })).toEqual([500]);
	});

	it('comes after instant and before what is asked for, each capped by what is left', () => {
		const rules = { automatic: { ...setting, maximumSpendMinor: 300 }, limits: free, blocked: false };
		expect(planSpends([anyLot({ balanceMinor: 900 })], basket(), { ...rules, instantMinor: [150, 50] })).toEqual({
			instantMinor: [150, 50],
			automatic: [{ lotId: 'lot', amountMinor: 300 }],
			additionalRefusal: null,
			additionalMinor: 500
		});
		expect(planSpends([anyLot()], basket(), { ...rules, instantMinor: [900, 900] })).toEqual({
			instantMinor: [900, 100],
			automatic: [],
			additionalRefusal: 'nothing_to_spend',
			additionalMinor: 0
		});
	});
});
