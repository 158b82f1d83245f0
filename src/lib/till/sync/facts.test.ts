import { expect, it } from 'vitest';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { untouchedSync } from '../journal/rows';
import { hasContact } from './facts';
import { push } from './push';

const now = Date.UTC(2026, 10, 20, 9);
const heardAgo = (ms: number) => ({ ...untouchedSync(true, 'test'), lastContactAt: new Date(now - ms).toISOString() });

it('takes the server for reached only when it answered just now', () => {
	expect(hasContact(untouchedSync(true, 'test'), now)).toBe(false);
	expect(hasContact(heardAgo(20_000), now)).toBe(true);
	expect(hasContact(heardAgo(61_000), now)).toBe(false);
	expect(hasContact({ ...heardAgo(1_000), lastError: 'unreachable' }, now)).toBe(false);
	// An answer that refuses is an answer.
	expect(hasContact({ ...heardAgo(1_000), lastError: 'stuck' }, now)).toBe(true);
	expect(hasContact({ ...heardAgo(20_000), clockOffsetMs: 3_600_000 }, now - 3_600_000)).toBe(true);
});

it('reports who is signed in', async () => {
	const { journal, store, server } = await enrolledRig();
	const reported: unknown[] = [];
	server.before = (path, { body }) => {
		if (path === '/api/sync/push')
			reported.push((JSON.parse(String(body)) as { report: { staffId: unknown } }).report.staffId);
		return null;
	};
	await push(journal);
	await store.updateSync({ staffId: server.tillId });
	await push(journal);
	expect(new Set(reported)).toEqual(new Set([null, server.tillId]));
});
