/** The purchase that only earns goes the short way: it books, answers and refuses exactly what the longer way does. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { takeAttempt } from '../../src/lib/server/auth/rate-limit';
import { limits } from '../../src/lib/server/crmcom/limits';
import { OwnEngine } from '../../src/lib/server/crmcom/own-engine';
import { demoOffers } from '../../src/lib/server/demo/offers';
import { saveOffer } from '../../src/lib/server/offers/offers';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { byCard, eleni, ForeignTill, marios, purchaseBody } from '../support/foreign-till';
import { shopIds } from '../support/test-shop';

class LongWay extends OwnEngine {
	override readonly keepsValueHere = false;
}

class ShortWay extends OwnEngine {
	override grant(): never {
		throw new Error('the longer way was taken');
	}
}

let till: ForeignTill;
const ways = () => {
	const { db, ports } = till.shop;
	return { long: new LongWay(db, ports), short: new ShortWay(db, ports), either: new OwnEngine(db, ports) };
};

beforeAll(async () => {
	till = await ForeignTill.open();
	const { db, ports } = till.shop;
	for (const rule of demoOffers(() => shopIds.group)) {
		const limited = {
			...rule,
			limits: { ...rule.limits, perMember: { period: 'day', times: null, amountMinor: 100 } }
		};
		const saved = await saveOffer(db, ports, null, { rule: limited, state: 'active' }, shopIds.manager);
		if (!saved.ok) throw new Error(JSON.stringify(saved));
	}
	ports.advance(60_000);
	await till.shop.rows(`INSERT INTO cards (number, hmac, member_id, state) VALUES
		('9600000000000011', '\\x01', '${eleni}', 'active'), ('9600000000000029', '\\x02', '${marios}', 'active')`);
});
beforeEach(async () => {
	till.shop.ports.advance(61_000);
	till.served = ways().either;
	await till.signIn();
});
afterAll(() => till.close());

const today = () => new Date(till.shop.ports.now()).toISOString();
const marked = ['9600000000000011', '9600000000000029'] as const;
const own = new Set(['id', 'number', 'reference_number', 'rewards_participant']);

/** Without what is another one's every time. */
function comparable(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(comparable);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([name]) => !own.has(name))
			.map(([name, of]) => [name, comparable(of)])
	);
}

/** Ids of one millisecond have no order, so rows are compared as a set. */
async function booked(memberId: string) {
	const { shop } = till;
	const rows = {
		purchases:
			await shop.rows(`SELECT state, external_system, classification, currency, total_minor, net_minor, vat_minor, requested_minor,
			reduction_method, grants, echo, awarded_minor, awarded_points, jsonb_path_query_array(awards, '$[*].amountMinor') AS awards
			FROM crmcom_purchases WHERE member_id = '${memberId}' ORDER BY number`),
		lines:
			await shop.rows(`SELECT l.line_no, l.product_id, l.intended_key, l.intended_value, l.quantity_milli, l.discount_minor, l.net_minor,
			l.vat_minor, l.total_minor FROM crmcom_purchase_lines l JOIN crmcom_purchases p ON p.id = l.purchase_id
			WHERE p.member_id = '${memberId}' ORDER BY p.number, l.line_no`),
		transactions:
			await shop.rows(`SELECT kind, actor_kind, at, answer #- '{awards}' AS answer, sale_id IS NOT NULL AS has_sale
			FROM ledger_transactions WHERE member_id = '${memberId}' ORDER BY id`),
		lots: await shop.rows(`SELECT currency, source, offer_id, label, amount_minor, valid_from, expires_at, conditions, basis
			FROM lots WHERE member_id = '${memberId}' ORDER BY created_at, offer_id`),
		entries: await shop.rows(`SELECT e.account, e.currency, e.amount_minor FROM ledger_entries e
			JOIN ledger_transactions t ON t.id = e.transaction_id WHERE t.member_id = '${memberId}' ORDER BY t.id, e.entry_no`),
		gifts: await shop.rows(`SELECT offer_id, at, currency, times, amount_minor FROM offer_gifts
			WHERE member_id = '${memberId}' ORDER BY at, offer_id`)
	};
	const sorted = (of: object[]) => of.map((row) => JSON.stringify(row)).sort();
	return Object.fromEntries(Object.entries(rows).map(([name, of]) => [name, sorted(of)])) as Record<
		keyof typeof rows,
		string[]
	>;
}

