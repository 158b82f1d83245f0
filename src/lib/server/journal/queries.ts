import { sql, type Transaction } from 'kysely';
import type { TillReport } from '$lib/contract/sync/push';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';
import type { StoredEvent } from './place';
import { toJsonb, type Batch } from './rows';

export type Trx = Transaction<Database>;

/** The epoch's row, locked until the transaction ends: one push at a time books into an epoch. */
export function lockEpoch(trx: Trx, tillId: string, epoch: number) {
	return trx
		.selectFrom('epochs')
		.selectAll()
		.where('till_id', '=', tillId)
		.where('epoch', '=', epoch)
		.forNoKeyUpdate()
		.executeTakeFirst();
}

/** The device an epoch was granted to and how far it got; nothing for an epoch this database does not know. */
export function findEpochOwner(db: Db, tillId: string, epoch: number) {
	return db
		.selectFrom('epochs')
		.select(['device_id as deviceId', 'head_seq as headSeq'])
		.where('till_id', '=', tillId)
		.where('epoch', '=', epoch)
		.executeTakeFirst();
}

/** An epoch this database has lost (restored backup) and a till still knows: its text is gone, its hash is in the first event. */
export async function insertLostEpoch(
	trx: Trx,
	row: { tillId: string; epoch: number; deviceId: string; epochHash: string; gapsAllowed: boolean }
): Promise<void> {
	await trx
		.insertInto('epochs')
		.values({
			till_id: row.tillId,
			epoch: row.epoch,
			device_id: row.deviceId,
			reason: 'restored',
			epoch_text: '',
			epoch_hash: row.epochHash,
			head_hash: row.epochHash,
			gaps_allowed: row.gapsAllowed
		})
		.onConflict((conflict) => conflict.columns(['till_id', 'epoch']).doNothing())
		.execute();
}

export function updateEpoch(
	trx: Trx,
	tillId: string,
	epoch: number,
	state: { headSeq: number; headHash: string; branches: number }
) {
	return trx
		.updateTable('epochs')
		.set({ head_seq: state.headSeq, head_hash: state.headHash, branches: state.branches })
		.where('till_id', '=', tillId)
		.where('epoch', '=', epoch)
		.execute();
}

function listNewestEpochs(db: Db, tillId: string, deviceId: string, atMost: number) {
	return db
		.selectFrom('epochs')
		.select(['epoch', 'head_seq', 'head_hash'])
		.where('till_id', '=', tillId)
		.where('device_id', '=', deviceId)
		.orderBy('epoch', 'desc')
		.limit(atMost)
		.execute();
}

/** Of one device, or of all the till ever had. */
export function findNewestEpoch(db: Db | Trx, tillId: string, deviceId?: string) {
	const query = db.selectFrom('epochs').select(['epoch', 'head_seq', 'head_hash']).where('till_id', '=', tillId);
	return (deviceId === undefined ? query : query.where('device_id', '=', deviceId))
		.orderBy('epoch', 'desc')
		.limit(1)
		.executeTakeFirst();
}

export function listStored(
	trx: Db | Trx,
	tillId: string,
	epoch: number,
	from: number,
	to: number
): Promise<StoredEvent[]> {
	return trx
		.selectFrom('journal_events')
		.select(['seq', 'branch', 'hash'])
		.where('till_id', '=', tillId)
		.where('epoch', '=', epoch)
		.where('seq', '>=', from)
		.where('seq', '<=', to)
		.execute();
}

/** Those of the journal's own line with what was signed, for events that may have come whole before. */
export function listSealed(db: Db, tillId: string, epoch: number, from: number, to: number) {
	return db
		.selectFrom('journal_events')
		.select(['seq', 'hash', 'sig'])
		.where('till_id', '=', tillId)
		.where('epoch', '=', epoch)
		.where('branch', '=', 0)
		.where('seq', '>=', from)
		.where('seq', '<=', to)
		.execute();
}

/** What came before a number: when, and with which receipt number the epoch's last sale was. */
export async function findBefore(trx: Trx, tillId: string, epoch: number, seq: number) {
	const event = await trx
		.selectFrom('journal_events')
		.select(['at'])
		.where('till_id', '=', tillId)
		.where('epoch', '=', epoch)
		.where('branch', '=', 0)
		.where('seq', '<', seq)
		.where('at', 'is not', null)
		.orderBy('seq', 'desc')
		.limit(1)
		.executeTakeFirst();
	const sale = await trx
		.selectFrom('sales')
		.select(['receipt_number', 'seq'])
		.where('till_id', '=', tillId)
		.where('epoch', '=', epoch)
		.where('branch', '=', 0)
		.where('seq', '<', seq)
		.orderBy('seq', 'desc')
		.limit(1)
		.executeTakeFirst();
	const unread = sale
		? await trx
				.selectFrom('journal_events')
				.select(sql<number>`count(*)`.as('n'))
				.where('till_id', '=', tillId)
				.where('epoch', '=', epoch)
				.where('branch', '=', 0)
				.where('seq', '>', sale.seq)
				.where('seq', '<', seq)
				.where('result', '=', 'quarantined')
				.executeTakeFirst()
		: undefined;
	return { at: event?.at ?? null, receiptNumber: sale?.receipt_number ?? null, unreadSince: unread?.n ?? 0 };
}

