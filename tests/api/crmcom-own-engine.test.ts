/** Foreign tills on our own offers and ledger: value moves once, to the cent, and cancelling leaves nothing behind. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OwnEngine } from '../../src/lib/server/crmcom/own-engine';
import { demoOffers } from '../../src/lib/server/demo/offers';
import { saveOffer } from '../../src/lib/server/offers/offers';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { byCard, eleni, ForeignTill, purchaseBody } from '../support/foreign-till';
import { shopIds } from '../support/test-shop';

let till: ForeignTill;

beforeAll(async () => {
	till = await ForeignTill.open();
	const { db, ports } = till.shop;
	for (const rule of demoOffers(() => shopIds.group)) {
		await saveOffer(db, ports, null, { rule, state: 'active' }, shopIds.manager);
	}
	ports.advance(60_000);
	await till.shop.rows(`INSERT INTO cards (number, hmac, member_id, state)
		VALUES ('9600000000000011', '\\x01', '${eleni}', 'active')`);
	till.served = new OwnEngine(db, ports);
});
afterAll(() => till.close());

let given = 0;
async function give(amountMinor: number, expiresAtMs: number | null = null): Promise<void> {
	given += 1;
	const { db, ports } = till.shop;
	await db.transaction().execute((trx) =>
		wallet.adjust(trx, ports, {
			...{ key: `test:${String(given)}`, memberId: eleni, currency: 'EUR', amountMinor, label: 'Test', reason: 'test' },
			...{ actor: { kind: 'staff', id: shopIds.manager }, expiresAtMs, policy: 'negative' }
		})
	);
}

async function balance(): Promise<number> {
	const all = await wallet.balances(till.shop.db, [eleni], till.shop.ports.now());
	return all.get(eleni)?.find(({ currency }) => currency === 'EUR')?.balanceMinor ?? 0;
}

/** Every test begins with 5.00. */
beforeEach(async () => {
	till.shop.ports.advance(61_000);
	const missing = 500 - (await balance());
	if (missing !== 0) await give(missing);
	await till.signIn();
});

const today = () => new Date(till.shop.ports.now()).toISOString();
const purchase = (more: Record<string, unknown> = {}) => till.purchase({ performed_on: today(), ...more });
const spendOn = (event: Record<string, unknown>, more: Record<string, unknown> = {}) =>
	till.call('customer_events/spend_requests/create', {
		...byCard(),
		purchase_customer_request_identifier: { id: event.id },
		...more
	});
const cancel = (event: Record<string, unknown>, kind = 'purchases') =>
	till.call(`customer_events/${kind}/cancel`, { customer_event_identifier: { id: event.id } });

