/** The same call again, beside the first, after it or after a crash: our own ledger moves value once. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKey } from '../../src/lib/server/api-keys/keys';
import type { Engine } from '../../src/lib/server/crmcom/engine';
import { OwnEngine } from '../../src/lib/server/crmcom/own-engine';
import { finishUnfinished } from '../../src/lib/server/crmcom/unfinished';
import { demoOffers } from '../../src/lib/server/demo/offers';
import { saveOffer } from '../../src/lib/server/offers/offers';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { byCard, eleni, everyScope, ForeignTill, marios, purchaseBody } from '../support/foreign-till';
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
});
afterAll(() => till.close());

let given = 0;
async function give(amountMinor: number): Promise<void> {
	given += 1;
	const { db, ports } = till.shop;
	await db.transaction().execute((trx) =>
		wallet.adjust(trx, ports, {
			...{ key: `test:${String(given)}`, memberId: eleni, currency: 'EUR', amountMinor, label: 'Test', reason: 'test' },
			...{ actor: { kind: 'staff', id: shopIds.manager }, expiresAtMs: null, policy: 'negative' }
		})
	);
}

async function worth() {
	const all = await wallet.balances(till.shop.db, [eleni], till.shop.ports.now());
	const { balanceMinor = 0, heldMinor = 0 } = all.get(eleni)?.find(({ currency }) => currency === 'EUR') ?? {};
	return { balanceMinor, heldMinor };
}

/** Every test begins with 5.00. */
beforeEach(async () => {
	till.served = new OwnEngine(till.shop.db, till.shop.ports);
	till.shop.ports.advance(61_000);
	const missing = 500 - (await worth()).balanceMinor;
	if (missing !== 0) await give(missing);
	await till.signIn();
});

const today = () => new Date(till.shop.ports.now()).toISOString();
const awardedMinor = (data: Record<string, unknown>) => Math.round(Number(data.total_awarded_amount) * 100);

/** As much as there is, in one call. */
function purchaseAndSpend() {
	const { products_set, reference_number, performed_by_unit_identifier } = purchaseBody();
	return {
		...{ ...byCard(), performed_by_unit_identifier, performed_on: today(), external_system: 'CafePOS' },
		purchase_customer_event: { reference_number, products_set },
		spend_request_customer_event: {}
	};
}
const send = (body: object) => till.call('customer_events/purchases/create_spend', { ...body });

type Step = 'grant' | 'book' | 'spendOnPosted';
type Instead = (made: () => Promise<unknown>) => Promise<unknown>;

/** One step of the engine takes another course, once. */
function once(step: Step, instead: Instead): void {
	const inner = new OwnEngine(till.shop.db, till.shop.ports);
	let isLeft = true;
	till.served = new Proxy<Engine>(inner, {
		get(target, name) {
			const member: unknown = Reflect.get(target, name);
			if (typeof member !== 'function') return member;
			return (...args: unknown[]) => {
				const made = () => Reflect.apply(member, target, args) as Promise<unknown>;
				if (name !== step || !isLeft) return made();
				isLeft = false;
				return instead(made);
			};
		}
	});
}

/** The step is done and its call goes on only when it is let. */
function halted(step: Step) {
	const [there, reach] = signal();
	const [open, letGo] = signal();
	once(step, async (made) => {
		const answer = await made();
		reach();
		await open;
		return answer;
	});
	return { there, letGo };
}

function signal(): [heard: Promise<void>, give: () => void] {
	let give: () => void = () => undefined;
	const heard = new Promise<void>((resolve) => (give = resolve));
	return [heard, () => give()];
}

/** Until a statement in this database waits for another's lock, or the call has ended without. */
async function waitsFor(call: Promise<unknown>): Promise<void> {
	let hasEnded = false;
	void call.finally(() => (hasEnded = true));
	while (!hasEnded) {
		// Who waits is told to everyone here; in pg_stat_activity only to the role itself.
		const waiting = await till.shop.rows(`SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
			WHERE a.datname = current_database() AND NOT l.granted`);
		if (waiting.length > 0) return;
	}
	throw new Error('The call did not wait for the one before it.');
}

