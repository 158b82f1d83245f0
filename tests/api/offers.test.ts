import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotAnswer } from '../../src/lib/contract/sync/pull';
import { answerSnapshot } from '../../src/lib/server/changes/answer';
import { demoOffers } from '../../src/lib/server/demo/offers';
import { readEditor } from '../../src/lib/server/offers/editor';
import { postOffer } from '../../src/lib/server/offers/form';
import { OfferHistory } from '../../src/lib/server/offers/history';
import { readNames } from '../../src/lib/server/offers/names';
import {
	addOffer,
	findOffer,
	listActiveOffers,
	listOffersAt,
	listVersions,
	saveOffer,
	setOfferState
} from '../../src/lib/server/offers/offers';
import { findGoods, findGoodsLike } from '../../src/lib/server/offers/terms';
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
if (!cashback || !points) throw new Error('the demo shop has no offers');
const save = (former: { id: string; version: number } | null, rule: object, state: 'active' | 'paused' = 'active') =>
	saveOffer(shop.db, shop.ports, former, { rule, state }, shopIds.manager);

async function added(rule: object): Promise<{ id: string; version: number }> {
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

	it('are kept ready until one of them changes, and no longer', async () => {
		const before = await OfferHistory.read(shop.db);
		expect(await OfferHistory.read(shop.db)).toBe(before);
		const { id } = await added(cashback);
		const after = await OfferHistory.read(shop.db);
		expect([before.knows(id), after.knows(id)]).toEqual([false, true]);
		// A change that is taken back was none, also for whoever read in its midst.
		const undone = '01890000-0000-7000-8000-00000000000a';
		await shop.db
			.transaction()
			.execute(async (tx) => {
				await addOffer(tx, undone, { state: 'active', rule: cashback, changedAt: new Date(), changedBy: null });
				expect((await OfferHistory.read(tx)).knows(undone)).toBe(true);
				throw new Error('taken back');
			})
			.catch(() => undefined);
		expect(await OfferHistory.read(shop.db)).toBe(after);
	});

	it('are listed with the names of what they name, and of no other goods', async () => {
		const [croissant, bun] = shopIds.products;
		const terms = { productIds: [croissant, 'no id at all'], groupIds: [], brands: [], families: [], categories: [] };
		const lines = { ...cashback.conditions.lines, include: [terms], exclude: [{ ...terms, productIds: [bun] }] };
		const { byId, zone } = await readNames(shop.db, [{ ...cashback, conditions: { ...cashback.conditions, lines } }]);
		const named = {
			[croissant]: 'Product 1',
			[bun]: 'Product 2',
			[shopIds.group]: 'Bakery',
			[shopIds.store]: 'Corner Shop'
		};
		expect(byId).toEqual(named);
		expect(zone).toBe('Europe/Berlin');
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

describe('the form of an offer', () => {
	const post = (fields: Record<string, string>, id: string | null = null) => {
		const headers = { 'content-type': 'application/x-www-form-urlencoded' };
		const body = new URLSearchParams({ rule: JSON.stringify(cashback), state: 'active', version: '', ...fields });
		const request = new Request('http://shop.test/', { method: 'POST', headers, body: body.toString() });
		return postOffer(shop.app, request, id, shopIds.manager);
	};

	it('adds an offer, in force at once or as a draft that no till gets', async () => {
		const [live, draft] = [await post({}), await post({ state: 'draft' })];
		if (!live.ok || !draft.ok) throw new Error('nothing was saved');
		const given = await listActiveOffers(shop.db, [live.id, draft.id]);
		expect(given.map(({ id }) => id)).toEqual([live.id]);
		expect(await findOffer(shop.db, draft.id)).toMatchObject({ state: 'draft', offer: { title: '3% back' } });
	});

	it('makes a new version, unless somebody was faster', async () => {
		const first = await added(cashback);
		const rule = JSON.stringify({ ...cashback, title: '4% back' });
		const seen = String(first.version);
		expect(await post({ rule, version: seen }, first.id)).toEqual({ ok: true, id: first.id });
		expect(await post({ rule, version: seen }, first.id)).toMatchObject({ ok: false, status: 409 });
		expect((await listVersions(shop.db, first.id)).map(({ title }) => title)).toEqual(['4% back', '3% back']);
	});

	it('names the field that is wrong', async () => {
		const before = await shop.count('offers');
		const effect = { kind: 'discount', form: 'percent', percentBp: null };
		expect(await post({ rule: JSON.stringify({ ...cashback, effect, title: '' }) })).toMatchObject({
			ok: false,
			status: 400,
			faults: [
				{ path: 'title', code: 'invalid' },
				{ path: 'effect.percentBp', code: 'invalid' }
			]
		});
		expect(await post({ rule: '{' })).toMatchObject({ ok: false, status: 400 });
		expect(await post({ state: 'ended' })).toMatchObject({ ok: false, status: 400 });
		expect(await post({ more: 'x' })).toMatchObject({ ok: false, status: 400 });
		expect(await shop.count('offers')).toBe(before);
	});

	it('leaves an offer alone that was ended for good, and one that is not there', async () => {
		const first = await added(cashback);
		expect(await setOfferState(shop.db, shop.ports, first, 'ended', shopIds.manager)).toBe(true);
		const ended = await findOffer(shop.db, first.id);
		expect(ended).toMatchObject({ state: 'ended', offer: { title: '3% back' } });
		const again = { ...first, version: ended?.offer.version ?? 0 };
		expect(await post({ version: String(again.version) }, first.id)).toMatchObject({ ok: false, status: 409 });
		expect(await setOfferState(shop.db, shop.ports, again, 'active', shopIds.manager)).toBe(false);
		const nobody = '01890000-0000-7000-8000-000000000000';
		expect(await post({ version: '1' }, nobody)).toMatchObject({ ok: false, status: 404 });
	});
});

describe('the editor', () => {
	it('knows stores, words, goods and the offers in force', async () => {
		const scene = await readEditor(shop.db, cashback, shop.ports.now());
		expect(scene).toMatchObject({ currency: 'EUR' });
		expect(scene.stores.length).toBeGreaterThan(0);
		expect(scene.goods.length).toBeGreaterThan(0);
		expect(scene.active.length).toBe((await listActiveOffers(shop.db)).length);
	});

	it('finds goods by what is typed and by what an offer is about', async () => {
		const [any] = (await readEditor(shop.db, null, shop.ports.now())).goods;
		if (!any) throw new Error('the shop has no goods');
		expect((await findGoods(shop.db, any.name.slice(0, 4))).map(({ id }) => id)).toContain(any.id);
		expect((await findGoods(shop.db, any.sku)).map(({ id }) => id)).toContain(any.id);
		expect(await findGoods(shop.db, '  ')).toEqual([]);
		expect(await findGoods(shop.db, '100%_')).toEqual([]);
		const lines = (productIds: string[]) => ({
			include: [{ productIds, groupIds: [], brands: [], families: [], categories: [] }],
			exclude: [],
			promotions: 'any' as const
		});
		expect((await findGoodsLike(shop.db, lines([any.id]))).map(({ id }) => id)).toEqual([any.id]);
		expect(await findGoodsLike(shop.db, lines(['no-such-id']))).toEqual([]);
	});
});
