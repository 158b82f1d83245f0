/** Our till with its value kept by a CRM.COM elsewhere, which is a second server of our own: the steps, and a line that fails. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventBody } from '../../src/lib/contract/sync/bodies';
import { identified, opened, preview, spent } from '../../src/lib/contract/sync/rewards';
import { productRound } from '../../src/lib/server/crmcom-client/products';
import { waitMs } from '../../src/lib/server/crmcom-client/purchase';
import { readRemoteStatus, tryEverythingNow } from '../../src/lib/server/crmcom-client/status';
import { mostTries } from '../../src/lib/server/crmcom-client/tasks';
import { testId } from '../support/any-basket';
import { basketOf, elenisCard, RemoteRewards, type LineFault } from '../support/remote-rewards';
import { saleBody, shopIds } from '../support/test-shop';

const create = 'customer_events/purchases/create';
const spending = 'customer_events/spend_requests/create';

let two: RemoteRewards;
let eleniHere = '';
beforeAll(async () => {
	two = await RemoteRewards.open();
});
afterAll(() => two.close());
beforeEach(async () => {
	// Past rate limits and every rest of the breaker.
	two.advance(3 * 60_000);
	Object.assign(two, { faults: [], isDown: false, errorStatus: 'legacy200' });
	two.restart();
	await two.setBalance(500);
	const found = await two.backend.identify({ kind: 'card', number: elenisCard }, two.place);
	if (!found.ok) throw new Error(found.code);
	eleniHere = found.member.memberId;
	two.calls.length = 0;
});

let sales = 7000;
const newSale = () => testId((sales += 1));
const fail = (path: string, fault: LineFault) => two.faults.push({ path, fault });

function value<T extends object>(answer: ({ ok: true } & T) | { ok: false; code: string; detail?: string }): T {
	if (!answer.ok) throw new Error(`${answer.code} ${answer.detail ?? ''}`);
	return answer;
}

const open = async (saleId: string) => value(await two.backend.open(saleId, basketOf(eleniHere), two.place)).opened;
const spend = async (saleId: string, amountMinor: number) =>
	value(await two.backend.spend(saleId, { currency: 'EUR', amountMinor }, two.place)).spent;

type Sale = EventBody<'sale.completed'>;

/** The sale reaches the books here; the worker has not run yet. */
async function sell(saleId: string, given: Partial<Sale> = {}): Promise<Sale> {
	const body = saleBody(two.till, { saleId, member: { memberId: eleniHere, cardHmac: null }, ...given });
	await two.till.append('sale.completed', body, { staffId: shopIds.cashier });
	await two.till.push();
	return body;
}

function returnOf(sale: Sale, pieces: readonly number[]): Partial<Sale> {
	const share = (amount: number, index: number) =>
		-Math.round((amount * (pieces[index] ?? 0) * 1000) / (sale.lines[index]?.quantityMilli ?? 1));
	return {
		kind: 'return',
		originalReceiptNumber: sale.receiptNumber,
		lines: sale.lines.flatMap((line, index) => {
			if (!pieces[index]) return [];
			return [
				{
					...line,
					quantityMilli: share(line.quantityMilli, index),
					grossMinor: share(line.grossMinor, index),
					totalMinor: share(line.totalMinor, index)
				}
			];
		}),
		taxes: sale.taxes.map((row) => ({
			...row,
			...{ netMinor: -row.netMinor, taxMinor: -row.taxMinor, grossMinor: -row.grossMinor }
		}))
	};
}

