import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCases, readCase, reopenCase, settleCase } from '../../src/lib/server/cases/cases';
import { saveOffer } from '../../src/lib/server/offers/offers';
import { testId } from '../support/any-basket';
import { testOffer } from '../support/any-offer';
import { saleBody, sell, shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
const member = testId(400);
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${member}', 'Nora Berg')`);
});
afterAll(() => shop.close());

const list = (given: Partial<Parameters<typeof listCases>[1]> = {}) =>
	listCases(shop.db, { state: 'open', search: '', sort: 'newest', ...given });
async function theCase(kind: string) {
	const found = (await list()).cases.find((one) => one.kind === kind);
	const one = found && (await readCase(shop.db, found.id));
	if (!one) throw new Error(`no case ${kind}`);
	return one;
}

describe('a case', () => {
	it('of a spend nobody granted shows the sale, its signature, the ledger and the money', async () => {
		const body = saleBody(till, { member: { memberId: member, cardHmac: null } });
		const spend = { kind: 'additional' as const, amountMinor: 100, grantId: testId(401) };
		const spent = { ...body, spends: [spend], totals: { ...body.totals, dueMinor: 1160, paidMinor: 1160 } };
		await till.append('sale.completed', spent, { staffId: shopIds.cashier });
		await till.push();
		const one = await theCase('wallet_overdrawn');
		expect(one).toMatchObject({
			stakeMinor: 100,
			receiptNumber: body.receiptNumber,
			memberName: 'Nora Berg',
			state: 'open'
		});
		expect(one.number).toBeGreaterThan(0);
		expect(one.witnesses).toMatchObject([
			{
				...{ receiptNumber: body.receiptNumber, staffName: 'Carl', tillName: 'Counter', spentMinor: 100 },
				proof: { signed: true, textUnchanged: true, chained: true }
			}
		]);
		expect(one.ledger).toMatchObject([{ account: 'spend', amountMinor: -100, receiptNumber: body.receiptNumber }]);
		expect(one.findings).toMatchObject([{ code: 'wallet_overdrawn', overdrawnMinor: 100 }]);
	});

	it('of one receipt number on two sales shows both', async () => {
		const first = await sell(till);
		const number = (JSON.parse(first.text) as { body: { receiptNumber: string } }).body.receiptNumber;
		await sell(till, { receiptNumber: number });
		await till.push();
		const one = await theCase('receipt_number_doubled');
		expect(one.witnesses.map((witness) => witness.receiptNumber)).toEqual([number, number]);
		expect(new Set(one.witnesses.map(({ seq }) => seq)).size).toBe(2);
	});

	it('of a sale with unknown goods calls what it knows by name', async () => {
		const body = saleBody(till);
		const lines = body.lines.map((line, at) => (at === 0 ? { ...line, productId: testId(999) } : line));
		await sell(till, { lines });
		await till.push();
		const one = await theCase('product_unknown');
		expect(one.findings[0]).toMatchObject({ code: 'product_unknown', productIds: [testId(999)] });
		expect(one.stakeMinor).toBeNull();
	});

	it('of an entry nobody can read shows that it is genuine and was not booked', async () => {
		await till.appendAny({ type: 'something.new', body: { anything: true } });
		await till.push();
		const one = await theCase('event_unreadable');
		expect(one.witnesses).toMatchObject([
			{ saleId: null, result: 'quarantined', proof: { signed: true, chained: true } }
		]);
	});

	it('of a till that was copied shows both entries under one number, and that both are genuine', async () => {
		const copy = till.clone();
		const first = await sell(till);
		await till.push();
		const second = await sell(copy);
		await copy.push(copy.journal.slice(-1));
		const one = await theCase('fork');
		expect(one.findings).toMatchObject([{ code: 'fork' }, { code: 'receipt_number_doubled' }]);
		expect(one.witnesses.map(({ seq }) => seq)).toEqual([first.seq, second.seq]);
		expect(new Set(one.witnesses.map(({ branch }) => branch)).size).toBe(2);
		expect(one.witnesses).toMatchObject([
			{ proof: { signed: true, textUnchanged: true } },
			{ proof: { signed: true, textUnchanged: true } }
		]);
	});

	it('of a clock that ran ahead tells by how much', async () => {
		const at = new Date(shop.ports.now() + 3 * 86_400_000).toISOString();
		await sell(till, {}, { at });
		await till.push();
		const one = await theCase('clock_jump');
		expect(one.findings[0]).toMatchObject({ code: 'clock_jump', aheadMs: expect.any(Number) });
	});

	it('of a discount beyond the rules names the offer, both figures, the version and what is at stake', async () => {
		await shop.rows(`UPDATE products SET traits_at = '2026-01-01'`);
		const { id: _id, version: _version, ...rule } = testOffer({ title: '10% off' });
		const saved = await saveOffer(shop.db, shop.ports, null, { rule, state: 'active' }, shopIds.manager);
		if (!saved.ok) throw new Error(JSON.stringify(saved));
		const [{ version } = { version: 0 }] = await shop.rows<{ version: number }>(
			`SELECT max(version) AS version FROM offers`
		);
		const body = saleBody(till, { rulesVersion: version });
		const off = { kind: 'offer' as const, source: saved.id, label: '10% off', amountMinor: 420 };
		const lines = body.lines.map((line, at) => (at === 0 ? { ...line, discounts: [off], totalMinor: 420 } : line));
		await sell(till, { ...body, lines });
		await till.push();
		const one = await theCase('discount_not_by_rules');
		expect(one).toMatchObject({ stakeMinor: 294, receiptNumber: body.receiptNumber });
		expect(one.findings).toMatchObject([
			{ offerId: saved.id, allowedMinor: 126, takenMinor: 420, rulesVersion: version }
		]);
		expect(one.witnesses).toMatchObject([{ proof: { signed: true, textUnchanged: true, chained: true } }]);
	});

	it('shows that an entry was changed in the books', async () => {
		const one = await theCase('product_unknown');
		await shop.rows(`ALTER TABLE journal_events DISABLE TRIGGER USER`);
		await shop.rows(
			`UPDATE journal_events SET text = replace(text, 'Product 1', 'Product 9') WHERE seq = ${String(one.seq)} AND till_id = '${shopIds.tillA}'`
		);
		await shop.rows(`ALTER TABLE journal_events ENABLE TRIGGER USER`);
		const again = await readCase(shop.db, one.id);
		expect(again?.witnesses[0]?.proof).toMatchObject({ textUnchanged: false, signed: false });
	});
});

