import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toBase64url } from '../../src/lib/domain/bytes';
import { eventText } from '../../src/lib/domain/journal/event';
import { testId } from '../support/any-basket';
import { openEpoch, saleBody, sell, shopIds, TestShop } from '../support/test-shop';
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
const next = () => (till.journal.at(-1)?.seq ?? 0) + 1;

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

describe('exactly once', () => {
	it('books nothing twice when pushes are repeated, at the same time too', async () => {
		const first = next();
		for (let n = 0; n < 5; n++) await sell(till);
		const before = await shop.count('sales');
		const answers = await Promise.all([till.push(from(first)), till.push(from(first)), till.push(from(first))]);
		const applied = answers.flatMap(results).filter((result) => result === 'applied');
		expect(applied).toHaveLength(5);
		expect(answers.flatMap(results).filter((result) => result === 'duplicate')).toHaveLength(10);
		expect(await shop.count('sales')).toBe(before + 5);
		expect(
			await shop.rows(
				'SELECT max(n)::int AS n FROM (SELECT count(*) AS n FROM stock_movements GROUP BY sale_id, line_no) AS x'
			)
		).toEqual([{ n: 1 }]);
	});

	it('takes a push in any order, with repeats inside', async () => {
		const first = next();
		for (let n = 0; n < 4; n++) await sell(till);
		const events = from(first);
		const answer = await till.push([...events, ...events].reverse());
		expect(answer.answers.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq));
		expect(new Set(results(answer))).toEqual(new Set(['applied']));
	});

	it('asks for what is missing when a later push comes first', async () => {
		const first = next();
		for (let n = 0; n < 4; n++) await sell(till);
		const before = await shop.count('sales');
		const early = await till.push(from(first + 2));
		expect(early.answers).toEqual([]);
		expect(early.order).toEqual({ kind: 'resend_from', seq: first });
		expect(await shop.count('sales')).toBe(before);
		const gap = await till.push(from(first).filter(({ seq }) => seq !== first + 1));
		expect(results(gap)).toEqual(['applied']);
		expect(gap.order).toEqual({ kind: 'resend_from', seq: first + 1 });
		expect(results(await till.push(from(first)))).toEqual(['duplicate', 'applied', 'applied', 'applied']);
	});
});

describe('two tills', () => {
	it('that sell the same goods at the same time wait for each other and count every piece', async () => {
		const two = await TestShop.open();
		const tills = [await two.till(shopIds.tillA), await two.till(shopIds.tillB)];
		for (const [which, each] of tills.entries()) {
			for (let n = 0; n < 40; n++) {
				const body = saleBody(each);
				const lines =
					which === 0 ? body.lines : [...body.lines].reverse().map((line, i) => ({ ...line, lineNo: i + 1 }));
				await each.append('sale.completed', { ...body, lines }, { staffId: shopIds.cashier });
			}
		}
		const pushes = tills.map(async (each) => {
			for (let sent = 0; sent < each.journal.length; sent += 4) await each.push(each.journal.slice(sent, sent + 4));
		});
		await Promise.all(pushes);
		expect(await two.count('cases')).toBe(0);
		expect(await two.rows('SELECT sold_milli FROM products ORDER BY sku')).toEqual([
			{ sold_milli: 160_000 },
			{ sold_milli: 80_000 },
			{ sold_milli: 0 }
		]);
		expect(await two.rows(`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`)).toEqual([
			{ deadlocks: 0 }
		]);
		await two.close();
	});
});

describe('one bad event', () => {
	it('does not hold up the other 99', async () => {
		const first = next();
		for (let n = 0; n < 100; n++) {
			if (n === 50)
				await till.appendAny({ type: 'sale.completed', body: { saleId: 'none' }, staffId: shopIds.cashier });
			else await sell(till);
		}
		const before = await shop.count('sales');
		const answer = await till.push(from(first));
		expect(results(answer).filter((result) => result === 'applied')).toHaveLength(99);
		const bad = answer.answers.find(({ result }) => result === 'quarantined');
		expect(bad?.seq).toBe(first + 50);
		expect(await caseOf(bad?.caseId)).toMatchObject({ kind: 'event_unreadable' });
		expect(await shop.count('sales')).toBe(before + 99);
	});

	it('is set aside alone when only the database can refuse it', async () => {
		const first = next();
		await sell(till);
		// A date the schema reads and PostgreSQL does not have.
		await till.append('sale.completed', saleBody(till, { businessDate: '0000-01-01' }), { staffId: shopIds.cashier });
		await sell(till);
		const answer = await till.push(from(first));
		expect(results(answer)).toEqual(['applied', 'quarantined', 'applied']);
		expect(results(await till.push(from(first)))).toEqual(['duplicate', 'duplicate', 'duplicate']);
	});

	it.each([
		['no JSON at all', '{"id": '],
		['another shape', '{"hello":"world"}'],
		['a NUL', 'a\0b'],
		['an array', '[]']
	])('is kept as evidence when its signed text is %s', async (_what, text) => {
		const first = next();
		await till.appendText(text);
		await sell(till);
		const answer = await till.push(from(first));
		expect(results(answer)).toEqual(['quarantined', 'applied']);
		expect(results(await till.push(from(first)))).toEqual(['duplicate', 'duplicate']);
	});

	it('of a type or version that is newer than the server is kept as evidence', async () => {
		const first = next();
		await till.appendAny({ type: 'drone.landed', body: {} });
		await till.appendAny({ type: 'staff.locked', v: 2, body: { reason: 'tap' } });
		await till.append('staff.locked', { reason: 'tap' });
		expect(results(await till.push(from(first)))).toEqual(['quarantined', 'quarantined', 'applied']);
	});

	it('that was damaged on the device is kept, and the chain goes on over its hash', async () => {
		const first = next();
		const bad = await sell(till);
		await sell(till);
		const damaged = { ...bad, text: bad.text.replace('"dueMinor":1260', '"dueMinor":1') };
		const answer = await till.push([damaged, ...from(first + 1)]);
		expect(results(answer)).toEqual(['quarantined', 'applied']);
		expect(answer.watermark.head).toEqual({ epoch: 1, seq: first + 1, hash: till.headHash });
	});
});

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

