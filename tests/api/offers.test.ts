import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotAnswer } from '../../src/lib/contract/sync/pull';
import { answerSnapshot } from '../../src/lib/server/changes/answer';
import { demoOffers } from '../../src/lib/server/demo/offers';
import { findOffer, listActiveOffers, listOffersAt, listVersions, saveOffer } from '../../src/lib/server/offers/offers';
import { shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
});
afterAll(() => shop.close());

const [cashback, points] = demoOffers(() => shopIds.group);
const save = (former: { id: string; version: number } | null, rule: unknown, state: 'active' | 'paused' = 'active') =>
	saveOffer(shop.db, shop.ports, former, { rule, state }, shopIds.manager);

async function added(rule: unknown): Promise<{ id: string; version: number }> {
	const saved = await save(null, rule);
	if (!saved.ok) throw new Error(JSON.stringify(saved));
	const kept = await findOffer(shop.db, saved.id);
	return { id: saved.id, version: kept?.offer.version ?? 0 };
}

describe('offers', () => {
	it('reach tills while they are active, and the demo rules are all readable', async () => {
		for (const rule of demoOffers(() => shopIds.group)) await added(rule);
		const request = new Request('http://till.test/api/sync/snapshot', {
			headers: { authorization: `Bearer ${till.token}` }
		});
		const { changes } = snapshotAnswer.parse(await (await answerSnapshot(shop.app, request)).json());
		expect(changes.filter(({ kind }) => kind === 'offer')).toHaveLength(demoOffers(() => '').length);
	});

	it('keep every version, and a moment has the rules of its time', async () => {
		const first = await added(cashback);
		const before = shop.ports.now();
		shop.ports.advance(60_000);
		expect(await save(first, { ...cashback, title: '5% back' })).toMatchObject({ ok: true });
		const titleAt = async (atMs: number) =>
			(await listOffersAt(shop.db, atMs)).find(({ id }) => id === first.id)?.title;
		expect(await titleAt(before)).toBe('3% back');
		expect(await titleAt(shop.ports.now())).toBe('5% back');
		expect((await listVersions(shop.db, first.id)).map(({ title }) => title)).toEqual(['5% back', '3% back']);
	});

	it('that are paused are gone from tills and from later sales, not from earlier ones', async () => {
		const offer = await added(points);
		const before = shop.ports.now();
		shop.ports.advance(60_000);
		await save(offer, points, 'paused');
		expect(await listActiveOffers(shop.db, [offer.id])).toEqual([]);
		const activeAt = async (atMs: number) => (await listOffersAt(shop.db, atMs)).some(({ id }) => id === offer.id);
		expect([await activeAt(before), await activeAt(shop.ports.now())]).toEqual([true, false]);
	});

	it('changed by somebody else meanwhile are not overwritten', async () => {
		const seen = await added(cashback);
		expect(await save(seen, { ...cashback, title: 'Mine' })).toMatchObject({ ok: true });
		expect(await save(seen, { ...cashback, title: 'Theirs' })).toEqual({ ok: false, code: 'changed_meanwhile' });
	});

	it('that make no sense are refused with the field that is wrong', async () => {
		const saved = await save(null, { ...cashback, title: '', currency: 'euro' });
		expect(saved.ok).toBe(false);
		if (saved.ok || saved.code !== 'rule_wrong') return;
		expect(saved.faults.map(({ path }) => path).sort()).toEqual(['currency', 'title']);
	});

	it('are never changed behind the application', async () => {
		await expect(shop.rows(`UPDATE offer_versions SET rule = '{}'`)).rejects.toThrow('insert only');
		await expect(shop.rows('DELETE FROM offer_versions')).rejects.toThrow('insert only');
	});
});
