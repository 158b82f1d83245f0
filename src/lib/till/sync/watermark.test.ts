import { describe, expect, it } from 'vitest';
import type { Watermark } from '$lib/contract/sync/push';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { append } from '../journal/append';
import { push } from './push';
import { progressOf } from './progress';
import { heard, noteWatermark, serverAhead } from './watermark';

const hash = 'A'.repeat(43);
const at = (epochs: [epoch: number, seq: number][], given: Partial<Watermark> = {}): Watermark => {
	const ends = epochs.map(([epoch, seq]) => ({ epoch, seq, hash }));
	const [head = { epoch: 0, seq: 0, hash }] = ends;
	const serverTime = '2026-11-20T08:00:00.000Z';
	return { generation: 1, head, epochs: ends, backup: null, serverTime, deviceState: 'active', ...given };
};
const grant = { epoch: 1, epochText: '', epochHash: hash };
const head = (epoch: number, seq: number) => ({ epoch, seq, hash, lastReceiptNo: 0, grant });
const row = { epoch: 1, ackedSeq: 9, confirmedSeq: 9, backedUpSeq: 0, givenUpBelow: 0 };

describe('a server that holds more than this till', () => {
	it('is noticed in the current epoch, also when a newer one exists', () => {
		expect(serverAhead(head(1, 5), at([[1, 9]]))).toBe(true);
		expect(
			serverAhead(
				head(1, 5),
				at([
					[2, 3],
					[1, 9]
				])
			)
		).toBe(true);
	});

	it('is not one where only a copy of this profile opened another epoch', () => {
		expect(
			serverAhead(
				head(1, 9),
				at([
					[2, 3],
					[1, 9]
				])
			)
		).toBe(false);
	});
});

describe('what a till believes after a restore', () => {
	const restored = at([
		[2, 3],
		[1, 4]
	]);

	it('is what the server says of each epoch', () => {
		expect(heard(row, restored, false, true)).toMatchObject({ ackedSeq: 4, confirmedSeq: 4 });
	});

	it('is nothing for a branch: the server’s numbers are those of the other one', () => {
		const backup = { epoch: 1, seq: 9, at: restored.serverTime };
		const branch = { ...row, forked: true };
		expect(heard(branch, { ...restored, backup }, false, true)).toMatchObject({ ackedSeq: 0, backedUpSeq: 0 });
		expect(heard(branch, { ...restored, backup })).toMatchObject({ ackedSeq: 9, backedUpSeq: 0 });
	});

	it('is nothing when a copy of the profile was faster to send', async () => {
		const { journal, store, server } = await enrolledRig();
		for (let n = 0; n < 3; n++) {
			await append(journal, () => ({ type: 'drawer.opened', body: { reason: 'no_sale' }, staffId: null }));
		}
		await push(journal);
		expect(progressOf(await store.progress(), 1)).toMatchObject({ ackedSeq: 5 });
		const foreign = { ...server.watermark(), generation: 2, head: { epoch: 1, seq: 4, hash } };
		await noteWatermark(journal, foreign, journal.ports.clock.now());
		expect(progressOf(await store.progress(), 1)).toMatchObject({ ackedSeq: 0, forked: true });
	});
});