describe('the steps', () => {
	it('identify makes the customer a member here, known by card from then on', async () => {
		const found = value(await two.backend.identify({ kind: 'card', number: elenisCard }, two.place)).member;
		expect(identified.parse(found)).toMatchObject({
			memberId: eleniHere,
			shownName: 'Eleni M.',
			cardLast4: '0011',
			spendBlocked: false,
			balances: [{ currency: 'EUR', balanceMinor: 500 }]
		});
		const byHmac = await two.backend.identify({ kind: 'card_hmac', cardHmac: found.cardHmac ?? '' }, two.place);
		expect(value(byHmac).member.memberId).toBe(eleniHere);
		expect(await two.shop.count('members', `id = '${eleniHere}'`)).toBe(1);
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
		const seen = value(await two.backend.preview(basketOf(eleniHere), two.place)).preview;
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
		expect(opened.parse(await open(saleId))).toMatchObject({ grants: [], additionalMinor: 500 });
		await open(saleId);
		const granted = spent.parse(await spend(saleId, 900));
		expect(granted).toMatchObject({ askedMinor: 900, grant: { kind: 'additional', amountMinor: 500 } });
		expect(await spend(saleId, 900)).toEqual(granted);
		const smaller = await spend(saleId, 200);
		expect(await two.balance()).toBe(500 + 38 - 200);
		await sell(saleId, { spends: [{ kind: 'additional', amountMinor: 200, grantId: smaller.grant?.grantId ?? '' }] });
		await two.tasks();
		expect(await two.task(saleId)).toMatchObject({ state: 'done' });
		expect(await two.balance()).toBe(500 + 38 - 200);
		expect(await two.shop.count('cases', `sale_id = '${saleId}' AND kind LIKE 'remote_%'`)).toBe(0);
	});

	it('abort gives everything back', async () => {
		const saleId = newSale();
		await open(saleId);
		await spend(saleId, 300);
		value(await two.backend.abort(saleId, two.place));
		expect(await two.balance()).toBe(500);
		expect(await two.backend.spend(saleId, { currency: 'EUR', amountMinor: 100 }, two.place)).toMatchObject({
			code: 'not_open'
		});
	});

	it('opened again with another basket, the former purchase makes room', async () => {
		const saleId = newSale();
		const before = await two.posted();
		await open(saleId);
		const basket = basketOf(eleniHere);
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
		await open(saleId);
		await two.setBalance(0);
		expect(await two.backend.spend(saleId, { currency: 'EUR', amountMinor: 100 }, two.place)).toMatchObject({
			code: 'nothing_to_spend'
		});
		value(await two.backend.abort(saleId, two.place));
	});
});

describe('sales that come late', () => {
	it('an offline sale is booked once, at its own time', async () => {
		const saleId = newSale();
		await sell(saleId);
		await two.tasks();
		expect(await two.balance()).toBe(538);
		expect(await two.tasks()).toBe(0);
	});

	it('a whole return takes everything back, a part its part', async () => {
		const saleId = newSale();
		await open(saleId);
		const { grant } = await spend(saleId, 300);
		const sale = await sell(saleId, {
			spends: [{ kind: 'additional', amountMinor: 300, grantId: grant?.grantId ?? '' }]
		});
		await two.tasks();
		await sell(newSale(), returnOf(sale, [1, 0]));
		await two.tasks();
		// 8.40 are left: 0.25 earned, and the spend stands.
		expect(await two.balance()).toBe(500 - 300 + 25);
		const spends = sale.spends.map(({ kind, grantId, amountMinor }) => ({ kind, grantId, amountMinor }));
		await sell(newSale(), { ...returnOf(sale, [1, 1]), spends });
		await two.tasks();
		expect(await two.balance()).toBe(500);
	});

	it('a purchase whose sale never came is cancelled after a quarter of an hour, and honoured when it comes after all', async () => {
		const saleId = newSale();
		await open(saleId);
		const { grant } = await spend(saleId, 300);
		two.advance(waitMs - 60_000);
		await two.sweep();
		expect(await two.balance()).toBe(238);
		two.advance(120_000);
		await two.sweep();
		expect(await two.balance()).toBe(500);
		await sell(saleId, { spends: [{ kind: 'additional', amountMinor: 300, grantId: grant?.grantId ?? '' }] });
		await two.tasks();
		expect(await two.balance()).toBe(238);
	});

	it('a spend that nobody can grant any more stands, with a case', async () => {
		const saleId = newSale();
		await two.setBalance(100);
		await sell(saleId, { spends: [{ kind: 'additional', amountMinor: 300, grantId: 'LATE' }] });
		await two.tasks();
		expect(await two.task(saleId)).toMatchObject({ state: 'done' });
		expect(await two.shop.count('cases', `sale_id = '${saleId}' AND kind = 'remote_spend_not_granted'`)).toBe(1);
		expect(await two.balance()).toBe(38);
	});
});

