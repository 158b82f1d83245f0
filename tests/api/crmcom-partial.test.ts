/** A part of a sale comes back: on this wire its purchase is cancelled and what is left is booked anew. No value is lost. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventBody } from '../../src/lib/contract/sync/bodies';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { eleni as elenisId } from '../support/foreign-till';
import { newSale, RemoteCustomer } from '../support/remote-customer';
import { RemoteRewards, type LineFault } from '../support/remote-rewards';
import { shopIds } from '../support/test-shop';

const create = 'customer_events/purchases/create';
const cancelling = 'customer_events/purchases/cancel';
const spending = 'customer_events/spend_requests/create';

let two: RemoteRewards;
let eleni: RemoteCustomer;
beforeAll(async () => {
	two = await RemoteRewards.open();
});
afterAll(() => two.close());
beforeEach(async () => {
	eleni = await RemoteCustomer.comesIn(two);
});

type Sale = EventBody<'sale.completed'>;

/** 12.60, of which `spentMinor` from the wallet, settled: it earns 0.38. */
async function sold(spentMinor = 0): Promise<Sale> {
	const saleId = newSale();
	await eleni.open(saleId);
	const grant = spentMinor === 0 ? null : (await eleni.spend(saleId, spentMinor)).grant;
	const spends = grant ? [{ kind: grant.kind, grantId: grant.grantId, amountMinor: spentMinor }] : [];
	const sale = await eleni.buy(saleId, { spends });
	await two.tasks();
	return sale;
}

/** One of three pieces: what is left, 8.40, earns 0.25. */
async function partComesBack({ receiptNumber, lines: [line] }: Sale, given: Partial<Sale> = {}): Promise<Sale> {
	if (!line) throw new Error('A sale without lines.');
	const part = { ...line, quantityMilli: -1000, grossMinor: -420, totalMinor: -420 };
	return eleni.buy(newSale(), { kind: 'return', originalReceiptNumber: receiptNumber, lines: [part], ...given });
}

const casesOf = (sale: Sale) =>
	two.shop.rows<{ kind: string; found: unknown }>(
		`SELECT kind, detail #> '{findings,0}' AS found FROM cases WHERE sale_id = '${sale.saleId}' AND kind LIKE 'remote_%'`
	);

async function daysPass(days: number): Promise<void> {
	two.advance(days * 24 * 3600_000);
	two.restart();
	await two.till.signIn();
}

function give(amountMinor: number, expiresAtMs: number | null) {
	const { db, ports } = two.foreign.shop;
	return db.transaction().execute((trx) =>
		wallet.adjust(trx, ports, {
			...{ key: `bonus:${newSale()}`, memberId: elenisId, currency: 'EUR', amountMinor },
			...{ label: 'Bonus', reason: 'test', expiresAtMs, policy: 'negative' as const },
			actor: { kind: 'staff', id: shopIds.manager }
		})
	);
}
const attempts = (sale: Sale) => two.shop.count('remote_purchases', `sale_id = '${sale.saleId}'`);

describe('a part of a sale that comes back', () => {
	it('leaves a debt of its share where the award was spent before', async () => {
		const sale = await sold();
		await two.setBalance(0);
		await partComesBack(sale);
		await two.tasks();
		expect(await two.balance()).toBe(-13);
		expect(await casesOf(sale)).toEqual([]);
	});

	it.each(
		[create, cancelling, spending].flatMap((path) =>
			(['before', 'after', '500'] as const).map((fault): [string, LineFault] => [path, fault])
		)
	)('is booked anew once where %s fails (%s), however often it is told', async (path, fault) => {
		const sale = await sold(300);
		expect(await two.balance()).toBe(500 - 300 + 38);
		await partComesBack(sale);
		two.fail(path, fault);
		await two.tasks();
		two.advance(60_000);
		await two.tasks();
		expect(await two.balance()).toBe(500 - 300 + 25);
		await two.shop.rows(`UPDATE reward_tasks SET state = 'waiting', next_at = now() - interval '1 year'`);
		await two.tasks();
		expect(await two.balance()).toBe(500 - 300 + 25);
		expect(await attempts(sale)).toBe(2);
		expect(await casesOf(sale)).toEqual([]);
	});

	it('earns anew from the time of the sale, and until then', async () => {
		const lotOf = async ({ saleId }: Sale) => {
			const [lot] = await two.foreign.shop.rows<{ until: string; earned: number }>(
				`SELECT l.expires_at::text AS until, l.amount_minor::int AS earned
				FROM lots l JOIN ledger_transactions t ON t.id = l.transaction_id JOIN crmcom_purchases p ON p.id = t.sale_id
				WHERE p.state = 'posted' AND p.external_reference LIKE '${saleId}%' AND l.currency = 'EUR'`
			);
			return lot;
		};
		const sale = await sold();
		const before = await lotOf(sale);
		expect(before).toMatchObject({ earned: 38, until: expect.any(String) as string });
		await daysPass(3);
		await partComesBack(sale);
		await two.tasks();
		expect(await lotOf(sale)).toEqual({ earned: 25, until: before?.until });
	});

	it('is a case where the other side leaves a spent award to the member and gives one anew', async () => {
		await two.foreign.shop.rows(`UPDATE reward_settings SET negative_policy = 'clamp'`);
		const sale = await sold();
		await two.setBalance(0);
		await partComesBack(sale);
		await two.tasks();
		expect(await two.balance()).toBe(25);
		expect(await casesOf(sale)).toMatchObject([{ kind: 'remote_award_forgiven', found: { forgivenMinor: 38 } }]);
		await two.foreign.shop.rows(`UPDATE reward_settings SET negative_policy = 'negative'`);
	});
});

describe('in a wallet without debts', () => {
	beforeAll(async () => {
		await two.close();
		two = await RemoteRewards.open();
	});

	it('a part that comes back costs no other value where what was spent has expired', async () => {
		await two.setBalance(0);
		await give(300, two.foreign.shop.ports.now() + 24 * 3600_000);
		await give(500, null);
		const sale = await sold(300);
		expect(await two.balance()).toBe(500 + 38);
		await daysPass(2);
		await partComesBack(sale);
		await two.tasks();
		expect(await two.balance()).toBe(500 + 25);
		expect(await casesOf(sale)).toEqual([]);
	});
});
