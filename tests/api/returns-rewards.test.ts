import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SaleBody, SaleLine } from '../../src/lib/domain/receipt/sale';
import { taxAfterSpends } from '../../src/lib/domain/receipt/taxable';
import { uuidv7 } from '../../src/lib/domain/id';
import { demoOffers } from '../../src/lib/server/demo/offers';
import { cardHmac, cardKey } from '../../src/lib/server/members/card';
import { readAccount } from '../../src/lib/server/members/account';
import { giveCard } from '../../src/lib/server/members/give-card';
import { saveOffer } from '../../src/lib/server/offers/offers';
import { readPublicReceipt } from '../../src/lib/server/receipts/public';
import { bookRewards, type BookedSale } from '../../src/lib/server/rewards/book';
import { bookClaimed } from '../../src/lib/server/rewards/claims';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import '../support/property-seed';
import { returnBody } from '../support/returns';
import { saleBody, shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
let other: TestTill;
const member = testId(400);
const offerIds = new Map<string, string>();

beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	other = await shop.till(shopIds.tillB);
	await Promise.all([till.push(), other.push()]);
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${member}', 'Nora Berg'), ('${testId(401)}', 'Ben Grau')`);
	const [cashback] = demoOffers(() => shopIds.group);
	if (!cashback) throw new Error('the demo shop has no offers');
	const once = { period: 'day', times: 2, amountMinor: null } as const;
	await addOffer({
		...cashback,
		name: 'Limited',
		limits: { ...cashback.limits, perMember: once, budgetMinor: 1_000_000 }
	});
	await addOffer({ ...cashback, name: 'Small', limits: { ...cashback.limits, budgetMinor: 100 } });
	await addOffer({ ...cashback, name: 'Plain' });
	await addOffer({
		...cashback,
		name: 'Off',
		effect: { kind: 'discount', form: 'percent', percentBp: 1000 },
		limits: { ...cashback.limits, budgetMinor: 50_000 }
	});
	shop.ports.advance(1000);
});
afterAll(() => shop.close());

async function addOffer(rule: ReturnType<typeof demoOffers>[number]): Promise<void> {
	const saved = await saveOffer(shop.db, shop.ports, null, { rule, state: 'active' }, shopIds.manager);
	if (!saved.ok) throw new Error(JSON.stringify(saved));
	offerIds.set(rule.name, saved.id);
}

const newId = () => uuidv7(shop.ports.now(), randomBytes(10));
const offer = (name: string) => offerIds.get(name) ?? '';

type Wish = { pieces: number[]; offMinor?: number; spentMinor?: number; cardHmac?: string; memberId?: string | null };

/** A sale of these pieces at 4.20, with something off every line and something spent. */
function sale(
	at: TestTill,
	{ pieces, offMinor = 0, spentMinor = 0, cardHmac: hmac, memberId = member }: Wish
): SaleBody {
	const template = saleBody(at, { saleId: newId(), member: { memberId, cardHmac: hmac ?? null } });
	const [first] = template.lines;
	const lines = pieces.map((count, index): SaleLine => {
		const grossMinor = count * 420;
		const discounts =
			offMinor > 0 ? [{ kind: 'offer' as const, source: offer('Off'), label: 'Off', amountMinor: offMinor }] : [];
		const place = {
			lineNo: index + 1,
			quantityMilli: count * 1000,
			grossMinor,
			totalMinor: grossMinor - (offMinor > 0 ? offMinor : 0)
		};
		return { ...(first as SaleLine), ...place, discounts };
	});
	const spends = spentMinor > 0 ? [{ kind: 'additional' as const, amountMinor: spentMinor, grantId: newId() }] : [];
	const rules = {
		pricesIncludeTax: true,
		taxMode: 'receipt' as const,
		taxRates: [{ id: 'reduced', rateBp: 700, letter: 'B' }]
	};
	const { taxes, dueMinor } = taxAfterSpends(lines, { spends }, rules);
	const itemsMinor = lines.reduce((sum, line) => sum + line.grossMinor, 0);
	const discountsMinor = itemsMinor - lines.reduce((sum, line) => sum + line.totalMinor, 0);
	const taxMinor = taxes.reduce((sum, row) => sum + row.taxMinor, 0);
	const totals = {
		itemsMinor,
		discountsMinor,
		taxMinor,
		dueMinor,
		roundingMinor: 0,
		paidMinor: dueMinor,
		changeMinor: 0
	};
	const tenders = [{ kind: 'cash' as const, amountMinor: dueMinor, givenMinor: dueMinor, changeMinor: 0 }];
	return { ...template, lines, spends, taxes, totals, tenders };
}

async function book(at: TestTill, body: SaleBody): Promise<string> {
	await at.append('sale.completed', body, { staffId: shopIds.manager });
	const { answers } = await at.push(at.journal.slice(-1));
	return answers.at(-1)?.result ?? '';
}

