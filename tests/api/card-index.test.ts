import { afterAll, beforeAll, expect, it } from 'vitest';
import { entryBytes, readCardIndex, readFlags, type CardIndexAnswer } from '../../src/lib/contract/sync/cards';
import { pullAnswer } from '../../src/lib/contract/sync/pull';
import { answerCards, answerPull } from '../../src/lib/server/changes/answer';
import { startSequencer, type Sequencer } from '../../src/lib/server/changes/sequencer';
import { createClient } from '../../src/lib/server/db/client';
import { cardHmac, cardKey } from '../../src/lib/server/members/card';
import { retireDevice } from '../../src/lib/server/tills/device-end';
import { testId } from '../support/any-basket';
import { shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
let sequencer: Sequencer;
let key: Uint8Array;
const faults: Error[] = [];
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	key = await cardKey(shop.db, shop.ports);
	sequencer = startSequencer({
		connect: () => createClient(shop.database.url, 'sequencer'),
		onFault: (error) => faults.push(error)
	});
	await shop.rows(`
		INSERT INTO members (id, name, tier, state, spend_blocked) VALUES
			('${testId(1)}', 'Ada Byron', 'Gold', 'active', false), ('${testId(2)}', 'Bob', NULL, 'active', true),
			('${testId(3)}', 'Cy', 'Silver', 'suspended', false), ('${testId(4)}', 'Di', NULL, 'ended', false);
		INSERT INTO cards (number, hmac, member_id, state) VALUES
			('11', ${hmac('11')}, '${testId(1)}', 'active'), ('12', ${hmac('12')}, '${testId(1)}', 'replaced'),
			('13', ${hmac('13')}, '${testId(2)}', 'active'), ('14', ${hmac('14')}, '${testId(3)}', 'issued'),
			('15', ${hmac('15')}, '${testId(4)}', 'active'), ('16', ${hmac('16')}, NULL, 'prepared'),
			('17', ${hmac('17')}, '${testId(2)}', 'blocked')`);
});
afterAll(async () => {
	await sequencer.stop();
	await shop.close();
	expect(faults).toEqual([]);
});

function hmac(number: string): string {
	return `'\\x${cardHmac(key, number).toString('hex')}'`;
}

async function settled(): Promise<number> {
	await expect.poll(() => shop.count('changes', 'pos IS NULL'), { timeout: 20_000 }).toBe(0);
	const [row] = await shop.rows<{ pos: number }>('SELECT pos FROM change_head');
	return row?.pos ?? 0;
}

const ask = (path: string, token = till.token) =>
	new Request(`http://till.test${path}`, { headers: { authorization: `Bearer ${token}` } });

async function cardsSince(since: number): Promise<CardIndexAnswer> {
	const response = await answerCards({ ...shop.app, publicOrigin: '' }, ask(`/api/sync/cards?since=${String(since)}`));
	const read = readCardIndex(new Uint8Array(await response.arrayBuffer()));
	if (!read) throw new Error('unreadable');
	return read;
}

/** State and tier of each entry, by card number. */
function listed({ entries, tiers }: CardIndexAnswer): Record<string, string> {
	const numbers = new Map(
		['11', '12', '13', '14', '15', '16', '17', '21', '22'].map((number) => [
			cardHmac(key, number).toString('hex', 0, 6),
			number
		])
	);
	const found: Record<string, string> = {};
	for (let at = 0; at < entries.length; at += entryBytes) {
		const prefix = Buffer.from(entries.subarray(at, at + 6)).toString('hex');
		const { state, tier } = readFlags(entries[at + 6] ?? 0, tiers);
		found[numbers.get(prefix) ?? prefix] = tier === null ? state : `${state} ${tier}`;
	}
	return found;
}

const isInOrder = ({ entries }: CardIndexAnswer) => {
	const all = Array.from({ length: entries.length / entryBytes }, (_, at) =>
		Buffer.from(entries.subarray(at * entryBytes, at * entryBytes + 6)).toString('hex')
	);
	return all.every((prefix, at) => at === 0 || (all[at - 1] ?? '') < prefix);
};

