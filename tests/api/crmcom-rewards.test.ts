/** Our till with its value kept by a CRM.COM elsewhere, which is a second server of our own: the steps. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { identified, opened, preview, spent } from '../../src/lib/contract/sync/rewards';
import { productRound } from '../../src/lib/server/crmcom-client/products';
import { issueCard } from '../../src/lib/server/members/replace-card';
import { newSale, RemoteCustomer, value } from '../support/remote-customer';
import { basketOf, elenisCard, RemoteRewards } from '../support/remote-rewards';
import { shopIds } from '../support/test-shop';

let two: RemoteRewards;
let eleni: RemoteCustomer;
beforeAll(async () => {
	two = await RemoteRewards.open();
});
afterAll(() => two.close());
beforeEach(async () => {
	eleni = await RemoteCustomer.comesIn(two);
});

describe('the steps', () => {
	it('identify makes the customer a member here, known by card from then on', async () => {
		const found = value(await two.backend.identify({ kind: 'card', number: elenisCard }, two.place)).member;
		expect(identified.parse(found)).toMatchObject({
			memberId: eleni.memberId,
			shownName: 'Eleni M.',
			cardLast4: '0011',
			spendBlocked: false,
			balances: [{ currency: 'EUR', balanceMinor: 500 }]
		});
		const byHmac = await two.backend.identify({ kind: 'card_hmac', cardHmac: found.cardHmac ?? '' }, two.place);
		expect(value(byHmac).member.memberId).toBe(eleni.memberId);
		expect(await two.shop.count('members', `id = '${eleni.memberId}'`)).toBe(1);
	});

	it('identify guesses nobody and sends no payment card', async () => {
		const refusal = async (means: Parameters<typeof two.backend.identify>[0]) => {
			const answer = await two.backend.identify(means, two.place);
			return answer.ok ? 'found' : answer.code;
		};
		expect(await refusal({ kind: 'card', number: '9600000000009999' })).toBe('member_not_found');
		expect(await refusal({ kind: 'phone', phone: '+357 99 001122' })).toBe('member_ambiguous');
		two.calls.length = 0;
		expect(await refusal({ kind: 'card', number: '4111 1111 1111 1111' })).toBe('payment_card');
		expect(two.calls).toEqual([]);
	});

	it('preview says what would be earned and spent, and changes nothing', async () => {
		const before = await two.posted();
		const seen = value(await two.backend.preview(basketOf(eleni.memberId), two.place)).preview;
		expect(preview.parse(seen)).toMatchObject({
			awards: [
				{ currency: 'EUR', amountMinor: 38 },
				{ currency: 'PTS', amountMinor: 13 }
			],
			additionalMinor: 500,
			reductionMethod: 'front_end'
		});
		expect(await two.posted()).toBe(before);
	});

	it('open, spend and the sale: booked there once, with what was granted', async () => {
		const saleId = newSale();
		expect(opened.parse(await eleni.open(saleId))).toMatchObject({ grants: [], additionalMinor: 500 });
		await eleni.open(saleId);
		const granted = spent.parse(await eleni.spend(saleId, 900));
		expect(granted).toMatchObject({ askedMinor: 900, grant: { kind: 'additional', amountMinor: 500 } });
		expect(await eleni.spend(saleId, 900)).toEqual(granted);
		const smaller = await eleni.spend(saleId, 200);
		expect(await two.balance()).toBe(500 + 38 - 200);
		await eleni.buy(saleId, {
			spends: [{ kind: 'additional', amountMinor: 200, grantId: smaller.grant?.grantId ?? '' }]
		});
		await two.tasks();
		expect(await two.task(saleId)).toMatchObject({ state: 'done' });
		expect(await two.balance()).toBe(500 + 38 - 200);
		expect(await two.shop.count('cases', `sale_id = '${saleId}' AND kind LIKE 'remote_%'`)).toBe(0);
	});

	it('abort gives everything back', async () => {
		const saleId = newSale();
		await eleni.open(saleId);
		await eleni.spend(saleId, 300);
		value(await two.backend.abort(saleId, two.place));
		expect(await two.balance()).toBe(500);
		expect(await two.backend.spend(saleId, { currency: 'EUR', amountMinor: 100 }, two.place)).toMatchObject({
			code: 'not_open'
		});
	});

	it('opened again with another basket, the former purchase makes room', async () => {
		const saleId = newSale();
		const before = await two.posted();
		await eleni.open(saleId);
		const basket = basketOf(eleni.memberId);
		value(await two.backend.open(saleId, { ...basket, lines: basket.lines.slice(0, 1) }, two.place));
		expect(await two.posted()).toBe(before + 1);
		expect(await two.balance()).toBe(500 + 25);
		value(await two.backend.abort(saleId, two.place));
	});

	it('both ways of refusing are understood', async () => {
		two.errorStatus = 'http';
		expect(await two.backend.identify({ kind: 'card', number: '9600000000009999' }, two.place)).toMatchObject({
			code: 'member_not_found'
		});
		const saleId = newSale();
		await eleni.open(saleId);
		await two.setBalance(0);
		expect(await two.backend.spend(saleId, { currency: 'EUR', amountMinor: 100 }, two.place)).toMatchObject({
			code: 'nothing_to_spend'
		});
		value(await two.backend.abort(saleId, two.place));
	});
});

it('products are sent once a day, and again when the round failed', async () => {
	const round = () => productRound(two.shop.db, two.shop.ports, two.client);
	two.fail('products/synchronise', '500');
	expect(await round()).toBe(false);
	expect(await round()).toBe(true);
	expect(await round()).toBe(false);
	two.advance(24 * 3600_000 + 1000);
	expect(await round()).toBe(true);
	const [counted] = await two.shop.rows('SELECT sent, refused FROM remote_product_rounds');
	expect(counted).toMatchObject({ sent: 3, refused: 0 });
});

describe('a card that was replaced here', () => {
	const show = (means: Parameters<typeof two.backend.identify>[0]) => two.backend.identify(means, two.place);

	it('is still theirs there: the new one finds the customer, the old one is refused as everywhere', async () => {
		const { db, ports } = two.shop;
		const { member } = value(await show({ kind: 'card', number: elenisCard }));
		const wish = { memberId: eleni.memberId, number: null, replaces: Buffer.from(member.cardHmac ?? '', 'base64url') };
		const actor = { kind: 'staff', id: shopIds.manager } as const;
		const issued = await db.transaction().execute((tx) => issueCard(tx, ports, actor, wish, async () => false));
		if (!issued.ok) throw new Error(issued.code);
		const found = value(await show({ kind: 'card', number: issued.cardNumber })).member;
		expect(found).toMatchObject({ memberId: eleni.memberId, balances: [{ balanceMinor: 500 }, {}] });
		const cardHmac = found.cardHmac ?? '';
		expect(value(await show({ kind: 'card_hmac', cardHmac })).member.memberId).toBe(eleni.memberId);
		const basket = { ...basketOf(eleni.memberId), memberId: null, cardHmac };
		expect(value(await two.backend.preview(basket, two.place)).preview.additionalMinor).toBe(500);
		for (const means of [
			{ kind: 'card' as const, number: elenisCard },
			{ kind: 'card_hmac' as const, cardHmac: member.cardHmac ?? '' }
		]) {
			expect(await show(means)).toMatchObject({ code: 'card_not_active', detail: 'replaced' });
		}
		// Never met there before: known by the number that was replaced.
		await two.shop.rows('DELETE FROM remote_members');
		expect(value(await show({ kind: 'card', number: issued.cardNumber })).member.memberId).toBe(eleni.memberId);
	});
});