describe('a purchase that only earns', () => {
	it('is booked and answered as the longer way does it, until a limit of the day is reached', async () => {
		const at = today();
		for (let n = 0; n < 12; n++) {
			const [quick, slow] = marked.map((card) =>
				purchaseBody({ ...byCard(card), performed_on: at, description: 'Kiosk' })
			);
			till.served = ways().short;
			const first = await till.call('customer_events/purchases/create', quick);
			till.served = ways().long;
			const other = await till.call('customer_events/purchases/create', slow);
			expect(first.code).toBe('OK');
			expect(comparable(first.data)).toEqual(comparable(other.data));
			// What was answered from memory is what the books say.
			expect((await till.call('customer_events/purchases/create', quick)).data).toEqual(first.data);
		}
		const [short, long] = [await booked(eleni), await booked(marios)];
		expect(short).toEqual(long);
		expect(short.gifts.length).toBeGreaterThan(0);
		expect(short.gifts.length).toBeLessThan(24);
		expect(await wallet.drift(till.shop.db)).toEqual([]);
	});

	it('is booked once, from however many tills it comes at the same time', async () => {
		const body = purchaseBody({ performed_on: today() });
		const answers = await Promise.all(
			Array.from({ length: 12 }, () => till.call('customer_events/purchases/create', body))
		);
		expect(answers.map(({ code }) => code)).toEqual(Array.from({ length: 12 }, () => 'OK'));
		expect(new Set(answers.map(({ data }) => data.id)).size).toBe(1);
		expect(await till.shop.count('crmcom_purchases', `reference = '${String(body.reference_number)}'`)).toBe(1);
		expect(await wallet.drift(till.shop.db)).toEqual([]);
	});

	it('of two customers with one reference is refused to the second, at the same time too', async () => {
		const body = purchaseBody({ performed_on: today() });
		const answers = await Promise.all(
			marked.map((card) => till.call('customer_events/purchases/create', { ...body, ...byCard(card) }))
		);
		expect(answers.map(({ code }) => code).sort()).toEqual(
			['CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION', 'OK'].sort()
		);
		const booked = `sale_id = (SELECT id FROM crmcom_purchases WHERE reference = '${String(body.reference_number)}')`;
		expect(await till.shop.count('ledger_transactions', booked)).toBe(1);
	});

	it('with an id of its own is known by it, and another with the same id is refused', async () => {
		const id = 'AB'.repeat(16);
		const body = purchaseBody({ performed_on: today(), id });
		till.served = ways().short;
		const { data } = await till.call('customer_events/purchases/create', body);
		expect(data.id).toBe(id);
		till.served = ways().either;
		expect((await till.purchase({ performed_on: today(), id })).code).toBe(
			'CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION'
		);
	});

	it('can be cancelled, and then be booked again under its reference', async () => {
		const body = purchaseBody({ performed_on: today() });
		const { data } = await till.call('customer_events/purchases/create', body);
		expect((await till.cancel(data)).data.life_cycle_state).toBe('CANCELLED');
		const again = await till.call('customer_events/purchases/create', body);
		expect([again.code, again.data.id === data.id]).toEqual(['OK', false]);
		expect(await wallet.drift(till.shop.db)).toEqual([]);
	});

	it('follows a change of stores and offers at once', async () => {
		const inStore = { performed_by_unit_identifier: { alternative_code: 'S77' } };
		expect((await till.purchase({ ...inStore, performed_on: today() })).code).toBe('UNITS.UNITNOTFOUNDEXCEPTION');
		await till.shop.rows(`INSERT INTO stores (id, code, name, address, tax_number, zone, locale, currency)
			VALUES ('0192f0c4-0000-7000-8000-000000000977', 'S77', 'New Shop', 'x', 'x', 'Europe/Berlin', 'en-GB', 'EUR')`);
		expect((await till.purchase({ ...inStore, performed_on: today() })).code).toBe('OK');
		const earned = async () => (await till.purchase({ performed_on: today(), ...byCard(marked[1]) })).data;
		till.shop.ports.advance(24 * 3600_000);
		await till.signIn();
		expect((await earned()).total_awarded_amount).toBeGreaterThan(0);
		await till.shop.rows(`UPDATE offers SET state = 'paused', changed_at = '${today()}'`);
		till.shop.ports.advance(1_000);
		expect((await earned()).total_awarded_amount).toBe(0);
	});
});

describe('a call', () => {
	it('is counted where limits are, whichever way it is counted', async () => {
		const { db, ports } = till.shop;
		const other = await ForeignTill.open({}, { shop: till.shop, engine: till.engine });
		for (let n = 0; n < 3; n++) await other.call('products/list');
		const [key] = await till.shop.rows<{ id: string }>(
			`SELECT id FROM api_keys ORDER BY created_at DESC, id DESC LIMIT 1`
		);
		const most3 = { ...limits.callsByKey, most: 3 };
		expect(await takeAttempt(db, most3, key?.id ?? '', ports.now())).toMatchObject({ ok: false });
		const most5 = { ...limits.callsByKey, most: 5 };
		expect(await takeAttempt(db, most5, key?.id ?? '', ports.now())).toEqual({ ok: true });
	});

	it('of a key that calls too often waits', async () => {
		const other = await ForeignTill.open({}, { shop: till.shop, engine: till.engine });
		await other.call('products/list');
		await till.shop.rows(
			`UPDATE rate_limits SET count = ${String(limits.callsByKey.most)} WHERE key LIKE 'crmcom-calls:%'`
		);
		const stopped = await other.call('products/list');
		expect([stopped.http, stopped.code]).toEqual([429, 'COMMON.RATELIMITEXCEEDEDEXCEPTION']);
		expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
	});
});
