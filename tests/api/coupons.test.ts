/** Codes that customers show: whoever shows one earns what its offer gives, at our tills and at foreign ones. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OwnEngine } from '../../src/lib/server/crmcom/own-engine';
import { saveOffer } from '../../src/lib/server/offers/offers';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testOffer } from '../support/any-offer';
import { eleni, ForeignTill } from '../support/foreign-till';
import { basketOf, elenisCard, RemoteRewards } from '../support/remote-rewards';
import { saleBody, shopIds, type TestShop } from '../support/test-shop';

const { id: _id, version: _version, ...plain } = testOffer({});
const rule = {
	...plain,
	conditions: { ...plain.conditions, couponId: 'SPRING10' },
	effect: {
		kind: 'award' as const,
		currency: 'EUR',
		give: { form: 'fixed' as const, amountMinor: 100 },
		lot: {
			...{ expiry: { kind: 'never' as const }, validAfterHours: 0, storeIds: [], hours: [] },
			lines: { include: [], exclude: [], promotions: 'any' as const }
		}
	}
};

async function offerIn({ db, ports }: TestShop, couponId = 'SPRING10') {
	const written = { ...rule, conditions: { ...rule.conditions, couponId } };
	return saveOffer(db, ports, null, { rule: written, state: 'active' }, shopIds.manager);
}

let foreign: ForeignTill;
let shop: TestShop;
beforeAll(async () => {
	foreign = await ForeignTill.open();
	({ shop } = foreign);
	foreign.served = new OwnEngine(shop.db, shop.ports);
	await shop.rows(`INSERT INTO cards (number, hmac, member_id, state)
		VALUES ('${elenisCard}', '\\x01', '${eleni}', 'active')`);
	expect(await offerIn(shop)).toMatchObject({ ok: true });
});
afterAll(() => shop.close());
beforeEach(async () => {
	shop.ports.advance(61_000);
	await foreign.signIn();
});

const today = () => new Date(shop.ports.now()).toISOString();

async function balance(): Promise<number> {
	const all = (await wallet.balances(shop.db, [eleni], shop.ports.now())).get(eleni) ?? [];
	return all.find(({ currency }) => currency === 'EUR')?.balanceMinor ?? 0;
}

describe('an offer with a code', () => {
	it.each(['spring10', 'AB', '4006381333931', 'TEN%'])(
		'is refused with %j: no till would ever read it',
		async (code) => {
			const refused = { code: 'invalid', path: 'conditions.couponId' };
			expect(await offerIn(shop, code)).toMatchObject({ ok: false, faults: [refused] });
		}
	);
});

describe('a sale of our own till', () => {
	it('earns what the code gives, and nothing without it', async () => {
		const till = await shop.till();
		const sell = async (coupons?: string[]) => {
			const body = saleBody(till, { member: { memberId: eleni, cardHmac: null }, ...(coupons && { coupons }) });
			await till.append('sale.completed', body, { staffId: shopIds.cashier });
			await till.push();
		};
		const before = await balance();
		await sell();
		expect(await balance()).toBe(before);
		await sell(['OTHER-1', 'SPRING10']);
		expect(await balance()).toBe(before + 100);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});
});

describe('a purchase of a foreign till', () => {
	it('foresees and earns what promo_code gives, in any case, and cancelling takes it back', async () => {
		const before = await balance();
		const ask = { performed_on: today(), promo_code: ' spring10' };
		const lines = [{ product_identifier: { code: 'P1' }, net_amount: 3.27, vat_amount: 0.23, total_amount: 3.5 }];
		const preview = await foreign.call('customer_events/purchases/preview', {
			...{ rewards_participant_identifier: { access_token_identifier: { authentication_code: elenisCard } } },
			...{ performed_by_unit_identifier: { alternative_code: 'S01' }, products_set: lines, ...ask }
		});
		expect(preview.data).toMatchObject({ total_award_amount: 1 });
		const booked = await foreign.purchase(ask);
		expect(booked.data).toMatchObject({ total_awarded_amount: 1 });
		expect(await balance()).toBe(before + 100);
		for (const promo_code of [undefined, 'ten%']) await foreign.purchase({ performed_on: today(), promo_code });
		expect(await balance()).toBe(before + 100);
		await foreign.cancel(booked.data);
		expect(await balance()).toBe(before);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});
});

describe('with a CRM.COM elsewhere', () => {
	it('the code goes along, before the sale and with it', async () => {
		const two = await RemoteRewards.open();
		try {
			expect(await offerIn(two.foreign.shop)).toMatchObject({ ok: true });
			two.advance(3 * 60_000);
			const found = await two.backend.identify({ kind: 'card', number: elenisCard }, two.place);
			if (!found.ok) throw new Error(found.code);
			const { memberId } = found.member;
			const worth = async (coupons: string[]) => {
				const seen = await two.backend.preview({ ...basketOf(memberId), coupons }, two.place);
				if (!seen.ok) throw new Error(seen.code);
				return seen.preview.awards.find(({ currency }) => currency === 'EUR')?.amountMinor ?? 0;
			};
			expect((await worth(['SPRING10'])) - (await worth([]))).toBe(100);
			const sell = async (coupons?: string[]) => {
				const before = await two.balance();
				const body = saleBody(two.till, { member: { memberId, cardHmac: null }, ...(coupons && { coupons }) });
				await two.till.append('sale.completed', body, { staffId: shopIds.cashier });
				await two.till.push();
				await two.tasks();
				return (await two.balance()) - before;
			};
			const without = await sell();
			expect((await sell(['SPRING10'])) - without).toBe(100);
			// One that is unknown there takes nothing else away, and the purchase is booked once.
			two.knowsNoCodes = true;
			const posted = await two.posted();
			expect(await worth(['SPRING10'])).toBe(await worth([]));
			expect(await sell(['SPRING10'])).toBe(without);
			expect(await two.posted()).toBe(posted + 1);
		} finally {
			await two.close();
		}
	});
});