/** Everything that offers and wallets know of everybody. */
async function standing() {
	const gifts = await shop.rows(
		`SELECT offer_id, coalesce(member_id::text, '') AS member, sum(times)::int AS times, sum(amount_minor)::int AS minor FROM offer_gifts
		GROUP BY 1, 2 HAVING sum(times) <> 0 OR sum(amount_minor) <> 0 ORDER BY 1, 2`
	);
	const budgets = await shop.rows(
		`SELECT offer_id, given_minor::int FROM offer_budgets WHERE given_minor <> 0 ORDER BY 1`
	);
	const lots = await shop.rows(
		`SELECT b.member_id, l.currency, sum(b.balance_minor)::int AS minor FROM lot_balances b JOIN lots l ON l.id = b.lot_id
		GROUP BY 1, 2 HAVING sum(b.balance_minor) <> 0 ORDER BY 1, 2`
	);
	return { gifts, budgets, lots };
}

const balance = async (memberId: string, currency = 'EUR') =>
	(await wallet.balances(shop.db, [memberId], shop.ports.now())).get(memberId)?.find((one) => one.currency === currency)
		?.balanceMinor ?? 0;

describe('a sale that comes back in parts', () => {
	it('leaves wallets, limits and budgets as they were, however it is parted', async () => {
		await book(till, sale(till, { pieces: [5] }));
		const pieces = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 });
		const wish = fc.record({ pieces, offMinor: fc.constantFrom(0, 7, 42), spentMinor: fc.constantFrom(0, 13, 60) });
		await fc.assert(
			fc.asyncProperty(wish, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), async (given, steps) => {
				const before = await standing();
				const original = sale(till, given);
				expect(await book(till, original)).toMatch(/^applied/);
				expect(await standing()).not.toEqual(before);
				const returned = new Map<number, number>();
				for (let n = 0; ; n++) {
					const open = original.lines.filter(
						({ lineNo, quantityMilli }) => (returned.get(lineNo) ?? 0) < quantityMilli
					);
					const line = open[n % Math.max(open.length, 1)];
					if (!line) break;
					const left = line.quantityMilli - (returned.get(line.lineNo) ?? 0);
					const milli = Math.min(left, Number(steps.next().value) * 1000);
					const at = n % 2 === 0 ? till : other;
					const body = returnBody(at, original, new Map([[line.lineNo, milli]]), {
						returned: new Map(returned),
						saleId: newId()
					});
					expect(await book(at, body)).toBe('applied');
					returned.set(line.lineNo, (returned.get(line.lineNo) ?? 0) + milli);
				}
				expect(await standing()).toEqual(before);
			}),
			{ numRuns: 12 }
		);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('frees the limit of a member: what was given back may be given again', async () => {
		const fresh = testId(410);
		await shop.rows(`INSERT INTO members (id, name) VALUES ('${fresh}', 'Ida Vogel')`);
		const timesUsed = async () =>
			(
				await shop.rows<{ n: number }>(
					`SELECT coalesce(sum(times), 0)::int AS n FROM offer_gifts WHERE offer_id = '${offer('Limited')}' AND member_id = '${fresh}'`
				)
			)[0]?.n;
		const bodies = [1, 2, 3].map(() => sale(till, { pieces: [4], memberId: fresh }));
		for (const body of bodies) await book(till, body);
		expect(await timesUsed()).toBe(2);
		await book(till, returnBody(till, bodies[0] as SaleBody, new Map([[1, 4000]]), { saleId: newId() }));
		expect(await timesUsed()).toBe(1);
		await book(till, sale(till, { pieces: [4], memberId: fresh }));
		expect(await timesUsed()).toBe(2);
	});

	it('tells on its receipts what was earned and went back, and waits with that for its sale', async () => {
		const original = sale(till, { pieces: [4] });
		const token = randomBytes(32).toString('base64url');
		const receiptTokenHash = createHash('sha256').update(token).digest('base64url');
		const event = await till.append('sale.completed', original, { staffId: shopIds.cashier });
		const back = returnBody(other, original, new Map([[1, 2000]]), { saleId: newId() });
		await book(other, { ...back, receiptTokenHash });
		const shown = async () => (await readPublicReceipt(shop.db, token, 'https://shop.example/r'))?.document;
		expect(await shown()).toMatchObject({ takenBack: 'later', document: { originalNumber: original.receiptNumber } });
		await till.push([event]);
		const earned = (await wallet.earnedOn(shop.db, [original.saleId])).get(original.saleId) ?? [];
		const half = earned.map((worth) => ({ ...worth, amountMinor: expect.any(Number) as number }));
		expect(half.length).toBeGreaterThan(0);
		expect((await shown())?.takenBack).toEqual(half);
		const account = await readAccount(shop.db, member, shop.ports.now());
		const own = account?.receipts.find(({ saleId }) => saleId === back.saleId);
		expect(own?.takenBack).toEqual((await shown())?.takenBack);
		expect(account?.receipts.find(({ saleId }) => saleId === original.saleId)).not.toHaveProperty('takenBack');
	});

	it('before its sale arrives gives and takes once both are there', async () => {
		const before = await standing();
		const original = sale(till, { pieces: [3], offMinor: 20 });
		const event = await till.append('sale.completed', original, { staffId: shopIds.cashier });
		await book(other, returnBody(other, original, new Map([[1, 3000]]), { saleId: newId() }));
		expect(await standing()).toEqual(before);
		await till.push([event]);
		expect(await standing()).toEqual(before);
	});
});

