import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEpoch, saleBody, sell, shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

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
