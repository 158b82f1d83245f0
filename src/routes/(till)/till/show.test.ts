import { expect, it } from 'vitest';
import { Show } from './show';

it('names the measure a price is for', () => {
	const show = new Show(() => ({ currency: 'EUR', locale: 'en', zone: 'UTC' }) as never);
	expect([show.per(349, 'KGM'), show.per(120, 'LTR')]).toEqual(['3.49/kg', '1.20/l']);
});
