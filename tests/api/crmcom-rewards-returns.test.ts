/** Returns of a part, where the value is kept elsewhere: that system knows none, so the purchase is made anew with what is left. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SaleBody } from '../../src/lib/domain/receipt/sale';
import { stakeOf } from '../../src/lib/server/cases/findings';
import { tryEverythingNow } from '../../src/lib/server/crmcom-client/status';
import { saveOffer } from '../../src/lib/server/offers/offers';
import { readPublicReceipt } from '../../src/lib/server/receipts/public';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testOffer } from '../support/any-offer';
import { eleni as elenisId } from '../support/foreign-till';
import { newSale, RemoteCustomer } from '../support/remote-customer';
import { RemoteRewards } from '../support/remote-rewards';
import { returnBody } from '../support/returns';
import { shopIds } from '../support/test-shop';

const cancel = 'customer_events/purchases/cancel';
const create = 'customer_events/purchases/create';
const day = 24 * 3600_000;

let two: RemoteRewards;
let eleni: RemoteCustomer;
beforeAll(async () => {
	two = await RemoteRewards.open();
});
afterAll(() => two.close());
beforeEach(async () => {
	await setPolicy('negative');
	eleni = await RemoteCustomer.comesIn(two);
});

const setPolicy = (policy: 'negative' | 'clamp') =>
	two.foreign.shop.rows(`UPDATE reward_settings SET negative_policy = '${policy}'`);

/** One of the two pieces of its first line comes back: of 12.60 that earned 0.38, 8.40 are left, which earn 0.25. */
async function giveBack(
	sale: SaleBody,
	pieces: readonly [number, number][] = [[1, 1000]],
	given: Partial<SaleBody> = {},
	returned = new Map<number, number>()
): Promise<SaleBody> {
	const body = { ...returnBody(two.till, sale, new Map(pieces), { returned }), ...given };
	await two.till.append('sale.completed', body, { staffId: shopIds.cashier });
	await two.till.push();
	return body;
}

const caseKinds = async (saleId: string, state: 'open' | 'settled') => {
	const rows = await two.shop.rows<{ kind: string }>(
		`SELECT kind FROM cases WHERE sale_id = '${saleId}' AND state = '${state}' AND kind LIKE 'remote_%'`
	);
	return rows.map(({ kind }) => kind);
};

/** Her money there that some purchase earned, newest first. */
async function awarded() {
	const { db, ports } = two.foreign.shop;
	const lots = await wallet.lots(db, elenisId, ports.now());
	return lots.filter(({ currency, source }) => currency === 'EUR' && source === 'award').reverse();
}

/** As a worker that comes round again. */
async function again(saleId: string): Promise<void> {
	await two.shop.rows(
		`UPDATE reward_tasks SET state = 'waiting', next_at = now() - interval '9 years' WHERE about = '${saleId}'`
	);
	two.calls.length = 0;
	await two.tasks();
}

async function bought(given: Partial<SaleBody> = {}): Promise<SaleBody> {
	const sale = await eleni.buy(newSale(), given);
	await two.tasks();
	return sale;
}

describe('the award of a sale of which a part comes back', () => {
	it('ends when that of the sale would have ended, however late the return is', async () => {
		await bought();
		const [before] = await awarded();
		const sale = await bought();
		const [whole] = await awarded();
		two.advance(10 * day);
		two.restart();
		await two.till.signIn();
		await giveBack(sale);
		await two.tasks();
		const [left] = await awarded();
		expect(before?.expiresAtMs).not.toBeNull();
		expect(left?.id).not.toBe(whole?.id);
		expect(left).toMatchObject({ amountMinor: 25, expiresAtMs: whole?.expiresAtMs, validFromMs: whole?.validFromMs });
	});

	it('was spent already: the member owes the part alone', async () => {
		const sale = await bought();
		await two.setBalance(0);
		await giveBack(sale);
		await two.tasks();
		expect(await two.balance()).toBe(-13);
	});

	it('was spent already, and that system refuses debts: a case, until there is enough', async () => {
		const sale = await bought();
		await two.setBalance(0);
		const back = await giveBack(sale);
		two.fail(cancel, 'no');
		await two.tasks();
		expect(await two.balance()).toBe(0);
		expect(await two.task(back.saleId)).toMatchObject({ state: 'refused' });
		expect(await caseKinds(back.saleId, 'open')).toEqual(['remote_refused']);
		await two.setBalance(38);
		await tryEverythingNow(two.shop.db, two.shop.ports, shopIds.manager);
		await two.tasks();
		expect(await two.balance()).toBe(25);
		expect(await caseKinds(back.saleId, 'settled')).toEqual(['remote_refused']);
	});

	it('was spent already, and that system forgives debts: a case says what is given twice', async () => {
		await setPolicy('clamp');
		const sale = await bought();
		await two.setBalance(8);
		await giveBack(sale);
		two.fail(cancel, 'after');
		await two.tasks();
		two.advance(60_000);
		await two.tasks();
		expect(await two.balance()).toBe(25);
		expect(await caseKinds(sale.saleId, 'open')).toEqual(['remote_award_forgiven']);
		const [found] = await two.shop.rows<{ kind: string; detail: unknown }>(
			`SELECT kind, detail FROM cases WHERE kind = 'remote_award_forgiven'`
		);
		expect(stakeOf(found?.kind ?? '', found?.detail, { dueMinor: null })).toBe(30);
	});
});

