import { expect, it } from 'vitest';
import { toSettings } from './records';

type Row = Parameters<typeof toSettings>[0];

const row = {
	...{
		id: crypto.randomUUID(),
		name: 'Main Street',
		address: '1 Main Street',
		tax_number: 'DE1',
		zone: 'Europe/Berlin'
	},
	...{ locale: 'en-IE', currency: 'EUR', country: 'DE', prices_include_tax: true, cash_step_minor: 1 },
	...{ discount_limit_bp: 1000, auto_lock_seconds: 300, receipt_footer: '', merchant_name: 'Corner Shop' },
	...{
		till_id: crypto.randomUUID(),
		till_code: 'S01T01',
		till_name: 'Till 1',
		spend_taxed_as: 'discount',
		backend: 'builtin'
	}
};
const beside = { publicOrigin: 'https://shop.example', cards: { cardRanges: [], cardMasks: [] }, joinNumbers: [] };

it('tells PINs to tills of the demo, and never to those of a shop', () => {
	const settingsOf = (kind: 'demo' | 'shop') => toSettings({ ...row, kind } as unknown as Row, beside);
	expect(settingsOf('demo').demoPins).toContainEqual({ name: 'Mira Koch', pin: '1111' });
	expect(settingsOf('shop')).not.toHaveProperty('demoPins');
	expect(JSON.stringify(settingsOf('shop'))).not.toMatch(/"pin"/i);
});
