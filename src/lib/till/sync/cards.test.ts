import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { expect, it } from 'vitest';
import { cardIndexHead, cardIndexTail, entryBytes, type CardIndexHead } from '$lib/contract/sync/cards';
import { concatBytes } from '$lib/domain/bytes';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { CatalogueDb, DexieCatalogueStore } from '../db/catalogue-db';
import { pullCards } from './cards';

type Rig = Awaited<ReturnType<typeof enrolledRig>>;
const tiers = ['Gold'];
const hmac = (first: number) => new Uint8Array(32).fill(first);
const entry = (first: number, flags: number) => new Uint8Array([...Array<number>(6).fill(first), flags]);

function answer(head: Partial<CardIndexHead>, ...entries: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
	const whole = { whole: true, generation: 1, cursor: 10, tiers, ...head };
	const body = concatBytes(...entries);
	return concatBytes(cardIndexHead(whole), body, cardIndexTail(body.length / entryBytes));
}

/** What the server answers, by `since`. */
function serve(rig: Rig, answers: Record<string, Uint8Array<ArrayBuffer> | Response>): string[] {
	const asked: string[] = [];
	rig.server.before = (path) => {
		const since = /^\/api\/sync\/cards\?since=(\d+)$/.exec(path)?.[1];
		if (since === undefined) return null;
		asked.push(since);
		const found = answers[since];
		return found instanceof Uint8Array ? new Response(found) : (found ?? new Response('', { status: 500 }));
	};
	return asked;
}

const run = ({ ports, store, catalogue }: Rig, cardsPos: number) => pullCards({ ports, store }, catalogue, cardsPos);

it('loads all cards once, then what changed, and nothing while nothing did', async () => {
	const rig = await enrolledRig();
	await rig.store.updateSync({ generation: 1 });
	const asked = serve(rig, {
		0: answer({}, entry(1, 1 + 8), entry(2, 1), entry(200, 3)),
		10: answer({ whole: false, cursor: 20 }, entry(2, 0), entry(3, 5), entry(200, 1))
	});
	expect(await run(rig, 7)).toEqual({ ok: true });
	expect(await rig.catalogue.card(hmac(1))).toEqual({ state: 'earns', tier: 'Gold' });
	expect(await rig.catalogue.card(hmac(200))).toEqual({ state: 'blocked', tier: null });
	expect(await run(rig, 10)).toEqual({ ok: true });
	expect(asked).toEqual(['0']);
	expect(await run(rig, 15)).toEqual({ ok: true });
	expect(asked).toEqual(['0', '10']);
	expect(await rig.catalogue.card(hmac(2))).toBeNull();
	expect(await rig.catalogue.card(hmac(3))).toEqual({ state: 'prepared', tier: null });
	expect(await rig.catalogue.card(hmac(200))).toEqual({ state: 'earns', tier: null });
	expect(await rig.catalogue.card(hmac(1))).toEqual({ state: 'earns', tier: 'Gold' });
});

it('loads everything anew after a restore, and when the tiers are others', async () => {
	const rig = await enrolledRig();
	await rig.store.updateSync({ generation: 1 });
	serve(rig, { 0: answer({}, entry(1, 1 + 8)) });
	await run(rig, 10);
	const asked = serve(rig, {
		0: answer({ tiers: ['Blue', 'Gold'], cursor: 30 }, entry(1, 1 + 16)),
		10: answer({ whole: false, tiers: ['Blue', 'Gold'], cursor: 30 }, entry(4, 1 + 8))
	});
	expect(await run(rig, 25)).toEqual({ ok: true });
	expect(asked).toEqual(['10', '0']);
	expect(await rig.catalogue.card(hmac(1))).toEqual({ state: 'earns', tier: 'Gold' });
	await rig.store.updateSync({ generation: 2 });
	const again = serve(rig, { 0: answer({ generation: 2, cursor: 5 }, entry(9, 1)) });
	expect(await run(rig, 3)).toEqual({ ok: true });
	expect(again).toEqual(['0']);
	expect(await rig.catalogue.card(hmac(1))).toBeNull();
	expect(await rig.catalogue.card(hmac(9))).toEqual({ state: 'earns', tier: null });
});

it('keeps what it has when an answer breaks off, is somebody else’s, or does not come', async () => {
	const rig = await enrolledRig();
	await rig.store.updateSync({ generation: 1 });
	serve(rig, { 0: answer({}, entry(1, 1)) });
	await run(rig, 10);
	const broken = answer({ whole: false, cursor: 20 }, entry(1, 3)).slice(0, -1);
	const portal = new Response('<!doctype html><title>Sign in</title>');
	for (const [bad, kind] of [
		[broken, 'unreadable'],
		[portal, 'unreadable'],
		[new Response('', { status: 503 }), 'busy']
	] as const) {
		serve(rig, { 10: bad });
		expect(await run(rig, 15)).toMatchObject({ ok: false, kind });
		expect(await rig.catalogue.card(hmac(1))).toEqual({ state: 'earns', tier: null });
		expect((await rig.catalogue.cardsState())?.cursor).toBe(10);
	}
});

it('drops the names that an earlier version kept', async () => {
	const name = 'catalogue-with-names';
	const former = new Dexie(name);
	former.version(2).stores({ chunks: 'no', records: '[kind+key], kind', state: 'key', places: 'no' });
	await former.table('records').bulkPut([
		{ kind: 'member_card', key: 'a', load: 1, data: { name: 'Nora L.' } },
		{ kind: 'group', key: 'b', load: 1, data: { id: 'b', name: 'Bakery' } }
	]);
	former.close();
	const db = new CatalogueDb(name);
	expect((await db.records.toArray()).map(({ kind }) => kind)).toEqual(['group']);
	expect(await new DexieCatalogueStore(db).card(hmac(1))).toBeNull();
	db.close();
});
