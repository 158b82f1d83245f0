/** What changed for a till after a position it names (DESIGN.md §5). */
import type { Change, PullAnswer } from '$lib/contract/sync/pull';
import type { Db } from '../db/client';
import { readWatermark } from '../journal/watermark';
import { readCardRules } from '../members/card';
import { readJoinNumbers } from '../members/leases';
import { listActiveOffers, readBudgets } from '../offers/offers';
import type { Ports } from '../ports';
import type { SessionDevice } from '../tills/session';
import {
	findHeadPosition,
	findKeptAfter,
	findSettings,
	listChanged,
	listGroups,
	listProducts,
	listStaff,
	listTaxRates,
	type TillKind
} from './queries';
import { findCardsPosition } from './queries.cards';
import { toGroup, toProduct, toSettings, toStaff, toTaxRate } from './records';

/** Who pulls, and the address receipts point to. */
export type Puller = { device: SessionDevice; publicOrigin: string };

export type Pulled = { ok: true; answer: PullAnswer } | { ok: false; code: 'cursor_ahead' | 'cursor_gone' };

/** Positions looked at in one answer: a bound for its size, whatever they hold. */
const positionsAtOnce = 5000;

/**
 * Answers records as they are now, so a thing that changed twice is sent once. A position beyond the head comes from
 * before a restore: that till has to pull from zero.
 */
export async function pull(db: Db, ports: Ports, puller: Puller, since: number): Promise<Pulled> {
	const head = await findHeadPosition(db);
	if (since > head) return { ok: false, code: 'cursor_ahead' };
	const cursor = Math.min(head, since + positionsAtOnce);
	const changed = await listChanged(db, since, cursor);
	// Asked for last: what was removed while reading is told of as well.
	if (since < (await findKeptAfter(db))) return { ok: false, code: 'cursor_gone' };
	const changes: Change[] = [];
	for (const kind of new Set(changed.map((change) => change.kind))) {
		const keys = changed.filter((change) => change.kind === kind).map(({ key }) => key);
		changes.push(...(await load(db, puller, kind, keys)));
	}
	const watermark = await readWatermark(db, puller.device, ports.now());
	const cardsPos = await findCardsPosition(db);
	// After the watermark: a sale may be in both, never in the watermark alone.
	const budgets = await readBudgets(db);
	return { ok: true, answer: { changes, cursor, more: cursor < head, cardsPos, budgets, watermark } };
}

async function load(db: Db, puller: Puller, kind: TillKind, keys: string[]): Promise<Change[]> {
	switch (kind) {
		case 'settings':
			return keys.includes(puller.device.storeId) ? loadSettings(db, puller) : [];
		case 'tax_rate':
			return forKeys(keys, (await listTaxRates(db, keys)).map(toTaxRate), (key, data) => ({ kind, key, data }));
		case 'group':
			return forKeys(keys, (await listGroups(db, keys)).map(toGroup), (key, data) => ({ kind, key, data }));
		case 'staff': {
			const people = (await listStaff(db, keys)).map((row) => toStaff(row, puller.device.secret));
			return forKeys(keys, people, (key, data) => ({ kind, key, data }));
		}
		case 'product':
			return forKeys(keys, (await listProducts(db, keys)).map(toProduct), (key, data) => ({ kind, key, data }));
		case 'offer':
			return forKeys(keys, await listActiveOffers(db, keys), (key, data) => ({ kind, key, data }));
	}
}

/** Every key gets an answer; a record that is gone or blocked is `null`. */
function forKeys<T extends { id: string }>(
	keys: readonly string[],
	records: readonly T[],
	toChange: (key: string, data: T | null) => Change
): Change[] {
	const byId = new Map(records.map((record) => [record.id, record]));
	return keys.map((key) => toChange(key, byId.get(key) ?? null));
}

export async function loadSettings(db: Db, { device, publicOrigin }: Puller): Promise<Change[]> {
	const row = await findSettings(db, device.tillId);
	if (!row) return [];
	const cards = await readCardRules(db);
	const joinNumbers = await readJoinNumbers(db, device.deviceId);
	return [{ kind: 'settings', key: device.storeId, data: toSettings(row, { publicOrigin, cards, joinNumbers }) }];
}
