import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCases, readCase } from '../../src/lib/server/cases/cases';
import { saveOffer } from '../../src/lib/server/offers/offers';
import type { Offer } from '../../src/lib/domain/offers/offer';
import { testId } from '../support/any-basket';
import { discount, filter, testMember, testOffer } from '../support/any-offer';
import { saleBody, shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	await till.push();
	await madeLongAgo();
});
afterAll(() => shop.close());

/** As if nothing had changed since. */
const madeLongAgo = () => shop.rows(`UPDATE products SET traits_at = '2026-01-01'`);
const change = (what: string) =>
	shop.rows(`UPDATE products SET ${what}, updated_at = '${new Date(shop.ports.now()).toISOString()}'`);
let vouchers = 7_000_000;
type Version = { id: string; version: number };

async function save(given: Parameters<typeof testOffer>[0], former: Version | null = null): Promise<Version> {
	const { id: _id, version: _version, ...rule } = testOffer(given);
	const saved = await saveOffer(shop.db, shop.ports, former, { rule, state: 'active' }, shopIds.manager);
	if (!saved.ok) throw new Error(JSON.stringify(saved));
	const [row] = await shop.rows<{ version: number }>(`SELECT version FROM offers WHERE id = '${saved.id}'`);
	// A till has heard of it by then.
	shop.ports.advance(3_600_000);
	return { id: saved.id, version: row?.version ?? 0 };
}

const percent = (percentBp: number): Pick<Offer, 'effect'> => ({ effect: discount({ form: 'percent', percentBp }) });

/** Books a sale of 12.60 of which an offer took something off the first line, by the rules of this version. */
async function sold(source: string, amountMinor: number, rulesVersion: number | undefined): Promise<string> {
	const body = saleBody(till, { rulesVersion });
	const off = { kind: 'offer' as const, source, label: 'Offer', amountMinor };
	const lines = body.lines.map((line, at) =>
		at === 0 ? { ...line, discounts: [off], totalMinor: 840 - amountMinor } : line
	);
	const dueMinor = 1260 - amountMinor;
	const taxMinor = Math.round((dueMinor * 7) / 107);
	await till.append(
		'sale.completed',
		{
			...{ ...body, lines },
			taxes: body.taxes.map((row) => ({ ...row, grossMinor: dueMinor, taxMinor, netMinor: dueMinor - taxMinor })),
			totals: { ...body.totals, discountsMinor: amountMinor, taxMinor, dueMinor, paidMinor: dueMinor, changeMinor: 0 },
			tenders: [{ kind: 'card', amountMinor: dueMinor, reference: null }]
		},
		{ staffId: shopIds.cashier }
	);
	await till.push(till.journal.slice(-1));
	return body.saleId;
}

const casesOf = async (saleId: string) => {
	const { cases } = await listCases(shop.db, { state: 'open', search: '', sort: 'newest' });
	const all = await Promise.all(cases.map(({ id }) => readCase(shop.db, id)));
	return all.filter((one) => one?.witnesses.some((witness) => witness.saleId === saleId)).map((one) => one ?? null);
};
const kindsOf = async (saleId: string) => (await casesOf(saleId)).map((one) => one?.kind);

describe('a discount and the rules the till names', () => {
	it('opens a case for what no offer of the shop says', async () => {
		const saleId = await sold(testId(990), 100, 1);
		expect(await kindsOf(saleId)).toEqual(['offer_unknown']);
	});

	it('opens a case with both figures where the till took off more than the offer gives', async () => {
		const offer = await save(percent(1000));
		expect(await kindsOf(await sold(offer.id, 126, offer.version))).toEqual([]);
		expect(await kindsOf(await sold(offer.id, 50, offer.version))).toEqual([]);
		const [one] = await casesOf(await sold(offer.id, 226, offer.version));
		expect(one).toMatchObject({ kind: 'discount_not_by_rules', stakeMinor: 100, tillName: 'Counter' });
		expect(one?.findings).toMatchObject([
			{ offerId: offer.id, allowedMinor: 126, takenMinor: 226, rulesVersion: offer.version }
		]);
		expect(one?.witnesses).toMatchObject([{ dueMinor: 1034, proof: { signed: true, textUnchanged: true } }]);
	});

	it('goes by the version that is named, not by today’s', async () => {
		const old = await save(percent(3000));
		const now = await save(percent(1000), old);
		expect(await kindsOf(await sold(old.id, 378, old.version))).toEqual([]);
		expect(await kindsOf(await sold(old.id, 378, now.version))).toEqual(['discount_not_by_rules']);
		const raised = await save(percent(5000), now);
		expect(await kindsOf(await sold(old.id, 630, now.version))).toEqual(['discount_not_by_rules']);
		expect(await kindsOf(await sold(old.id, 630, raised.version))).toEqual([]);
		// Replaced a moment ago, with another offer that the till heard of first.
		const last = await save(percent(1000), raised);
		shop.ports.advance(-3_590_000);
		expect(await kindsOf(await sold(old.id, 630, last.version))).toEqual([]);
		shop.ports.advance(3_590_000);
	});

	it('leaves alone what depends on a member, on time or on what is left of a budget', async () => {
		const { id, version } = await save({
			...percent(1000),
			validTo: '2026-01-01T00:00:00.000Z',
			conditions: { audience: { kind: 'member', tiers: [testMember.tier ?? ''], segments: ['regulars'] } },
			limits: { budgetMinor: 1, perMember: { period: 'day', times: 1, amountMinor: 1 } }
		});
		expect(await kindsOf(await sold(id, 126, version))).not.toContain('discount_not_by_rules');
	});

	it('opens none where the goods were changed since the till had its rules', async () => {
		const { id, version } = await save({ ...percent(1000), conditions: { lines: filter({ brands: ['Oak'] }) } });
		expect(await kindsOf(await sold(id, 126, version))).toEqual(['discount_not_by_rules']);
		await change('price_minor = price_minor + 1');
		expect(await kindsOf(await sold(id, 126, version))).toEqual(['discount_not_by_rules']);
		await change(`brand = 'Ash'`);
		expect(await kindsOf(await sold(id, 126, version))).toEqual([]);
		await madeLongAgo();
	});

	it('opens a case for rules nobody here ever made, and for none at all', async () => {
		const { id, version } = await save(percent(1000));
		expect(await kindsOf(await sold(id, 100, version + 1000))).toEqual(['offer_unknown']);
		expect(await kindsOf(await sold(id, 100, undefined))).toEqual(['offer_unknown']);
	});

	it('opens a case with both figures for a voucher worth more than its offer gives', async () => {
		const effect = { kind: 'voucher' as const, voucherId: 'thanks', amountMinor: 500 };
		const { id, version } = await save({ effect });
		const give = async (amountMinor: number) => {
			const voucherId = testId((vouchers += 1));
			const codeHash = createHash('sha256').update(voucherId).digest('base64url');
			const named = { voucherId, offerId: id, title: 'Thanks', mark: 'F24S', codeHash, expiresAt: null };
			const body = saleBody(till, { rulesVersion: version, vouchersGiven: [{ ...named, amountMinor }] });
			await till.append('sale.completed', body, { staffId: shopIds.cashier });
			await till.push(till.journal.slice(-1));
			return casesOf(body.saleId);
		};
		expect(await give(500)).toEqual([]);
		const [one] = await give(90_000);
		expect(one).toMatchObject({ kind: 'voucher_not_by_rules', stakeMinor: 89_500 });
		expect(one?.findings).toMatchObject([
			{ offerId: id, allowedMinor: 500, takenMinor: 90_000, rulesVersion: version }
		]);
	});
});