describe('signatures', () => {
	it('a forged last event stores nothing of it', async () => {
		const other = await TestShop.open();
		const stranger = await other.till();
		const events = await shop.count('journal_events');
		const forged = await stranger.sealText(
			eventText({
				...JSON.parse((await till.seal({ type: 'staff.locked', body: { reason: 'tap' } }, next(), till.headHash)).text)
			}),
			next()
		);
		const response = await till.send([forged]);
		expect(response.status).toBe(422);
		expect(await response.json()).toMatchObject({ code: 'signature_wrong' });
		expect(await shop.count('journal_events')).toBe(events);
		await other.close();
	});

	it('one good signature at the end covers events whose own were lost', async () => {
		const first = next();
		for (let n = 0; n < 3; n++) await sell(till);
		const events = from(first).map((event, index) => (index < 2 ? { ...event, sig: 'A'.repeat(86) } : event));
		expect(results(await till.push(events))).toEqual(['applied', 'applied', 'applied']);
	});

	it('a bad signature at the end lets those before in by their own', async () => {
		const first = next();
		for (let n = 0; n < 3; n++) await sell(till);
		const events = from(first).map((event, index) => (index === 2 ? { ...event, sig: 'A'.repeat(86) } : event));
		expect(results(await till.push(events))).toEqual(['applied', 'applied']);
		expect(results(await till.push(from(first)))).toEqual(['duplicate', 'duplicate', 'applied']);
	});

	it('a signed event cannot be moved to another place', async () => {
		const event = await sell(till);
		const moved = await till.send([{ ...event, seq: event.seq + 1 }]);
		expect(moved.status).toBe(400);
		const otherEpoch = await till.send([event], 7);
		expect(otherEpoch.status).toBe(400);
		await till.push([event]);
	});

	it('of another till are refused', async () => {
		const other = await shop.till(shopIds.tillB);
		const response = await till.send(other.journal);
		expect(response.status).toBe(422);
		await other.push();
		expect(await shop.count('journal_events', `till_id = '${shopIds.tillB}'`)).toBe(1);
	});
});

describe('facts', () => {
	it('cannot be changed or removed by the app', async () => {
		const { db } = shop;
		await expect(db.updateTable('journal_events').set({ text: 'x' }).execute()).rejects.toThrow('permission denied');
		await expect(db.deleteFrom('journal_events').execute()).rejects.toThrow('permission denied');
		await expect(db.deleteFrom('sales').execute()).rejects.toThrow();
		await expect(db.updateTable('sale_lines').set({ total_minor: 0 }).execute()).rejects.toThrow();
	});

	it('cannot be changed by the owner either, as long as the guard stands', async () => {
		await expect(shop.rows(`UPDATE journal_events SET text = 'x'`)).rejects.toThrow('insert only');
		await expect(shop.rows(`TRUNCATE journal_events CASCADE`)).rejects.toThrow('insert only');
	});

	it('leave the journal a chain that verifies', async () => {
		const rows = await shop.rows<{ seq: number; hash: string; prev: string | null; result: string }>(
			`SELECT seq, hash, prev, result FROM journal_events WHERE till_id = '${shopIds.tillA}' AND branch = 0 ORDER BY seq`
		);
		expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_row, index) => index + 1));
		for (const [index, row] of rows.entries()) {
			const before = rows[index - 1];
			if (row.prev !== null && before?.result !== 'quarantined' && before) expect(row.prev).toBe(before.hash);
		}
		await openEpoch(till, 'requested');
	});
});