describe('a card that becomes known later', () => {
	it('earns for the sales that kept it, once, by the rules of their time', async () => {
		const number = '9600010000000426';
		const hmac = cardHmac(await cardKey(shop.db, shop.ports), number);
		const ben = testId(401);
		const card = { cardHmac: hmac.toString('base64url'), memberId: null };
		const [kept, back] = [sale(till, { pieces: [10], ...card }), sale(till, { pieces: [4], ...card })];
		await book(till, kept);
		await book(till, back);
		await book(till, returnBody(till, back, new Map([[1, 4000]]), { saleId: newId() }));
		// What is promised from now on does not count for what was sold before.
		shop.ports.advance(60_000);
		const [cashback] = demoOffers(() => shopIds.group);
		if (cashback) await addOffer({ ...cashback, name: 'Later' });
		shop.ports.advance(60_000);
		expect(await balance(ben)).toBe(0);
		await shop.db.transaction().execute(async (tx) => {
			const given = await giveCard(tx, shop.ports, { number, memberId: ben }, () => Promise.resolve(true));
			expect(given).toEqual({ ok: true });
		});
		expect(await bookClaimed(shop.db, shop.ports)).toBe(3);
		const earned = await balance(ben);
		// 42.00: 3 % by the limited and the plain offer; what is left of the small budget comes on top.
		expect(earned).toBeGreaterThanOrEqual(2 * 126);
		expect(earned).toBeLessThanOrEqual(3 * 126);
		expect(await shop.count('offer_gifts', `offer_id = '${offer('Later')}'`)).toBe(0);
		expect(await bookClaimed(shop.db, shop.ports)).toBe(0);
		await shop.rows(`INSERT INTO claimed_sales SELECT id FROM sales WHERE member_id = '${ben}'`);
		expect(await bookClaimed(shop.db, shop.ports)).toBe(3);
		expect(await balance(ben)).toBe(earned);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});
});

describe('the budget of an offer', () => {
	it('is not overrun by awards of sales that are booked at once', async () => {
		const [cashback] = demoOffers(() => shopIds.group);
		if (!cashback) throw new Error('the demo shop has no offers');
		await addOffer({ ...cashback, name: 'Race', limits: { ...cashback.limits, budgetMinor: 57 } });
		shop.ports.advance(1000);
		// 12.60 earn 38 cents: there is enough for one sale and a half.
		const booked = [testId(450), testId(451)].map((memberId): BookedSale => {
			const body = sale(till, { pieces: [3], memberId });
			return { body, memberId, atMs: shop.ports.now(), eventHash: body.saleId, tillId: null, deviceId: null };
		});
		await shop.rows(`INSERT INTO members (id, name) VALUES ('${testId(450)}', 'One'), ('${testId(451)}', 'Two')`);
		let letGo: () => void = () => undefined;
		const gate = new Promise<void>((done) => (letGo = done));
		let isIn: () => void = () => undefined;
		const inside = new Promise<void>((done) => (isIn = done));
		const first = shop.db.transaction().execute(async (trx) => {
			await bookRewards(trx, shop.ports, booked.slice(0, 1));
			isIn();
			await gate;
		});
		await inside;
		let isSecondDone = false;
		const second = shop.db.transaction().execute(async (trx) => {
			await bookRewards(trx, shop.ports, booked.slice(1));
			isSecondDone = true;
		});
		// Whether it waits for the lock or for the sum's row, it can only end after the first.
		await new Promise((done) => setTimeout(done, 300));
		expect(isSecondDone).toBe(false);
		letGo();
		await Promise.all([first, second]);
		const [given] = await shop.rows<{ minor: number }>(
			`SELECT given_minor::int AS minor FROM offer_budgets WHERE offer_id = '${offer('Race')}'`
		);
		expect(given?.minor).toBe(57);
	});

	it('that a till’s discounts cross is told once; the discount stands', async () => {
		const cases = () => shop.count('cases', `kind = 'budget_exceeded'`);
		expect(await cases()).toBe(0);
		await book(till, sale(till, { pieces: [200], offMinor: 49_000 }));
		expect(await cases()).toBe(0);
		await Promise.all([till, other].map((at) => book(at, sale(at, { pieces: [10], offMinor: 2_000 }))));
		expect(await cases()).toBe(1);
	});
});
