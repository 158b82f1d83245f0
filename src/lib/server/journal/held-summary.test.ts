import { expect, it } from 'vitest';
import { summariseHeld } from './held-summary';

const event = (type: string, at: string, body: object) => JSON.stringify({ type, at, body });
const sale = (at: string, dueMinor: number) => event('sale.completed', at, { currency: 'EUR', totals: { dueMinor } });

it('counts sales, adds them up with returns against them, and names the time they span', () => {
	expect(
		summariseHeld([
			event('shift.opened', '2026-11-20T14:00:00.000Z', {}),
			sale('2026-11-20T14:20:00.000Z', 420),
			sale('2026-11-20T14:31:00.000Z', -120)
		])
	).toEqual({
		...{ entries: 3, sales: 2, dueMinor: 300, currency: 'EUR' },
		firstAt: '2026-11-20T14:00:00.000Z',
		lastAt: '2026-11-20T14:31:00.000Z'
	});
});

it('counts what it cannot read as an entry and goes on', () => {
	const texts = ['{', '7', 'null', '[]', event('sale.completed', 'x', {}), sale('2026-11-20T14:20:00.000Z', 420)];
	expect(summariseHeld(texts)).toMatchObject({ entries: 6, sales: 2, dueMinor: 420 });
	expect(summariseHeld([])).toEqual({
		...{ entries: 0, sales: 0, dueMinor: 0, currency: null, firstAt: null, lastAt: null }
	});
});