describe('a purchase', () => {
	it('that comes again while the first call is under way waits for it and hears the same', async () => {
		const { there, letGo } = halted('grant');
		const body = purchaseAndSpend();
		const first = send(body);
		await there;
		const second = send(body);
		await waitsFor(second);
		letGo();
		const answers = [await first, await second, await send(body)];
		const { data = {} } = answers[0] ?? {};
		expect(answers.map((answer) => [answer.code, answer.data.id])).toEqual(answers.map(() => ['OK', data.id]));
		expect(data).toMatchObject({ total_spend_amount: 5 });
		expect(await worth()).toEqual({ balanceMinor: awardedMinor(data), heldMinor: 0 });
		expect(await wallet.drift(till.shop.db)).toEqual([]);
	});

	it('whose call broke off after value was set aside spends it when it comes again', async () => {
		once('grant', async (made) => {
			await made();
			throw new Error('killed');
		});
		const body = purchaseAndSpend();
		expect((await send(body)).http).toBe(500);
		expect(await worth()).toEqual({ balanceMinor: 500, heldMinor: 0 });
		expect((await send(body)).data).toMatchObject({ life_cycle_state: 'POSTED', total_spend_amount: 5 });
	});

	it('that the engine refuses for good holds nothing, and may come again', async () => {
		once('book', () => Promise.resolve({ ok: false, code: 'conflict' }));
		const before = await till.shop.count('crmcom_purchases');
		const body = purchaseAndSpend();
		expect((await send(body)).code).toBe('CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION');
		expect(await till.shop.count('crmcom_purchases')).toBe(before);
		expect(await worth()).toEqual({ balanceMinor: 500, heldMinor: 0 });
		expect((await send(body)).data).toMatchObject({ total_spend_amount: 5 });
	});

	it('that waits behind a refused one is decided by itself', async () => {
		const [there, reach] = signal();
		const [open, letGo] = signal();
		once('grant', async () => {
			reach();
			await open;
			return { ok: false, code: 'nothing_to_spend' };
		});
		const body = purchaseAndSpend();
		const first = send(body);
		await there;
		const second = send(body);
		await waitsFor(second);
		letGo();
		expect((await first).code).toBe('CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION');
		expect((await second).data).toMatchObject({ life_cycle_state: 'POSTED', total_spend_amount: 5 });
	});
});

/** A key of the same shop that takes the place of the till's first one. */
async function replaceKey(): Promise<void> {
	const { db, ports } = till.shop;
	const rights = { scopes: everyScope, storeIds: [], expiresOn: '', unknownProducts: 'default' as const };
	const made = await createKey(db, ports, { name: 'Café, new', ...rights }, shopIds.manager);
	if (!made.ok) throw new Error(JSON.stringify(made.faults));
	const authorization = `Basic ${Buffer.from(`${made.key}:`).toString('base64')}`;
	const answer = await till.raw('authentication/web_api_key/token', { headers: { authorization }, body: '{}' });
	till.token = String(answer.data.token);
}

describe('the same call', () => {
	const create = (body: object) => till.call('customer_events/purchases/create', { ...body });

	it('is the same whatever became of products, card and key meanwhile', async () => {
		const body = purchaseBody({ performed_on: today() });
		const { data: first } = await create(body);
		await till.shop.rows(`INSERT INTO products (id, sku, name, group_id, price_minor, tax_rate_id)
			VALUES (gen_random_uuid(), 'BROWNIE', 'Brownie', '${shopIds.group}', 250, 'reduced')`);
		await till.shop.rows(`UPDATE cards SET state = 'replaced' WHERE member_id = '${eleni}'`);
		await replaceKey();
		const again = await create(body);
		await till.shop.rows(`UPDATE cards SET state = 'active' WHERE member_id = '${eleni}'`);
		await till.shop.rows(`DELETE FROM products WHERE sku = 'BROWNIE'`);
		expect(first.id).toBeDefined();
		expect(again.data.id).toBe(first.id);
	});

	it.each([
		['line', { products_set: [{ product_identifier: { code: 'P1' }, net_amount: 2, vat_amount: 0, total_amount: 2 }] }],
		['customer', { rewards_participant_identifier: { id: marios } }],
		['amount to spend', { requested_spend_amount: 1 }]
	])('is another one with another %s', async (_, change) => {
		const body = purchaseBody({ performed_on: today() });
		expect((await create(body)).code).toBe('OK');
		expect((await create({ ...body, ...change })).code).toBe('CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION');
	});

	it('of a spend request is the same with the key that took the place of the former', async () => {
		const { data: purchase } = await till.purchase({ performed_on: today() });
		const body = {
			...{ ...byCard(), purchase_customer_request_identifier: { id: purchase.id }, spend_amount: 3 },
			...{ external_system: 'CafePOS', external_system_reference_number: 'rotated' }
		};
		const first = await till.call('customer_events/spend_requests/create', body);
		await till.shop.rows(`UPDATE members SET spend_blocked = true WHERE id = '${eleni}'`);
		await replaceKey();
		const again = await till.call('customer_events/spend_requests/create', body);
		await till.shop.rows(`UPDATE members SET spend_blocked = false WHERE id = '${eleni}'`);
		expect(again.data).toMatchObject({ id: first.data.id, spend_amount: 3 });
	});
});

