import { describe, expect, it } from 'vitest';
import { defaultScanRules, recognise } from '$lib/domain/code/scan';
import { scanRulesOf } from './scan-rules';

describe('the rules of a scan', () => {
	it('are the common ones until the store has sent its own', () => {
		expect(scanRulesOf(null)).toEqual(defaultScanRules);
		expect(scanRulesOf({ currency: 'JPY' })).toEqual({ ...defaultScanRules, currency: 'JPY' });
	});

	it('are the store’s own: its card range is a card, and the common one is none any more', () => {
		const cardRanges = [{ prefix: '77', length: 8, check: 'none' as const, active: true }];
		const rules = scanRulesOf({ currency: 'EUR', scanRules: { cardRanges, cardMasks: [], embedded: [] } });
		expect(recognise('77123456', rules)).toMatchObject({ kind: 'card', number: '77123456' });
		expect(recognise('9600000000000013', rules).kind).not.toBe('card');
	});

	it('read a price label in the currency of the store', () => {
		const label = '2312345012340';
		expect(recognise(label, scanRulesOf({ currency: 'EUR' }))).toMatchObject({ valueKind: 'price', priceMinor: 1234 });
		expect(recognise(label, scanRulesOf({ currency: 'JPY' }))).toMatchObject({ valueKind: 'price', priceMinor: 12 });
	});
});