describe('the list of cases', () => {
	it('counts, sorts by money, and finds by receipt, till, member and number', async () => {
		const all = await list();
		expect(all.counts).toEqual({ open: all.cases.length, settled: 0 });
		const stakes = (await list({ sort: 'money' })).cases.map(({ stakeMinor }) => stakeMinor ?? -1);
		expect(stakes[0]).toBeGreaterThan(0);
		expect(stakes).toEqual([...stakes].sort((a, b) => b - a));
		const overdrawn = await theCase('wallet_overdrawn');
		for (const search of [overdrawn.receiptNumber ?? '', 'nora', `#${String(overdrawn.number)}`, 'wallet overdrawn']) {
			expect((await list({ search })).cases.map(({ id }) => id)).toContain(overdrawn.id);
		}
		expect((await list({ search: 'S01T01' })).cases).toHaveLength(all.cases.length);
		expect((await list({ search: `%'; --` })).cases).toEqual([]);
	});
});

describe('the end of a case', () => {
	const settle = (id: string, given: Partial<{ resolution: string; reason: string }> = {}) =>
		settleCase(shop.db, shop.ports, id, {
			staffId: shopIds.manager,
			resolution: 'explained',
			reason: 'Asked Carl',
			...given
		});

	it('needs a decision and a reason', async () => {
		const { id } = await theCase('clock_jump');
		expect(await settle(id, { resolution: 'whatever' })).toMatchObject({
			ok: false,
			faults: { resolution: expect.any(String) }
		});
		expect(await settle(id, { reason: ' x ' })).toMatchObject({ ok: false, faults: { reason: expect.any(String) } });
		expect(await settle(id, { reason: 'x'.repeat(501) })).toMatchObject({
			ok: false,
			faults: { reason: expect.any(String) }
		});
		expect((await readCase(shop.db, id))?.state).toBe('open');
	});

	it('happens once, is written down with who and why, and can be taken back', async () => {
		const { id } = await theCase('clock_jump');
		const answers = await Promise.all([
			settle(id, { resolution: 'shop_bears' }),
			settle(id, { resolution: 'shop_bears' })
		]);
		expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
		expect(await readCase(shop.db, id)).toMatchObject({
			...{ state: 'settled', resolution: 'shop_bears', reason: 'Asked Carl', settledBy: 'Mia' },
			history: [{ action: 'case.settled', staffName: 'Mia', detail: { resolution: 'shop_bears' } }]
		});
		expect((await list({ state: 'settled' })).cases.map((one) => one.id)).toEqual([id]);
		expect(await reopenCase(shop.db, shop.ports, id, shopIds.manager)).toBe(true);
		expect(await reopenCase(shop.db, shop.ports, id, shopIds.manager)).toBe(false);
		expect(await readCase(shop.db, id)).toMatchObject({ state: 'open', resolution: null, reason: null });
		expect((await readCase(shop.db, id))?.history.map(({ action }) => action).sort()).toEqual([
			'case.reopened',
			'case.settled'
		]);
	});
});

describe('the evidence of a case', () => {
	it('shows a card number that was typed as a product by its last four digits, and keeps what arrived', async () => {
		const first = await sell(till);
		const { body } = JSON.parse(first.text) as { body: ReturnType<typeof saleBody> };
		const [line, ...rest] = body.lines;
		if (!line) throw new Error('The sample sale has no lines.');
		const typed = { ...line, productId: null, sku: 'OPEN', code: '9600010000000426' };
		await sell(till, { receiptNumber: body.receiptNumber, lines: [typed, ...rest] });
		await till.push();
		const { witnesses } = await theCase('receipt_number_doubled');
		expect(witnesses.some(({ text }) => text.includes('"************0426"'))).toBe(true);
		expect(JSON.stringify(witnesses)).not.toContain('9600010000000426');
		expect(witnesses.every(({ proof }) => proof.textUnchanged && proof.signed)).toBe(true);
		expect(await shop.count('journal_events', `text LIKE '%9600010000000426%'`)).toBe(1);
	});
});
