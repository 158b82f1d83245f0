import { describe, expect, it } from 'vitest';
import { decideReadiness } from './health';

const healthy = { applied: ['0000-a', '0001-b'], lagMs: 20, diskFreePercent: 55 };
const wanted = ['0000-a', '0001-b'];

describe('readiness', () => {
	it('is given when database, migrations, sequencer and disk are fine', () => {
		expect(decideReadiness(healthy, wanted).status).toBe('ok');
	});

	it.each([
		['the database does not answer', { ...healthy, applied: null }, { database: 'unreachable' }],
		['a migration is missing', { ...healthy, applied: ['0000-a'] }, { migrations: 'missing' }],
		['changes wait too long for their position', { ...healthy, lagMs: 10_001 }, { sequencer: 'late' }],
		['the disk is nearly full', { ...healthy, diskFreePercent: 10 }, { disk: 'full' }]
	])('is refused when %s', (_title, measured, checks) => {
		expect(decideReadiness(measured, wanted)).toMatchObject({ status: 'unavailable', checks });
	});

	it('does not need a disk of its own', () => {
		expect(decideReadiness({ ...healthy, diskFreePercent: null }, wanted).status).toBe('ok');
	});
});