it('tells every card in order, its state and its member’s tier, and nothing of a person', async () => {
	const response = await answerCards({ ...shop.app, publicOrigin: '' }, ask('/api/sync/cards?since=0'));
	const bytes = new Uint8Array(await response.arrayBuffer());
	expect(new TextDecoder('latin1').decode(bytes)).not.toMatch(/Ada|Bob|Cy/);
	const whole = readCardIndex(bytes);
	expect(whole).toMatchObject({ whole: true, tiers: ['Gold', 'Silver'] });
	expect(listed(whole as CardIndexAnswer)).toEqual({
		...{ 11: 'earns Gold', 12: 'replaced Gold', 13: 'no_spend', 14: 'no_spend Silver', 15: 'ended' },
		...{ 16: 'prepared', 17: 'blocked' }
	});
	expect(isInOrder(whole as CardIndexAnswer)).toBe(true);
});

it('tells afterwards what changed: of cards, of members’ rights and tiers, and what is gone', async () => {
	const since = await settled();
	await shop.rows(`UPDATE cards SET state = 'blocked' WHERE number = '11'`);
	await shop.rows(`UPDATE members SET spend_blocked = false, tier = 'Gold' WHERE id = '${testId(2)}'`);
	await shop.rows(`DELETE FROM cards WHERE number = '16'`);
	await shop.rows(`UPDATE members SET email = 'ada@members.example' WHERE id = '${testId(1)}'`);
	await settled();
	const changes = await cardsSince(since);
	expect(changes.whole).toBe(false);
	expect(listed(changes)).toEqual({ 11: 'blocked Gold', 13: 'earns Gold', 16: 'gone', 17: 'blocked Gold' });
	expect(isInOrder(changes)).toBe(true);
	expect(changes.cursor).toBe(await settled());
	expect((await cardsSince(changes.cursor)).entries).toHaveLength(0);
});

it('doubts cards whose hashes begin alike', async () => {
	const since = await settled();
	await shop.rows(`INSERT INTO cards (number, hmac, member_id) VALUES
		('21', ${hmac('21')}, '${testId(1)}'),
		('22', substring(${hmac('21')}::bytea FOR 6) || decode(repeat('02', 26), 'hex'), '${testId(2)}')`);
	await settled();
	expect(listed(await cardsSince(since))['21']).toBe('doubtful');
	await shop.rows(`DELETE FROM cards WHERE number = '22'`);
	await settled();
	expect(listed(await cardsSince(since))['21']).toBe('earns Gold');
});

it('is whole again from before a restore and where changes are not kept', async () => {
	expect((await cardsSince((await settled()) + 1_000)).whole).toBe(true);
	await shop.rows(`UPDATE change_head SET kept_after = pos`);
	const [row] = await shop.rows<{ pos: number }>('SELECT pos FROM change_head');
	expect((await cardsSince((row?.pos ?? 0) - 1)).whole).toBe(true);
	expect((await cardsSince(row?.pos ?? 0)).whole).toBe(false);
	await shop.rows(`UPDATE change_head SET kept_after = 0`);
});

it('is announced by the pull that brings other things, which names no card', async () => {
	const since = await settled();
	await shop.rows(`UPDATE cards SET state = 'active' WHERE number = '11'`);
	const head = await settled();
	const response = await answerPull({ ...shop.app, publicOrigin: '' }, ask(`/api/sync/pull?since=${String(since)}`));
	const answer = pullAnswer.parse(await response.json());
	expect(answer.cardsPos).toBe(head);
	expect(answer.changes).toEqual([]);
});

it('is for active tills, and for positions', async () => {
	for (const since of ['', '-1', 'x', '1e3', '9'.repeat(40)]) {
		const response = await answerCards({ ...shop.app, publicOrigin: '' }, ask(`/api/sync/cards?since=${since}`));
		expect(response.status).toBe(400);
	}
	const old = await shop.till(shopIds.tillB);
	await retireDevice(shop.db, shop.ports, old.enrolled.deviceId, { kind: 'system' });
	const app = { ...shop.app, publicOrigin: '' };
	expect((await answerCards(app, ask('/api/sync/cards?since=0', old.token))).status).toBe(403);
	expect((await answerCards(app, ask('/api/sync/cards?since=0', 'A'.repeat(43)))).status).toBe(401);
});
