import * as z from 'zod/mini';
import type { Watermark } from '$lib/contract/sync/push';
import type { Db } from '../db/client';
import { findWatermark } from './queries';

const backupHeads = z.array(z.object({ tillId: z.string(), epoch: z.int(), seq: z.int() }));

/** What a till compares itself with: the server's generation, its head here and in the newest backup, its own state. */
export async function readWatermark(
	db: Db,
	device: { deviceId: string; tillId: string },
	nowMs: number
): Promise<Watermark> {
	const { generation, epochs, backup, state } = await findWatermark(db, device.tillId, device.deviceId);
	const [head] = epochs;
	const epoch = head?.epoch ?? 0;
	return {
		generation,
		head: { epoch, seq: head?.head_seq ?? 0, hash: head?.head_hash ?? noHash },
		epochs: epochs.map((one) => ({ epoch: one.epoch, seq: one.head_seq, hash: one.head_hash })),
		backup: backup ? { ...savedHeads(backup.heads, device.tillId, epoch), at: backup.made_at } : null,
		serverTime: new Date(nowMs).toISOString(),
		deviceState: state === 'retired' || state === 'stolen' ? state : 'active'
	};
}

/** A device without any epoch (restored backup) has no head; 32 zero bytes fill the field. */
const noHash = 'A'.repeat(43);

/** More former epochs than this are of no use to a till: it has long forgotten them. */
const formerAtMost = 20;

function savedHeads(heads: unknown, tillId: string, epoch: number) {
	const own = (backupHeads.safeParse(heads).data ?? []).filter((head) => head.tillId === tillId);
	const former = own.filter((head) => head.epoch < epoch).sort((a, b) => b.epoch - a.epoch);
	return {
		epoch,
		seq: own.find((head) => head.epoch === epoch)?.seq ?? 0,
		former: former.slice(0, formerAtMost).map(({ epoch: number, seq }) => ({ epoch: number, seq }))
	};
}
