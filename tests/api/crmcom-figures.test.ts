/** What our till is told of value that a CRM.COM elsewhere keeps: figures that count nothing twice, and reasons. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { EventBody } from '../../src/lib/contract/sync/bodies';
import { readPublicReceipt } from '../../src/lib/server/receipts/public';
import { answerReturnLookup } from '../../src/lib/server/returns/answer';
import { foundReceipt } from '../../src/lib/contract/sync/returns';
import { tryEverythingNow } from '../../src/lib/server/crmcom-client/status';
import { testId } from '../support/any-basket';
import { eleni } from '../support/foreign-till';
import { basketOf, elenisCard, RemoteRewards } from '../support/remote-rewards';
import { post } from '../support/test-till';
import { saleBody, shopIds } from '../support/test-shop';

let two: RemoteRewards;
let eleniHere = '';
beforeAll(async () => {
	two = await RemoteRewards.open();
	const found = await two.backend.identify({ kind: 'card', number: elenisCard }, two.place);
	if (!found.ok) throw new Error(found.code);
	eleniHere = found.member.memberId;
});
afterAll(() => two.close());
beforeEach(async () => {
	two.advance(3 * 60_000);
	two.isDown = false;
	two.restart();
	await two.setBalance(500);
});

let sales = 9000;
const newSale = () => testId((sales += 1));

async function open(saleId: string) {
	const answer = await two.backend.open(saleId, basketOf(eleniHere), two.place);
	if (!answer.ok) throw new Error(answer.code);
	return answer.opened;
}

async function sell(given: Partial<EventBody<'sale.completed'>> = {}) {
	const body = saleBody(two.till, { saleId: newSale(), member: { memberId: eleniHere, cardHmac: null }, ...given });
	await two.till.append('sale.completed', body, { staffId: shopIds.cashier });
	await two.till.push();
	return body;
}

it('a sale opened again tells what was foreseen before it stood there: neither award nor spend counts twice', async () => {
	const saleId = newSale();
	const first = await open(saleId);
	expect(first).toMatchObject({ additionalMinor: 500, balances: [{ currency: 'EUR', balanceMinor: 500 }] });
	await two.backend.spend(saleId, { currency: 'EUR', amountMinor: 200 }, two.place);
	expect(await two.balance()).toBe(338);
	expect(await open(saleId)).toEqual(first);
	await two.backend.abort(saleId, two.place);
});

it('where nothing can be spent, the reason is told', async () => {
	const there = two.foreign.shop;
	const reason = async () => {
		await two.backend.identify({ kind: 'card', number: elenisCard }, two.place);
		const seen = await two.backend.preview(basketOf(eleniHere), two.place);
		return seen.ok ? seen.preview.additionalRefusal : seen.code;
	};
	expect(await reason()).toBeUndefined();
	await there.rows(`UPDATE members SET spend_blocked = true WHERE id = '${eleni}'`);
	expect(await reason()).toBe('spend_blocked');
	await there.rows(`UPDATE members SET spend_blocked = false WHERE id = '${eleni}'`);
	await there.rows('UPDATE reward_settings SET minimum_spend_minor = 600');
	expect(await reason()).toBe('amount_below_minimum');
	await there.rows('UPDATE reward_settings SET minimum_spend_minor = 0');
	await two.setBalance(0);
	expect(await reason()).toBe('nothing_to_spend');
});

it('a return is told what the sale was given there and what the member has now', async () => {
	const sale = await sell();
	const { saleId, receiptNumber } = sale;
	const look = async () => {
		const lookup = { returnId: newSale(), receipt: { via: 'number', receiptNumber }, allSent: true };
		const request = post('/api/till/returns/lookup', lookup, two.till.token);
		const response = await answerReturnLookup({ ...two.shop.app, rewards: two.backend }, request);
		const { awards, balances } = foundReceipt.parse(await response.json());
		return { awards: awards?.map(({ currency, amountMinor }) => [currency, amountMinor]) ?? null, balances };
	};
	expect((await look()).awards).toBeNull();
	await two.tasks();
	const told = await look();
	expect(told.awards).toEqual([
		['EUR', 38],
		['PTS', 13]
	]);
	expect(told.balances).toMatchObject([{ currency: 'EUR', balanceMinor: 538 }, { currency: 'PTS' }]);
	two.isDown = true;
	expect(await look()).toEqual({ awards: told.awards, balances: [] });
	two.isDown = false;
	const [line] = sale.lines;
	if (!line) throw new Error('A sale without lines.');
	const back = { ...line, quantityMilli: -1000, grossMinor: -420, totalMinor: -420 };
	await sell({ kind: 'return', originalReceiptNumber: receiptNumber, lines: [back] });
	await two.tasks();
	// The till takes off what went back before: it is told of the sale as it was.
	expect((await look()).awards).toEqual(told.awards);
	expect(await two.task(saleId)).toMatchObject({ state: 'done' });
});

it('the public receipts of its returns say what went back, each of its own', async () => {
	const sale = await sell();
	await two.tasks();
	const [line] = sale.lines;
	if (!line) throw new Error('A sale without lines.');
	const tokens = ['a', 'b'].map((letter) => letter.repeat(22));
	for (const token of tokens) {
		const part = { ...line, quantityMilli: -1000, grossMinor: -420, totalMinor: -420 };
		const receiptTokenHash = createHash('sha256').update(token).digest('base64url');
		await sell({ kind: 'return', originalReceiptNumber: sale.receiptNumber, lines: [part], receiptTokenHash });
		await two.tasks();
	}
	const shown = await Promise.all(
		tokens.map((token) => readPublicReceipt(two.shop.db, token, 'https://shop.example/r'))
	);
	// A third of 0.38 and of 13 points each time.
	const thirds = (money: number, points: number) => [
		{ currency: 'EUR', amountMinor: money },
		{ currency: 'PTS', amountMinor: points }
	];
	expect(shown.map((one) => one?.document.takenBack)).toEqual([thirds(13, 4), thirds(12, 5)]);
});

it('a sale of somebody who is not known there waits as a case, which ends once they are', async () => {
	const id = testId(8803);
	await two.shop.rows(
		`INSERT INTO members (id, name, email, email_proven_at, joined_by, created_at)
		VALUES ('${id}', 'Yiannis K', 'yiannis@example.com', now(), 'my', now())`
	);
	const { saleId } = await sell({ member: { memberId: id, cardHmac: null } });
	await two.tasks();
	expect(await two.task(saleId)).toMatchObject({ state: 'refused' });
	const cases = (state: string) =>
		two.shop.count('cases', `sale_id = '${saleId}' AND kind = 'remote_member_unknown' AND state = '${state}'`);
	expect(await cases('open')).toBe(1);
	await two.foreign.shop.rows(
		`INSERT INTO members (id, name, email, joined_by, created_at)
		VALUES ('${testId(8804)}', 'Yiannis K', 'yiannis@example.com', 'till', now())`
	);
	await tryEverythingNow(two.shop.db, two.shop.ports, shopIds.manager);
	await two.tasks();
	expect(await two.task(saleId)).toMatchObject({ state: 'done' });
	expect(await cases('open')).toBe(0);
	expect(await cases('settled')).toBe(1);
});
