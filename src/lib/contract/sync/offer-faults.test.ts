import { describe, expect, it } from 'vitest';
import { blankEffect, blankLot, blankRule, effectChoices, type OfferRule } from '$lib/domain/offers/draft';
import { checkRule, type OfferFault } from './offer-faults';

const place = { id: 'offer-1', version: 0 };
const rule = (change: Partial<OfferRule> = {}): OfferRule => ({
	...blankRule('EUR'),
	name: 'n',
	title: 't',
	...change
});

function faultsOf(change: Partial<OfferRule>): OfferFault[] {
	const checked = checkRule(rule(change), place);
	return checked.ok ? [] : checked.faults;
}
const pathsOf = (change: Partial<OfferRule>) => faultsOf(change).map(({ path }) => path);

describe('checkRule', () => {
	it('takes every effect an editor begins with', () => {
		for (const choice of effectChoices) {
			expect(checkRule(rule({ effect: blankEffect(choice, 'EUR') }), place)).toMatchObject({ ok: true });
		}
	});

	it('asks for the names', () => {
		expect(pathsOf({ name: '', title: '' })).toEqual(['name', 'title']);
	});

	it('leads to the field inside the effect that was chosen', () => {
		const { conditions } = rule();
		expect(pathsOf({ effect: { kind: 'discount', form: 'percent', percentBp: NaN } })).toEqual(['effect.percentBp']);
		expect(pathsOf({ effect: { kind: 'discount', form: 'n_for_m', buy: 3, pay: 3 } })).toEqual(['effect']);
		expect(pathsOf({ effect: { kind: 'discount', form: 'n_for_m', buy: NaN, pay: 2 } })).toEqual(['effect.buy']);
		const steps = [{ fromMinor: NaN, off: { amountMinor: 0 } }];
		expect(pathsOf({ effect: { kind: 'discount', form: 'threshold', steps } })).toEqual([
			'effect.steps.0.fromMinor',
			'effect.steps.0.off.amountMinor'
		]);
		const lot = { ...blankLot(), expiry: { kind: 'after' as const, count: 0, unit: 'day' as const } };
		const give = { form: 'per_amount' as const, everyMinor: 0, giveMinor: 5 };
		expect(pathsOf({ effect: { kind: 'award', currency: 'EUR', give, lot } })).toEqual([
			'effect.give.everyMinor',
			'effect.lot.expiry.count'
		]);
		expect(pathsOf({ conditions: { ...conditions, hours: [{ days: [], from: '', to: '24:00' }] } })).toEqual([
			'conditions.hours.0.days',
			'conditions.hours.0.from'
		]);
	});

	it('refuses what makes no sense together', () => {
		expect(faultsOf({ validFrom: '2026-12-02T00:00:00.000Z', validTo: '2026-12-01T00:00:00.000Z' })).toEqual([
			{ path: 'validTo', code: 'ends_before_it_starts' }
		]);
		const perMember = { period: 'day' as const, times: null, amountMinor: null };
		expect(faultsOf({ limits: { ...rule().limits, perMember } })).toEqual([
			{ path: 'limits.perMember', code: 'limit_empty' }
		]);
	});

	it('refuses value that ends before it is given, where it is told what day it is', () => {
		const expiry = { kind: 'on' as const, date: '2026-11-19' };
		const voucher = { kind: 'voucher' as const, voucherId: 'voucher', amountMinor: 500, expiry };
		const award = { ...blankEffect('cashback', 'EUR'), lot: { ...blankLot(), expiry } } as OfferRule['effect'];
		const at = (effect: OfferRule['effect'], today?: string) => checkRule(rule({ effect }), { ...place, today });
		const over = (path: string) => ({ ok: false, faults: [{ path, code: 'day_is_over' }] });
		expect(at(voucher, '2026-11-20')).toEqual(over('effect.expiry.date'));
		expect(at(award, '2026-11-20')).toEqual(over('effect.lot.expiry.date'));
		expect(at(voucher, '2026-11-19')).toMatchObject({ ok: true });
		expect(at(voucher)).toMatchObject({ ok: true });
	});

	it('reads a figure that was lost on the way as wrong', () => {
		const sent: unknown = JSON.parse(
			JSON.stringify(rule({ effect: { kind: 'discount', form: 'percent', percentBp: NaN } }))
		);
		expect(checkRule(sent as object, place)).toEqual({
			ok: false,
			faults: [{ path: 'effect.percentBp', code: 'invalid' }]
		});
	});
});