describe('a purchase that is made anew', () => {
	it.each([
		['the cancelling never arrives', cancel, 'before'],
		['nobody hears that it was cancelled', cancel, 'after'],
		['the new one never arrives', create, 'before'],
		['nobody hears of the new one', create, 'after'],
		['that system fails at the new one', create, '500']
	] as const)('goes on where it stopped: %s', async (_name, path, fault) => {
		const sale = await bought();
		const before = await two.posted();
		await giveBack(sale);
		two.fail(path, fault);
		await two.tasks();
		expect(await two.task(sale.saleId)).toMatchObject({ state: 'done' });
		two.advance(60_000);
		await two.tasks();
		expect(await two.balance()).toBe(525);
		expect(await two.posted()).toBe(before);
	});

	it('stays when it is told again', async () => {
		const sale = await bought();
		await giveBack(sale);
		await two.tasks();
		await again(sale.saleId);
		expect(two.calls.filter((path) => path === cancel || path === create)).toEqual([]);
		expect(await two.balance()).toBe(525);
	});

	it('spends what the sale spent, less what came back', async () => {
		const saleId = newSale();
		await eleni.open(saleId);
		const { grant } = await eleni.spend(saleId, 300);
		const sale = await eleni.buy(saleId, {
			spends: [{ kind: 'additional', amountMinor: 300, grantId: grant?.grantId ?? '' }]
		});
		await two.tasks();
		const back = await giveBack(sale);
		expect(back.spends).toMatchObject([{ amountMinor: 100 }]);
		await two.tasks();
		expect(await two.balance()).toBe(500 - 200 + 25);
		await again(saleId);
		expect(two.calls.filter((path) => path.endsWith('create') || path.endsWith('cancel'))).toEqual([]);
	});
});

describe('the receipt of a return on a phone', () => {
	const token = 'R'.repeat(43);
	const receiptTokenHash = createHash('sha256').update(token).digest('base64url');
	const shown = async () => (await readPublicReceipt(two.shop.db, token, 'https://shop.example/r'))?.document.takenBack;
	/** Of 0.38 and 13 points: two thirds, less the third that went back before. */
	const second = [
		{ currency: 'EUR', amountMinor: 25 - 13 },
		{ currency: 'PTS', amountMinor: 9 - 4 }
	];

	it('says what went back, as the paper does', async () => {
		const sale = await bought();
		await giveBack(sale, [[2, 1000]]);
		await giveBack(sale, [[1, 1000]], { receiptTokenHash }, new Map([[2, 1000]]));
		expect(await shown()).toEqual(second);
		await two.tasks();
		expect(await shown()).toEqual(second);
	});

	it('says that it goes back later while that system has not heard of the sale, and nothing where it never gave it', async () => {
		const sale = await eleni.buy(newSale());
		await giveBack(sale, [[1, 1000]], { receiptTokenHash });
		expect(await shown()).toBe('later');
		await two.tasks();
		expect(await shown()).toEqual([]);
	});
});

describe('an offer that takes something off at once', () => {
	it('stays what it was for what is left, costs the wallet nothing, and is told once', async () => {
		const { shop } = two.foreign;
		const effect = { kind: 'instant_spend' as const, give: { form: 'fixed' as const, amountMinor: 200 } };
		const { id: _id, version: _version, ...rule } = testOffer({ effect });
		const saved = await saveOffer(shop.db, shop.ports, null, { rule, state: 'active' }, shopIds.manager);
		if (!saved.ok) throw new Error(saved.code);
		two.advance(1000);
		const saleId = newSale();
		const { grants } = await eleni.open(saleId);
		const sale = await eleni.buy(saleId, {
			spends: grants.map(({ kind, grantId, amountMinor }) => ({ kind, grantId, amountMinor }))
		});
		expect(sale.spends).toMatchObject([{ kind: 'instant', amountMinor: 200 }]);
		await two.tasks();
		const whole = (await two.balance()) - 500;
		const back = await giveBack(sale);
		expect(back.spends).toMatchObject([{ kind: 'instant', amountMinor: 67 }]);
		await two.tasks();
		expect(await two.balance()).toBe(500 + whole - 13);
		expect(await caseKinds(saleId, 'open')).toEqual([]);
		await again(saleId);
		expect(two.calls.filter((path) => path === cancel || path === create)).toEqual([]);
		expect(await two.balance()).toBe(500 + whole - 13);
	});

	it('and that system does not know is the shop’s to bear, not the wallet’s', async () => {
		const sale = await bought({ spends: [{ kind: 'instant', amountMinor: 300, grantId: 'LATE' }] });
		expect(await caseKinds(sale.saleId, 'open')).toEqual(['remote_spend_not_granted']);
		expect(await two.balance()).toBe(538);
	});
});
