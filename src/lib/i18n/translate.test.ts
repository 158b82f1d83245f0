import { describe, expect, it } from 'vitest';
import { en } from './en';
import { createTranslate } from './translate';

describe('translate', () => {
	const t = createTranslate<typeof en>('en', en);

	it('chooses the plural form by the language', () => {
		expect(t('sync.offline', { count: 1 })).toBe('Offline · 1 sale kept safely');
		expect(t('sync.offline', { count: 1200 })).toBe('Offline · 1,200 sales kept safely');
	});

	it('knows languages with more than two forms', () => {
		const messages = {
			'a.b': { one: '{count} чек', few: '{count} чека', many: '{count} чеков', other: '{count} чека' }
		} as const;
		const ru = createTranslate<typeof messages>('ru', messages);
		expect([1, 3, 5, 21].map((count) => ru('a.b', { count }))).toEqual(['1 чек', '3 чека', '5 чеков', '21 чек']);
	});

	it('keeps finished text as it is', () => {
		expect(t('basket.each', { price: '4.90' })).toBe('4.90 each');
	});
});
