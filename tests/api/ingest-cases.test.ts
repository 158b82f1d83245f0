import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toBase64url } from '../../src/lib/domain/bytes';
import { testId } from '../support/any-basket';
import { saleBody, sell, shopIds, TestShop } from '../support/test-shop';
import { sha256, type TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	await till.push();
});
afterAll(() => shop.close());

const results = (answer: { answers: { result: string }[] }) => answer.answers.map(({ result }) => result);

/** The journal from a number on. */
const from = (seq: number) => till.journal.filter((event) => event.seq >= seq);

async function caseOf(caseId: string | undefined) {
	const rows = await shop.rows<{ kind: string; detail: { findings: { code: string }[] } }>(
		`SELECT kind, detail FROM cases WHERE id = '${String(caseId)}'`
	);
	return rows[0];
}

/** A sale with something odd about it is booked, and its case says what. */
async function expectCase(code: string, event: Promise<{ seq: number }>) {
	const { seq } = await event;
	const answer = await till.push(from(seq));
	expect(results(answer)).toEqual(['applied_with_case']);
	const found = await caseOf(answer.answers[0]?.caseId);
	expect(found?.detail.findings.map((finding) => finding.code)).toContain(code);
	expect(await shop.count('sales', `till_id = '${till.enrolled.tillId}' AND seq = ${String(seq)}`)).toBe(1);
}

describe('a disagreement', () => {
	it('about the sums opens a case', async () => {
		const body = saleBody(till);
		const totals = { ...body.totals, dueMinor: 1 };
		await expectCase(
			'sale_unbalanced',
			till.append('sale.completed', { ...body, totals }, { staffId: shopIds.cashier })
		);
	});

	it('about a product opens a case', async () => {
		const body = saleBody(till);
		const lines = body.lines.map((line) => ({ ...line, productId: testId(999) }));
		await expectCase(
			'product_unknown',
			till.append('sale.completed', { ...body, lines }, { staffId: shopIds.cashier })
		);
	});

	it('about a person opens a case', async () => {
		await expectCase('staff_unknown', sell(till, {}, { staffId: testId(998) }));
	});

	it('about the clock opens a case, forwards, backwards and far out', async () => {
		const now = shop.ports.now();
		await expectCase('clock_jump', sell(till, {}, { at: new Date(now + 25 * 3600_000).toISOString() }));
		await expectCase('clock_jump', sell(till, {}, { at: new Date(now - 25 * 3600_000).toISOString() }));
		await expectCase('clock_jump', sell(till, {}, { clockOffsetMs: 8.64e15 }));
		await expectCase('clock_jump', sell(till, {}, { at: '0000-01-01T00:00:00.000Z' }));
		const { seq } = await sell(till);
		expect(results(await till.push(from(seq)))).toHaveLength(1);
	});

	it('about the receipt number opens a case', async () => {
		till.receiptNo += 1;
		await expectCase('receipt_number_wrong', sell(till));
		await expectCase('receipt_number_doubled', sell(till, { receiptNumber: 'S01T01-1-000001' }));
		await expectCase('receipt_number_wrong', sell(till, { receiptNumber: 'S09T09-1-000001' }));
	});

	it('about a sale id that was used before books both: each is a fact of its own (decision 0008)', async () => {
		const { seq } = await sell(till, { saleId: testId(777) });
		await till.push(from(seq));
		const [first] = await shop.rows(`SELECT * FROM sales WHERE id = '${testId(777)}'`);
		const body = saleBody(till, { saleId: testId(777) });
		const again = await till.append('sale.completed', body, { staffId: shopIds.cashier });
		const answer = await till.push(from(again.seq));
		expect(results(answer)).toEqual(['applied_with_case']);
		expect(await caseOf(answer.answers[0]?.caseId)).toMatchObject({ kind: 'sale_id_doubled' });
		expect(await shop.rows(`SELECT * FROM sales WHERE id = '${testId(777)}'`)).toEqual([first]);
		const { id } = JSON.parse(again.text) as { id: string };
		expect(await shop.count('sales', `id = '${id}' AND receipt_number = '${body.receiptNumber}'`)).toBe(1);
	});

	it('about an event id lets the first stand; other content under it is kept as evidence (decision 0008)', async () => {
		const id = testId(779);
		const { seq } = await till.append('drawer.opened', { reason: 'no_sale' }, { id });
		const before = await shop.count('sales');
		const first = await till.push(from(seq));
		expect(results(first)).toEqual(['applied']);
		await sell(till, {}, { id });
		await sell(till);
		const answer = await till.push(from(seq));
		expect(results(answer)).toEqual(['duplicate', 'quarantined', 'applied']);
		expect(await caseOf(answer.answers[1]?.caseId)).toMatchObject({ kind: 'event_id_doubled' });
		expect(await shop.count('sales')).toBe(before + 1);
		expect(results(await till.push(from(seq)))).toEqual(['duplicate', 'duplicate', 'duplicate']);
	});

	it('about an event id within one push is seen as well', async () => {
		const { seq } = await sell(till, {}, { id: testId(780) });
		await sell(till, {}, { id: testId(780) });
		expect(results(await till.push(from(seq)))).toEqual(['applied', 'quarantined']);
	});

	it('uses the corrected time of the till', async () => {
		const { seq } = await sell(till, {}, { clockOffsetMs: 90_000 });
		await till.push(from(seq));
		const [sale] = await shop.rows(`SELECT at FROM sales WHERE seq = ${String(seq)} AND till_id = '${shopIds.tillA}'`);
		expect(sale).toEqual({ at: new Date(shop.ports.now() + 90_000).toISOString() });
	});

	it('keeps half an emoji from stopping a sale', async () => {
		const body = saleBody(till);
		const lines = body.lines.map((line) => ({ ...line, name: 'Cake \ud83c' }));
		const { seq } = await till.append('sale.completed', { ...body, lines }, { staffId: shopIds.cashier });
		expect(results(await till.push(from(seq)))).toEqual(['applied']);
	});
});

describe('members and private parts', () => {
	it('finds the member of a sale by the hash of the card', async () => {
		const hmac = 'ab'.repeat(32);
		await shop.rows(`INSERT INTO members (id, name) VALUES ('${testId(600)}', 'Ada');
			INSERT INTO cards (number, hmac, member_id) VALUES ('96001', decode('${hmac}', 'hex'), '${testId(600)}')`);
		const cardHmac = Buffer.from(hmac, 'hex').toString('base64url');
		const { seq } = await sell(till, { member: { memberId: null, cardHmac } });
		await sell(till, { member: { memberId: testId(600), cardHmac: null } });
		expect(results(await till.push(from(seq)))).toEqual(['applied', 'applied']);
		expect(await shop.count('sales', `member_id = '${testId(600)}'`)).toBe(2);
	});

	it('keeps a private part that belongs to its event and no other', async () => {
		const salt = 'A'.repeat(22);
		const text = '{"note":"for Ada"}';
		const privateHash = toBase64url(
			await sha256(new Uint8Array(Buffer.concat([Buffer.from(salt, 'base64url'), Buffer.from(text)])))
		);
		const { seq } = await sell(till, { privateHash }, { private: { salt, text } });
		await sell(till, { privateHash }, { private: { salt, text: '{"note":"other"}' } });
		const answer = await till.push(from(seq));
		expect(results(answer)).toEqual(['applied', 'applied_with_case']);
		expect(await shop.rows(`SELECT text FROM journal_private`)).toEqual([{ text }]);
		const found = await caseOf(answer.answers[1]?.caseId);
		expect(JSON.stringify(found)).not.toContain('other');
	});
});