describe('a line that fails', () => {
	it('an answer lost after the purchase was made: asked again under its reference, booked once', async () => {
		const saleId = newSale();
		const before = await two.posted();
		fail(create, 'after');
		expect(await two.backend.open(saleId, basketOf(eleniHere), two.place)).toMatchObject({
			code: 'rewards_unavailable',
			retry: true
		});
		expect(await two.posted()).toBe(before + 1);
		await sell(saleId);
		await two.tasks();
		expect(await two.posted()).toBe(before + 1);
		expect(await two.balance()).toBe(538);
	});

	it.each(['before', 'after', '500'] as const)('a spend whose call fails (%s) is granted once', async (fault) => {
		const saleId = newSale();
		await open(saleId);
		fail(spending, fault);
		expect(await two.backend.spend(saleId, { currency: 'EUR', amountMinor: 200 }, two.place)).toMatchObject({
			code: 'rewards_unavailable'
		});
		expect(await spend(saleId, 200)).toMatchObject({ grant: { amountMinor: 200 } });
		expect(await two.balance()).toBe(338);
		value(await two.backend.abort(saleId, two.place));
		expect(await two.balance()).toBe(500);
	});

	it('a spend that was granted unheard and not taken is given back with the sale', async () => {
		const saleId = newSale();
		await open(saleId);
		fail(spending, 'after');
		await two.backend.spend(saleId, { currency: 'EUR', amountMinor: 200 }, two.place);
		expect(await two.balance()).toBe(338);
		await sell(saleId);
		await two.tasks();
		expect(await two.balance()).toBe(538);
	});

	it('an abort that is not heard is asked again', async () => {
		const saleId = newSale();
		await open(saleId);
		fail('customer_events/purchases/cancel', 'before');
		value(await two.backend.abort(saleId, two.place));
		expect(await two.balance()).toBe(538);
		await two.sweep();
		expect(await two.balance()).toBe(500);
	});

	it('a task is tried with growing pauses, becomes a case, and settles it itself once the line is back', async () => {
		const saleId = newSale();
		two.isDown = true;
		await sell(saleId);
		for (let round = 0; round < mostTries * 3; round++) {
			await two.tasks();
			two.advance(40 * 60_000);
		}
		expect(await two.task(saleId)).toMatchObject({ state: 'waiting' });
		const open = `sale_id = '${saleId}' AND kind = 'remote_unreachable' AND state =`;
		expect(await two.shop.count('cases', `${open} 'open'`)).toBe(1);
		const status = await readRemoteStatus(two.shop.db, two.client);
		expect(status).toMatchObject({ state: 'silent', host: 'there.example', queue: { waiting: 1, refused: 0 } });
		two.isDown = false;
		two.advance(31_000);
		expect(await tryEverythingNow(two.shop.db, two.shop.ports, shopIds.manager)).toBe(1);
		await two.tasks();
		expect(await readRemoteStatus(two.shop.db, two.client)).toMatchObject({
			state: 'answers',
			queue: { waiting: 0, oldestAt: null }
		});
		expect(await two.task(saleId)).toMatchObject({ state: 'done' });
		expect(await two.shop.count('cases', `${open} 'settled'`)).toBe(1);
		expect(await two.balance()).toBe(538);
	});

	it('an expired token is renewed without anybody noticing', async () => {
		// The other side's clock is ahead: the token ends earlier than we believe.
		two.foreign.shop.ports.advance(2 * 3600_000 + 1000);
		const found = await two.backend.identify({ kind: 'card', number: elenisCard }, two.place);
		expect(found.ok).toBe(true);
		expect(two.calls).toEqual([
			'rewards_participants/show',
			'authentication/web_api_key/token',
			'rewards_participants/show'
		]);
		two.shop.ports.advance(2 * 3600_000 + 1000);
	});

	it('nobody waits for a system that does not answer: the breaker opens, tries once, and closes', async () => {
		two.isDown = true;
		for (let tries = 0; tries < 5; tries++) await two.backend.preview(basketOf(eleniHere), two.place);
		expect(two.backend.health.breaker).toBe('open');
		two.calls.length = 0;
		expect(await two.backend.preview(basketOf(eleniHere), two.place)).toMatchObject({ code: 'rewards_unavailable' });
		expect(two.calls).toEqual([]);
		two.isDown = false;
		two.advance(31_000);
		value(await two.backend.preview(basketOf(eleniHere), two.place));
		expect(two.backend.health.breaker).toBe('closed');
	});

	it('two who speak about one sale at once do not double it', async () => {
		const saleId = newSale();
		const before = await two.posted();
		const answers = await Promise.all([open(saleId), open(saleId), open(saleId)]);
		expect(answers).toHaveLength(3);
		expect(await two.posted()).toBe(before + 1);
		value(await two.backend.abort(saleId, two.place));
	});
});

it('products are sent once a day, and again when the round failed', async () => {
	const round = () => productRound(two.shop.db, two.shop.ports, two.client);
	fail('products/synchronise', '500');
	expect(await round()).toBe(false);
	expect(await round()).toBe(true);
	expect(await round()).toBe(false);
	two.advance(24 * 3600_000 + 1000);
	expect(await round()).toBe(true);
	const [counted] = await two.shop.rows('SELECT sent, refused FROM remote_product_rounds');
	expect(counted).toMatchObject({ sent: 3, refused: 0 });
});