export type Mentioned = {
	eventIds: string[];
	productIds: string[];
	staffIds: string[];
	memberIds: string[];
	cardHmacs: Buffer[];
	saleIds: string[];
	receiptNumbers: string[];
};

/** Which of the things a batch speaks of the books know. */
export async function lookUp(trx: Trx, mentioned: Mentioned) {
	const events = await idsIn(trx, 'journal_events', mentioned.eventIds);
	const products = await idsIn(trx, 'products', mentioned.productIds);
	const staff = await idsIn(trx, 'staff', mentioned.staffIds);
	const members = await idsIn(trx, 'members', mentioned.memberIds);
	const { cardHmacs, saleIds, receiptNumbers } = mentioned;
	const cards = cardHmacs.length
		? await trx.selectFrom('cards').select(['hmac', 'member_id']).where('hmac', 'in', cardHmacs).execute()
		: [];
	const sales = saleIds.length
		? await trx
				.selectFrom('sales')
				.select(['id', 'receipt_number'])
				.where((where) => where.or([where('id', 'in', saleIds), where('receipt_number', 'in', receiptNumbers)]))
				.execute()
		: [];
	return {
		eventIds: events,
		products,
		staff,
		members,
		memberOfCard: new Map(
			cards.flatMap(({ hmac, member_id }) => (member_id === null ? [] : [[hmac.toString('hex'), member_id]]))
		),
		saleIds: new Set(sales.map((sale) => sale.id)),
		receiptNumbers: new Set(sales.map((sale) => sale.receipt_number))
	};
}

async function idsIn(
	trx: Trx,
	table: 'journal_events' | 'products' | 'staff' | 'members',
	ids: string[]
): Promise<Set<string>> {
	if (ids.length === 0) return new Set();
	const rows = await trx.selectFrom(table).select('id').where('id', 'in', ids).execute();
	return new Set(rows.flatMap((row) => row.id ?? []));
}

/** One call books everything of a batch; see the migration. */
export async function bookBatch(
	trx: Trx,
	place: { tillId: string; epoch: number; storeId: string },
	batch: Batch
): Promise<void> {
	await sql`SELECT book_events(${place.tillId}, ${place.epoch}, ${place.storeId}, ${toJsonb(batch)}::jsonb)`.execute(
		trx
	);
}

/** Tries `work`; when the database refuses its data, everything it did is undone and the fault is answered. */
export async function trying(trx: Trx, work: () => Promise<void>): Promise<{ code: string; message: string } | null> {
	await sql`SAVEPOINT trying`.execute(trx);
	try {
		await work();
		await sql`RELEASE SAVEPOINT trying`.execute(trx);
		return null;
	} catch (error) {
		const { code, message } = error as { code?: string; message?: string };
		// Classes 22 and 23: the data itself. Everything else (deadlock, time-out, no disk) passes and may be tried again.
		if (!code || !/^2[23]/.test(code)) throw error;
		await sql`ROLLBACK TO SAVEPOINT trying`.execute(trx);
		return { code, message: message ?? '' };
	}
}

/** What the till says of itself, for the manager's list. */
export function updateReport(trx: Db | Trx, deviceId: string, report: TillReport, at: Date) {
	return trx
		.updateTable('devices')
		.set({ last_seen_at: at, app_version: report.appVersion, report: JSON.stringify(report) })
		.where('id', '=', deviceId)
		.execute();
}

export function listSigners(trx: Db | Trx, tillId: string) {
	return trx.selectFrom('devices').select(['id', 'public_key', 'state']).where('till_id', '=', tillId).execute();
}

/** Numbers a watermark is made of, in one round trip. */
export async function findWatermark(db: Db, tillId: string, deviceId: string) {
	const installation = await db.selectFrom('installation').select('generation').executeTakeFirst();
	const epochs = await listNewestEpochs(db, tillId, deviceId, 20);
	const backup = await db
		.selectFrom('backups')
		.select(['made_at', 'heads'])
		.orderBy('made_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	const device = await db.selectFrom('devices').select('state').where('id', '=', deviceId).executeTakeFirst();
	return { generation: installation?.generation ?? 1, epochs, backup, state: device?.state };
}

export async function hasCaseOfLoss(db: Db, tillId: string, detail: object): Promise<boolean> {
	const row = await db
		.selectFrom('cases')
		.select('id')
		.where('kind', '=', 'events_missing')
		.where('till_id', '=', tillId)
		.where('detail', '@>', JSON.stringify(detail))
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

export function findDeviceOfPush(db: Db, deviceId: string) {
	return db
		.selectFrom('devices as d')
		.innerJoin('tills as t', 't.id', 'd.till_id')
		.select(['d.id as deviceId', 't.id as tillId', 't.code as tillCode', 't.store_id as storeId'])
		.where('d.id', '=', deviceId)
		.executeTakeFirst();
}