describe('on our own ledger', () => {
	it('a purchase earns what the preview said, and does not pay for itself', async () => {
		const preview = await till.call('customer_events/purchases/preview', purchaseBody({ performed_on: today() }));
		const awarded = Number(preview.data.total_award_amount);
		expect(awarded).toBeGreaterThan(0);
		expect(preview.data).toMatchObject({ total_additional_spend_amount: 5, wallet_balance: 5 });
		const { data } = await purchase();
		expect(data).toMatchObject({ total_awarded_amount: awarded, life_cycle_state: 'POSTED' });
		expect(await balance()).toBe(500 + Math.round(awarded * 100));
		const spent = await spendOn(data);
		expect(spent.data).toMatchObject({ spend_amount: 5, requested_spend_amount: null });
		expect((await spendOn(data)).code).toBe('CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION');
		// On the next purchase it does.
		const { data: next } = await purchase();
		expect((await spendOn(next)).data).toMatchObject({ spend_amount: awarded });
	});

	it('spends in the same call', async () => {
		const { data } = await purchase({ requested_spend_amount: 3 });
		expect(data).toMatchObject({ total_additional_spend_amount: 3, total_spend_amount: 3 });
		expect(Number(data.wallet_balance)).toBeCloseTo(5 - 3 + Number(data.total_awarded_amount), 5);
	});

	it('a suspended member earns and spends nothing, asked or by themselves', async () => {
		const state = (text: string) => till.shop.rows(`UPDATE members SET ${text} WHERE id = '${eleni}'`);
		await state(`state = 'suspended', auto_spend = true`);
		const { data } = await purchase({ requested_spend_amount: 3 });
		expect(data).toMatchObject({ total_spend_amount: 0, total_automatic_spend_amount: 0 });
		expect(await balance()).toBe(500 + Math.round(Number(data.total_awarded_amount) * 100));
		await state(`state = 'active', auto_spend = false`);
	});

	it('cancelling after spends of both kinds leaves the wallet as it was', async () => {
		const { data } = await purchase({ requested_spend_amount: 2 });
		expect((await spendOn(data, { spend_amount: 1.5 })).data.spend_amount).toBe(1.5);
		const answer = await cancel(data);
		expect(answer.data).toMatchObject({
			life_cycle_state: 'CANCELLED',
			reversed_award_amount: data.total_awarded_amount,
			reversed_spend_amount: 3.5,
			wallet_balance: 5
		});
		expect((await cancel(data)).data.life_cycle_state).toBe('CANCELLED');
		expect(await balance()).toBe(500);
		expect(await wallet.drift(till.shop.db)).toEqual([]);
	});

	it('a spend that is cancelled by itself comes back once, also before the purchase is', async () => {
		const { data } = await purchase();
		const { data: spend } = await spendOn(data, { spend_amount: 2 });
		const back = await cancel(spend, 'spend_requests');
		expect(back.data).toMatchObject({ life_cycle_state: 'CANCELLED' });
		expect(Number(back.data.wallet_balance)).toBeCloseTo(5 + Number(data.total_awarded_amount), 5);
		await cancel(spend, 'spend_requests');
		await cancel(data);
		expect(await balance()).toBe(500);
	});

	it('many spends at once never take more than there is', async () => {
		const { data } = await purchase();
		const answers = await Promise.all(
			[3, 3, 3, 3].map((spend_amount, n) =>
				spendOn(data, { spend_amount, external_system_reference_number: `at-once-${String(n)}` })
			)
		);
		const granted = answers.reduce((sum, answer) => sum + Number(answer.data.spend_amount ?? 0), 0);
		expect(granted).toBeCloseTo(5, 5);
		expect(await balance()).toBe(Math.round(Number(data.total_awarded_amount) * 100));
		const again = await spendOn(data, { spend_amount: 3, external_system_reference_number: 'at-once-0' });
		expect(again.data.spend_amount).toBe(answers[0]?.data.spend_amount);
		expect(await wallet.drift(till.shop.db)).toEqual([]);
	});

	it('the same purchase from many tills at once is booked once', async () => {
		const body = purchaseBody({ performed_on: today(), requested_spend_amount: 1 });
		const answers = await Promise.all(
			Array.from({ length: 8 }, () => till.call('customer_events/purchases/create', body))
		);
		expect(answers.map((answer) => answer.code)).toEqual(Array.from({ length: 8 }, () => 'OK'));
		expect(new Set(answers.map((answer) => answer.data.id)).size).toBe(1);
		expect(await balance()).toBe(500 - 100 + Math.round(Number(answers[0]?.data.total_awarded_amount) * 100));
		expect(
			await till.shop.count(
				'holds',
				"kind = 'additional' AND NOT EXISTS (SELECT FROM hold_ends e WHERE e.hold_id = holds.id)"
			)
		).toBe(0);
	});

	it('what a refused attempt held is not handed out again under its ID', async () => {
		await till.shop.rows(`UPDATE members SET auto_spend = true, auto_spend_most_minor = 500 WHERE id = '${eleni}'`);
		const id = 'A1B2C3D4E5F60718293A4B5C6D7E8F90';
		const { performed_by_unit_identifier, performed_on, external_system, products_set, reference_number } =
			purchaseBody({
				performed_on: today()
			});
		const refused = await till.call('customer_events/purchases/create_spend', {
			...{ ...byCard(), performed_by_unit_identifier, performed_on, external_system },
			purchase_customer_event: { id, reference_number, products_set },
			spend_request_customer_event: {}
		});
		// Everything there is goes by itself, so nothing is left to ask for.
		expect(refused.code).toBe('CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION');
		expect(await balance()).toBe(500);
		await give(-500);
		const again = await till.call('customer_events/purchases/create', {
			...byCard(),
			...{ id, performed_by_unit_identifier, performed_on, external_system, products_set, reference_number }
		});
		await till.shop.rows(`UPDATE members SET auto_spend = false WHERE id = '${eleni}'`);
		expect(again.data).toMatchObject({ life_cycle_state: 'POSTED', total_spend_amount: 0 });
		expect(await balance()).toBe(Math.round(Number(again.data.total_awarded_amount) * 100));
		expect(await wallet.drift(till.shop.db)).toEqual([]);
	});

	it('limits count a cancelled purchase no more', async () => {
		const gifts = async () =>
			(
				await till.shop.rows<{ n: number }>(
					`SELECT coalesce(sum(times), 0)::int AS n FROM offer_gifts WHERE member_id = '${eleni}'`
				)
			)[0]?.n;
		const before = await gifts();
		const { data } = await purchase();
		expect(await gifts()).toBeGreaterThan(before ?? 0);
		await cancel(data);
		expect(await gifts()).toBe(before);
	});
});

describe('a balance as of a later date', () => {
	const day = 86_400_000;
	const balanceOn = (asOf: string) => till.call('wallets/get_balance', { ...byCard(), as_of_date: asOf });
	const date = (days: number) => new Date(till.shop.ports.now() + days * day).toISOString().slice(0, 10);

	it('leaves out what will have run out by then; of the past nothing is said', async () => {
		const before = await balance();
		await give(250, till.shop.ports.now() + 10 * day);
		const now = (before + 250) / 100;
		expect((await balanceOn(date(0))).data).toMatchObject({ balance: now });
		expect((await balanceOn(date(9))).data).toMatchObject({ balance: now });
		expect((await balanceOn(date(12))).data).toMatchObject({ balance: before / 100 });
		expect(await balance()).toBe(before + 250);
		expect((await balanceOn(date(-2))).code).toBe('COMMON.INVALIDPARAMETERVALUEEXCEPTION');
		expect((await balanceOn('2027-02-31')).code).toBe('COMMON.INVALIDPARAMETERVALUEEXCEPTION');
	});
});
