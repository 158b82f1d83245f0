/** An offer that pays for its own purchase: once a member, within its budget, whoever's till asks. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { opened, type RewardBasket } from '../../src/lib/contract/sync/rewards';
import { OwnEngine } from '../../src/lib/server/crmcom/own-engine';
import { saveOffer } from '../../src/lib/server/offers/offers';
import { answerAbort, answerOpen } from '../../src/lib/server/rewards/answer';
import { withRewards } from '../../src/lib/server/rewards/rewards';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testOffer } from '../support/any-offer';
import { testId } from '../support/any-basket';
import { eleni, ForeignTill } from '../support/foreign-till';
import { returnBody } from '../support/returns';
import { saleBody, shopIds, type TestShop } from '../support/test-shop';
import { post, type TestTill } from '../support/test-till';

let foreign: ForeignTill;
let shop: TestShop;
let till: TestTill;
let other: TestTill;
let offerId: string;
let numbers = 7000;
const newId = () => testId((numbers += 1));

beforeAll(async () => {
	foreign = await ForeignTill.open();
	({ shop } = foreign);
	foreign.served = new OwnEngine(shop.db, shop.ports);
	till = await shop.till();
	other = await shop.till(shopIds.tillB);
	await shop.rows(`INSERT INTO cards (number, hmac, member_id, state)
		VALUES ('9600000000000011', '\\x01', '${eleni}', 'active')`);
});
afterAll(() => shop.close());

/** Every test has an offer of its own: 2.00 off at once, once a member, 5.00 in all. */
beforeEach(async () => {
	await shop.rows(`UPDATE offers SET state = 'ended', changed_at = '${now()}' WHERE state = 'active'`);
	const {
		id: _id,
		version: _version,
		...rule
	} = testOffer({
		effect: { kind: 'instant_spend', give: { form: 'fixed', amountMinor: 200 } },
		limits: { perMember: { period: 'ever', times: 1, amountMinor: null }, budgetMinor: 500 }
	});
	const saved = await saveOffer(shop.db, shop.ports, null, { rule, state: 'active' }, shopIds.manager);
	if (!saved.ok) throw new Error(JSON.stringify(saved));
	offerId = saved.id;
	shop.ports.advance(61_000);
	await foreign.signIn();
});

const now = () => new Date(shop.ports.now()).toISOString();

async function newMember(): Promise<string> {
	const id = newId();
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${id}', 'Nora Berg')`);
	return id;
}

const basket = (memberId: string): RewardBasket => ({
	...{ memberId, cardHmac: null, currency: 'EUR', pricesIncludeTax: true },
	lines: [
		{
			...{ lineNo: 1, productId: shopIds.products[0], sku: 'P1', code: null, quantityMilli: 3000, unitPriceMinor: 420 },
			...{ minimumPriceMinor: null, grossMinor: 1260, totalMinor: 1260, taxRateBp: 700 }
		}
	],
	...{ appliedOffers: [], coupons: [], rulesVersion: 0 }
});

async function open(memberId: string, saleId = newId(), by = till) {
	const request = post('/api/till/rewards/open', { saleId, basket: basket(memberId) }, by.token);
	return { saleId, ...opened.parse(await (await answerOpen(withRewards(shop.app), request)).json()) };
}

function abort(saleId: string, by = till) {
	return answerAbort(withRewards(shop.app), post('/api/till/rewards/abort', { saleId }, by.token));
}

async function close(memberId: string, { saleId, grants }: Awaited<ReturnType<typeof open>>, by = till) {
	const spends = grants.map(({ grantId, kind, amountMinor }) => ({ grantId, kind, amountMinor }));
	const body = saleBody(by, { saleId, member: { memberId, cardHmac: null }, spends });
	await by.append('sale.completed', body, { staffId: shopIds.cashier });
	await by.push();
	return body;
}

async function given(): Promise<{ times: number; minor: number }> {
	const [row] = await shop.rows<{ times: number; minor: number }>(
		`SELECT coalesce(sum(times), 0)::int AS times, coalesce(sum(amount_minor), 0)::int AS minor
		FROM offer_gifts WHERE offer_id = '${offerId}'`
	);
	return row ?? { times: 0, minor: 0 };
}

describe('an instant offer at our own tills', () => {
	it('is given once a member, and counted when the sale is there', async () => {
		const member = await newMember();
		const first = await open(member);
		expect(first.instantMinor).toBe(200);
		expect(await given()).toEqual({ times: 0, minor: 0 });
		await close(member, first);
		expect(await given()).toEqual({ times: 1, minor: 200 });
		expect((await open(member)).instantMinor).toBe(0);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('counts while a sale holds it, at every till, but not against that sale', async () => {
		const member = await newMember();
		const { saleId } = await open(member);
		expect((await open(member, newId(), other)).instantMinor).toBe(0);
		expect((await open(member, saleId)).instantMinor).toBe(200);
		await abort(saleId);
		const next = await open(member, newId(), other);
		expect(next.instantMinor).toBe(200);
		await close(member, next, other);
	});

	it('never gives more than its budget, also when many tills ask at once', async () => {
		const members = await Promise.all(Array.from({ length: 6 }, newMember));
		const sales = await Promise.all(members.map((member, n) => open(member, newId(), n % 2 === 0 ? till : other)));
		const held = sales.map(({ instantMinor }) => instantMinor);
		expect(held.sort((a, b) => b - a)).toEqual([200, 200, 100, 0, 0, 0]);
	});

	it('counts a grant that had ended when its sale came, and says that the budget is crossed', async () => {
		const members = [await newMember(), await newMember(), await newMember()] as const;
		const [late, ...others] = [await open(members[0]), await open(members[1]), await open(members[2])] as const;
		shop.ports.advance(3_600_000);
		await wallet.expire(shop.db, shop.ports);
		for (const { saleId } of others) await abort(saleId);
		for (const member of members.slice(1)) await close(member, await open(member));
		await close(members[0], late);
		expect(await given()).toEqual({ times: 3, minor: 600 });
		expect((await open(members[0])).instantMinor).toBe(0);
		const cases = `kind = 'budget_exceeded' AND detail::text LIKE '%${offerId}%'`;
		expect(await shop.count('cases', cases)).toBe(1);
	});

	it('comes back with the goods', async () => {
		const member = await newMember();
		const original = await close(member, await open(member));
		const back = returnBody(till, original, new Map(original.lines.map((line) => [line.lineNo, line.quantityMilli])), {
			returned: new Map()
		});
		await till.append('sale.completed', back, { staffId: shopIds.cashier });
		await till.push();
		expect(await given()).toEqual({ times: 0, minor: 0 });
		expect((await open(member)).instantMinor).toBe(200);
	});
});

describe('an instant offer at foreign tills', () => {
	const purchase = (more: Record<string, unknown> = {}) => foreign.purchase({ performed_on: now(), ...more });
	const instant = ({ data }: { data: Record<string, unknown> }) => data.total_instant_spend_amount;

	it('is given once, and again when the purchase is cancelled', async () => {
		const first = await purchase();
		expect(instant(first)).toBe(2);
		expect(instant(await purchase())).toBe(0);
		expect(await given()).toEqual({ times: 1, minor: 200 });
		expect((await foreign.cancel(first.data)).data.life_cycle_state).toBe('CANCELLED');
		expect(await given()).toEqual({ times: 0, minor: 0 });
		expect(instant(await purchase())).toBe(2);
	});

	it('is not used up by a till that does not want it', async () => {
		expect(instant(await purchase({ disable_instant_spend: true }))).toBe(0);
		expect(instant(await purchase())).toBe(2);
	});
});
