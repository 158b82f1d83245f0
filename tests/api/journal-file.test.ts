/** The file a till saves its journal in, and its way back into the books. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SealedEventOnWire } from '../../src/lib/contract/sync/event';
import { importJournal } from '../../src/lib/server/journal/import-file';
import { reportStolen } from '../../src/lib/server/tills/device-end';
import { sell, shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
beforeEach(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	for (let n = 0; n < 3; n++) await sell(till);
});
afterEach(() => shop.close());

const actor = { kind: 'staff', id: shopIds.manager } as const;
const fileOf = (events: readonly SealedEventOnWire[], epoch = 1) =>
	events.map((event) => `${JSON.stringify({ epoch, ...event })}\n`).join('');
const read = (text: string, leaveOut = false) => importJournal(shop.db, shop.ports, { text, leaveOut, actor });

async function booksAre(sales: number, events: number, cases = 0): Promise<void> {
	expect(await shop.count('sales')).toBe(sales);
	expect(await shop.count('journal_events')).toBe(events);
	expect(await shop.count('cases')).toBe(cases);
}

describe('a journal saved as a file', () => {
	it('is booked like any push, and a second time changes nothing', async () => {
		const file = fileOf(till.journal);
		expect(await read(file)).toMatchObject({ ok: true, report: { events: 4, booked: 4, known: 0, leftOut: [] } });
		await booksAre(3, 4);
		const stock = await shop.rows('SELECT * FROM stock_movements ORDER BY 1');
		expect(await read(file)).toMatchObject({ ok: true, report: { events: 4, booked: 0, known: 4 } });
		await booksAre(3, 4);
		expect(await shop.rows('SELECT * FROM stock_movements ORDER BY 1')).toEqual(stock);
		const audit = await shop.rows(
			`SELECT actor_id, detail FROM audit_log WHERE action = 'journal.imported' ORDER BY at`
		);
		expect(audit).toMatchObject([
			{ actor_id: shopIds.manager, detail: { booked: 4 } },
			{ detail: { booked: 0, known: 4 } }
		]);
	});

	it('is sent by its till afterwards all the same, and counts once', async () => {
		await read(fileOf(till.journal));
		const { answers, order } = await till.push();
		expect(new Set(answers.map(({ result }) => result))).toEqual(new Set(['duplicate']));
		expect(order).toEqual({ kind: 'none' });
		expect(await shop.rows('SELECT gaps_allowed FROM epochs')).toEqual([{ gaps_allowed: false }]);
		await booksAre(3, 4);
	});

	it('may hold several epochs and devices, in any order of lines', async () => {
		const first = [...till.journal];
		const other = await shop.till(shopIds.tillB);
		await sell(other);
		const lines = (fileOf(first) + fileOf(other.journal)).trim().split('\n').reverse();
		expect(await read(lines.join('\n'))).toMatchObject({ ok: true, report: { booked: 6, cases: 0 } });
		await booksAre(4, 6);
	});

	it('with a gap is booked over it, with a case', async () => {
		const file = fileOf(till.journal.filter(({ seq }) => seq !== 2));
		expect(await read(file)).toMatchObject({ ok: true, report: { events: 3, booked: 3, cases: 1 } });
		await booksAre(2, 3, 1);
	});

	it('of a stolen tablet waits for a manager, once', async () => {
		await till.push(till.journal.slice(0, 2));
		await reportStolen(shop.db, shop.ports, till.enrolled.deviceId, actor);
		const file = fileOf(till.journal);
		expect(await read(file)).toMatchObject({ ok: true, report: { held: 4, booked: 0 } });
		await read(file);
		expect(await shop.count('held_pushes')).toBe(1);
		await booksAre(1, 2);
	});
});

describe('a forged file', () => {
	const forged = (change: (event: SealedEventOnWire, index: number) => SealedEventOnWire) =>
		fileOf(till.journal.map(change));

	it('whose sum was changed is refused with its line, and nothing is written', async () => {
		const file = forged((event, index) =>
			index === 2 ? { ...event, text: event.text.replace('"dueMinor":1260', '"dueMinor":1') } : event
		);
		expect(await read(file)).toEqual({ ok: false, faults: [{ line: 3, reason: 'text_differs' }] });
		await booksAre(0, 0);
	});

	it('whose last event was made up is refused with its line', async () => {
		const made = await till.seal({ type: 'drawer.opened', body: { reason: 'no_sale' } }, 5, till.headHash);
		const sig = `AAAA${made.sig.slice(4)}`;
		const file = fileOf([...till.journal, { ...made, sig }]);
		expect(await read(file)).toEqual({ ok: false, faults: [{ line: 5, reason: 'not_signed' }] });
		await booksAre(0, 0);
	});

	it('of events signed by nobody here is refused', async () => {
		const stranger = await TestShop.open();
		const foreign = await stranger.till();
		await sell(foreign);
		const file = fileOf(foreign.journal);
		await stranger.close();
		expect(await read(file)).toEqual({
			ok: false,
			faults: [
				{ line: 1, reason: 'not_signed' },
				{ line: 2, reason: 'not_signed' }
			]
		});
		await booksAre(0, 0);
	});

	it('that moves an event elsewhere is refused', async () => {
		expect(await read(forged((event, index) => (index === 1 ? { ...event, seq: 9 } : event)))).toEqual({
			ok: false,
			faults: [{ line: 2, reason: 'misplaced' }]
		});
		expect(await read(fileOf(till.journal, 2))).toMatchObject({ ok: false, faults: [{ line: 1 }, {}, {}, {}] });
		await booksAre(0, 0);
	});

	it('or one that is no journal names the lines that cannot be read', async () => {
		expect(await read('sku;name\n1;Bun\n')).toEqual({
			ok: false,
			faults: [
				{ line: 1, reason: 'unreadable' },
				{ line: 2, reason: 'unreadable' }
			]
		});
		expect(await read('')).toEqual({ ok: false, faults: [{ line: 1, reason: 'unreadable' }] });
	});

	it('is taken without the lines that are not genuine when a person says so', async () => {
		const sig = 'A'.repeat(86);
		const file = `no event\n${forged((event, index) => (index === 3 ? { ...event, sig, text: event.text.replace('1260', '1') } : event))}`;
		expect(await read(file)).toMatchObject({ ok: false });
		expect(await read(file, true)).toMatchObject({
			ok: true,
			report: {
				booked: 3,
				leftOut: [
					{ line: 1, reason: 'unreadable' },
					{ line: 5, reason: 'not_signed' }
				]
			}
		});
		await booksAre(2, 3);
	});
});