describe('a spend request', () => {
	const spendOn = (event: Record<string, unknown>, reference: string) =>
		till.call('customer_events/spend_requests/create', {
			...{ ...byCard(), purchase_customer_request_identifier: { id: event.id }, spend_amount: 3 },
			...{ external_system: 'CafePOS', external_system_reference_number: reference }
		});

	it('that comes again while the first call is under way waits for it and hears the same', async () => {
		const { data: purchase } = await till.purchase({ performed_on: today() });
		const { there, letGo } = halted('spendOnPosted');
		const first = spendOn(purchase, 'beside');
		await there;
		const second = spendOn(purchase, 'beside');
		await waitsFor(second);
		letGo();
		const answers = [await first, await second];
		expect(answers.map(({ data }) => [data.id, data.spend_amount])).toEqual(
			answers.map(() => [answers[0]?.data.id, 3])
		);
		expect((await worth()).balanceMinor).toBe(500 - 300 + awardedMinor(purchase));
	});

	it('that broke off spends nothing until it comes again, and is forgotten when it does not', async () => {
		const { data: purchase } = await till.purchase({ performed_on: today() });
		const before = (await worth()).balanceMinor;
		const breakOff: Instead = async (made) => {
			await made();
			throw new Error('killed');
		};
		once('spendOnPosted', breakOff);
		expect((await spendOn(purchase, 'again')).http).toBe(500);
		expect(await worth()).toEqual({ balanceMinor: before, heldMinor: 0 });
		expect((await spendOn(purchase, 'again')).data.spend_amount).toBe(3);
		once('spendOnPosted', breakOff);
		expect((await spendOn(purchase, 'never again')).http).toBe(500);
		till.shop.ports.advance(6 * 60_000);
		await finishUnfinished(till.app);
		expect(await worth()).toEqual({ balanceMinor: before - 300, heldMinor: 0 });
		expect(await till.shop.count('crmcom_spends', `state IN ('pending', 'cancelling')`)).toBe(0);
		expect(await wallet.drift(till.shop.db)).toEqual([]);
	});
});

describe('what may be spent', () => {
	it('is judged by the time of the call, not by the date the till writes', async () => {
		await give(-500);
		const { db, ports } = till.shop;
		const award = {
			currency: 'EUR',
			offerId: null,
			label: 'Tomorrow',
			amountMinor: 500,
			conditions: null,
			basis: null
		};
		await db.transaction().execute((trx) =>
			wallet.bookPurchases(trx, ports, [
				{
					...{ key: 'tomorrow', content: 'tomorrow', saleId: null, memberId: eleni, atMs: ports.now(), spends: [] },
					...{
						actor: { kind: 'system' },
						awards: [{ ...award, validFromMs: ports.now() + 20 * 3600_000, expiresAtMs: null }]
					}
				}
			])
		);
		const tomorrow = new Date(ports.now() + 23 * 3600_000).toISOString();
		const asked = { performed_on: tomorrow, requested_spend_amount: 5 };
		const preview = await till.call('customer_events/purchases/preview', purchaseBody(asked));
		expect(preview.data).toMatchObject({ total_additional_spend_amount: 0, allow_spending: false });
		const { data } = await till.purchase(asked);
		expect(data).toMatchObject({ life_cycle_state: 'POSTED', total_spend_amount: 0 });
	});
});
