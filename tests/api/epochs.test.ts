import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pushAnswer } from '../../src/lib/contract/sync/push';
import { answerPush } from '../../src/lib/server/journal/answer';
import { decideHeldPush, readHeldPushes } from '../../src/lib/server/journal/held-push';
import { reportStolen, retireDevice } from '../../src/lib/server/tills/device-end';
import { openEpoch, sell, shopIds, TestShop } from '../support/test-shop';
import { post, type TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
beforeEach(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	await till.push();
});
afterEach(() => shop.close());

const manager = { kind: 'staff', id: shopIds.manager } as const;
const results = (answer: { answers: { result: string }[] }) => answer.answers.map(({ result }) => result);
const receipts = () => shop.rows<{ n: number }>(`SELECT count(*)::int AS n FROM sales`).then(([row]) => row?.n);

describe('a fork', () => {
	it('books both branches, lists the doubled numbers and asks for a new epoch', async () => {
		await sell(till);
		await till.push();
		const copy = till.clone();
		await sell(till);
		await sell(till);
		await till.push();
		await sell(copy);
		const answer = await copy.push(copy.journal.slice(-1));
		expect(answer.order).toEqual({ kind: 'new_epoch', reason: 'fork' });
		expect(results(answer)).toEqual(['applied_with_case']);
		expect(await receipts()).toBe(4);
		const [fork] = await shop.rows<{ kind: string; detail: unknown }>(`SELECT kind, detail FROM cases`);
		expect(fork?.kind).toBe('fork');
		expect(fork?.detail).toMatchObject({
			branch: 1,
			findings: [{ code: 'fork' }, { code: 'receipt_number_doubled', receiptNumber: 'S01T01-1-000002' }]
		});

		await sell(copy);
		await sell(copy);
		const rest = await copy.push(copy.journal.slice(-2));
		expect(results(rest)).toEqual(['applied_with_case', 'applied']);
		expect(await shop.rows('SELECT seq, branch FROM journal_events WHERE branch > 0 ORDER BY seq')).toEqual([
			{ seq: 3, branch: 1 },
			{ seq: 4, branch: 1 },
			{ seq: 5, branch: 1 }
		]);
		const again = await copy.push();
		expect(results(again)).toEqual(Array(5).fill('duplicate'));
		// Told once more: the answer that said it may have been lost.
		expect(again.order).toEqual({ kind: 'new_epoch', reason: 'fork' });
		expect((await copy.push(copy.journal.slice(-1))).order).toEqual({ kind: 'new_epoch', reason: 'fork' });
		const own = await till.push();
		expect(results(own)).toEqual(Array(4).fill('duplicate'));
		expect(own.order).toEqual({ kind: 'none' });
		expect(await receipts()).toBe(6);
	});

	it('that began earlier is asked for back to where it began', async () => {
		const copy = till.clone();
		for (let n = 0; n < 3; n++) {
			await sell(till);
			await sell(copy);
		}
		await till.push();
		await sell(copy);
		const late = await copy.push(copy.journal.slice(-1));
		expect(late.answers).toEqual([]);
		expect(late.order).toEqual({ kind: 'resend_from', seq: 1 });
		const all = await copy.push();
		expect(results(all)).toEqual(['duplicate', ...Array<string>(3).fill('applied_with_case'), 'applied']);
		expect(all.order).toEqual({ kind: 'new_epoch', reason: 'fork' });
		expect(await receipts()).toBe(7);
	});
});

describe('a new epoch', () => {
	it('is granted once, even when the answer was lost', async () => {
		await sell(till);
		await till.push();
		const grant = await till.openEpoch('fork');
		expect(await till.openEpoch('fork')).toEqual(grant);
		expect(grant.epoch).toBe(2);
		till.beginEpoch(grant);
		await openEpoch(till, 'fork', { formerEpoch: 1, formerHeadSeq: 2 });
		await sell(till);
		expect(results(await till.push())).toEqual(['applied', 'applied']);
		expect(await shop.rows('SELECT receipt_number FROM sales ORDER BY receipt_number')).toEqual([
			{ receipt_number: 'S01T01-1-000001' },
			{ receipt_number: 'S01T01-2-000001' }
		]);
		expect((await till.openEpoch('requested')).epoch).toBe(3);
	});

	it('lets in what is left of the former one, the lost range named in a case', async () => {
		for (let n = 0; n < 6; n++) await sell(till);
		const old = [...till.journal];
		const asked = await till.push(old.slice(4));
		expect(asked.order).toEqual({ kind: 'resend_from', seq: 2 });
		till.beginEpoch(await till.openEpoch('lost_events'));
		await openEpoch(till, 'lost_events', { formerEpoch: 1, formerHeadSeq: 7, missingFromSeq: 2, missingToSeq: 4 });
		expect(results(await till.push())).toEqual(['applied_with_case']);
		const answer = await till.push(old.slice(4), 1);
		expect(results(answer)).toEqual(['applied_with_case', 'applied', 'applied']);
		expect(answer.order).toEqual({ kind: 'none' });
		expect(await receipts()).toBe(3);
		// The lost ones turn up after all.
		expect(results(await till.push(old.slice(0, 4), 1)).slice(1)).not.toContain('duplicate');
		expect(await receipts()).toBe(6);
		expect(await shop.count('journal_events', 'branch > 0')).toBe(0);
	});

	it('the server has lost is taken up again from the journal', async () => {
		const grant = await till.openEpoch('requested');
		await shop.rows(`DELETE FROM epochs WHERE epoch = 2`);
		till.beginEpoch(grant);
		await openEpoch(till, 'requested');
		await sell(till);
		await sell(till);
		expect((await till.push(till.journal.slice(1))).order).toEqual({ kind: 'resend_from', seq: 1 });
		const answer = await till.push();
		expect(results(answer)).toEqual(['applied', 'applied', 'applied']);
		expect(answer.order).toEqual({ kind: 'new_epoch', reason: 'restored' });
		expect((await till.openEpoch('restored')).epoch).toBe(3);
	});
});

describe('a restored server', () => {
	it('gets everything again, nothing missing and nothing twice', async () => {
		for (let n = 0; n < 3; n++) await sell(till);
		await till.push();
		await shop.rows(`INSERT INTO backups (id, begun_at, heads) VALUES (gen_random_uuid(), now(),
			jsonb_build_array(jsonb_build_object('tillId', '${shopIds.tillA}', 'epoch', 1, 'seq', 4, 'hash', 'x')))`);
		for (let n = 0; n < 4; n++) await sell(till);
		const before = await till.push();
		expect(before.watermark.backup).toMatchObject({ epoch: 1, seq: 4 });
		expect(before.watermark.generation).toBe(1);
		await goBackTo(4);

		const answer = await till.push([]);
		expect(answer.watermark).toMatchObject({ generation: 2, head: { epoch: 1, seq: 4 } });
		expect(results(await till.push())).toEqual([
			...Array<string>(4).fill('duplicate'),
			...Array<string>(4).fill('applied')
		]);
		expect(await receipts()).toBe(7);
		expect(await shop.count('cases')).toBe(0);
	});

	it('grants no number again that another tablet was given since the backup, and takes that one up', async () => {
		const successor = await shop.till();
		await sell(successor);
		expect(successor.grant.epoch).toBe(2);
		// What a restore leaves: the epoch is forgotten, and the generation is that moment in seconds since 2026.
		await shop.rows(`DELETE FROM epochs WHERE epoch = 2; UPDATE installation SET generation = 28512345`);
		const third = await shop.till();
		expect(third.grant.epoch).toBe(Math.floor(28_512_345 / 900) + 1);
		expect(results(await successor.push())).toEqual(['applied', 'applied']);
		await sell(third);
		expect(results(await third.push())).toEqual(['applied', 'applied']);
		expect(await shop.rows('SELECT receipt_number FROM sales ORDER BY 1')).toEqual([
			{ receipt_number: 'S01T01-2-000001' },
			{ receipt_number: 'S01T01-31681-000001' }
		]);
	});

	/** As a base backup of that moment would have it. */
	async function goBackTo(seq: number) {
		const facts = ['stock_movements', 'sale_lines', 'sale_taxes', 'sale_tenders', 'sales', 'journal_events'];
		const triggers = (verb: string) => facts.map((table) => `ALTER TABLE ${table} ${verb} TRIGGER USER;`).join('\n');
		await shop.rows(`${triggers('DISABLE')}
			DELETE FROM stock_movements USING sales s WHERE s.id = sale_id AND s.seq > ${String(seq)};
			DELETE FROM sale_lines USING sales s WHERE s.id = sale_id AND s.seq > ${String(seq)};
			DELETE FROM sale_taxes USING sales s WHERE s.id = sale_id AND s.seq > ${String(seq)};
			DELETE FROM sale_tenders USING sales s WHERE s.id = sale_id AND s.seq > ${String(seq)};
			DELETE FROM sales WHERE seq > ${String(seq)};
			DELETE FROM journal_events WHERE seq > ${String(seq)};
			UPDATE epochs SET head_seq = ${String(seq)}, head_hash = (SELECT hash FROM journal_events WHERE seq = ${String(seq)});
			UPDATE installation SET generation = generation + 1;
			${triggers('ENABLE')}`);
	}
});

describe('the end of a device', () => {
	it('retired: its sales still come in, but it gets no new epoch', async () => {
		await sell(till);
		await retireDevice(shop.db, shop.ports, till.enrolled.deviceId, manager);
		const answer = await till.push();
		expect(results(answer)).toEqual(['duplicate', 'applied']);
		expect(answer.watermark.deviceState).toBe('retired');
		await expect(till.openEpoch('requested')).rejects.toThrow();
		await till.signIn();
	});

	it('retired: the end of its journal that it lost is a case, told once, and never of what is here', async () => {
		await sell(till);
		await till.push();
		await retireDevice(shop.db, shop.ports, till.enrolled.deviceId, manager);
		const tell = (lost: object[]) => {
			const body = { ...till.pushRequest([]), lost };
			return answerPush(shop.app, post('/api/sync/push', body, till.token));
		};
		const end = { epoch: 1, fromSeq: 3, toSeq: 5 };
		expect((await tell([{ epoch: 1, fromSeq: 1, toSeq: 2 }, { ...end, epoch: 7 }, end])).status).toBe(200);
		expect((await tell([end])).status).toBe(200);
		expect((await tell([{ ...end, more: 1 }])).status).toBe(400);
		expect(await shop.rows('SELECT kind, till_id, detail FROM cases')).toEqual([
			{ kind: 'events_missing', till_id: shopIds.tillA, detail: { findings: [{ code: 'events_missing', ...end }] } }
		]);
	});

	it('replaced: the new device goes on in its own epoch and may bring what the old one held', async () => {
		await sell(till);
		const held = [...till.journal];
		const heir = await shop.till();
		await sell(heir);
		expect(heir.grant.epoch).toBe(2);
		expect(results(await heir.push())).toEqual(['applied', 'applied']);
		expect(results(await heir.push(held, 1))).toEqual(['duplicate', 'applied']);
		const answer = await till.push();
		expect(results(answer)).toEqual(['duplicate', 'duplicate']);
		expect(answer.watermark).toMatchObject({ deviceState: 'retired', head: { epoch: 1, seq: 2 } });
	});

	it('replaced: the old tablet cannot write into the epoch of its successor', async () => {
		const heir = await shop.till();
		till.grant = heir.grant;
		const forged = await till.seal({ type: 'drawer.opened', body: { reason: 'no_sale' } }, 1, heir.grant.epochHash);
		const response = await till.send([forged], heir.grant.epoch);
		expect(response.status).toBe(422);
		expect(await response.json()).toMatchObject({ code: 'signature_wrong' });
		expect(results(await heir.push())).toEqual(['applied']);
	});

	it('stolen: what it brings is held, and booked only when a manager says so', async () => {
		await sell(till);
		await reportStolen(shop.db, shop.ports, till.enrolled.deviceId, manager);
		const response = await till.send(till.journal);
		const answer = pushAnswer.parse(await response.json());
		expect(answer.watermark.deviceState).toBe('stolen');
		expect(results(answer)).toEqual(['quarantined', 'quarantined']);
		await till.push();
		expect(await receipts()).toBe(0);
		const held = await shop.rows<{ id: string }>('SELECT id FROM held_pushes');
		expect(held).toHaveLength(1);

		const id = held[0]?.id ?? '';
		const wish = { id, decision: 'booked', staffId: shopIds.manager } as const;
		expect(await decideHeldPush(shop.db, shop.ports, wish)).toMatchObject({
			ok: true,
			answers: [{ result: 'duplicate' }, { result: 'applied' }]
		});
		expect(await receipts()).toBe(1);
		expect(await decideHeldPush(shop.db, shop.ports, { ...wish, decision: 'rejected' })).toEqual({
			ok: false,
			code: 'conflict'
		});
	});

	it('stolen: says what it holds; two managers who decide at once decide once', async () => {
		await sell(till);
		await sell(till);
		await reportStolen(shop.db, shop.ports, till.enrolled.deviceId, manager);
		await till.push();
		const [held] = await readHeldPushes(shop.db);
		expect(held).toMatchObject({
			tillName: 'Counter',
			summary: { entries: 3, sales: 2, dueMinor: 2520, currency: 'EUR', lastAt: expect.any(String) }
		});
		const decide = (decision: 'booked' | 'rejected') =>
			decideHeldPush(shop.db, shop.ports, { id: held?.id ?? '', decision, staffId: shopIds.manager });
		const answers = await Promise.all([decide('booked'), decide('rejected'), decide('booked')]);
		expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
		expect(answers.filter((answer) => !answer.ok && answer.code === 'conflict')).toHaveLength(2);
		const [row] = await shop.rows<{ decision: string }>('SELECT decision FROM held_pushes');
		expect(await receipts()).toBe(row?.decision === 'booked' ? 2 : 0);
		expect(await shop.count('audit_log', `action LIKE 'held_push.%'`)).toBe(1);
		expect(await readHeldPushes(shop.db)).toEqual([]);
	});

	it('stolen: what follows is booked after what came before, over a gap when that is rejected', async () => {
		await sell(till);
		await sell(till);
		await sell(till);
		await reportStolen(shop.db, shop.ports, till.enrolled.deviceId, manager);
		await till.send(till.journal.slice(1, 2));
		shop.ports.advance(1000);
		await till.send(till.journal.slice(2, 3));
		shop.ports.advance(1000);
		await till.send(till.journal.slice(3));
		const [first, second, third] = await readHeldPushes(shop.db);
		const decide = (push: typeof first, decision: 'booked' | 'rejected') =>
			decideHeldPush(shop.db, shop.ports, { id: push?.id ?? '', decision, staffId: shopIds.manager });
		expect(await decide(second, 'booked')).toEqual({ ok: false, code: 'out_of_order' });
		expect(await decide(first, 'booked')).toMatchObject({ ok: true });
		expect(await decide(second, 'rejected')).toMatchObject({ ok: true });
		expect(await decide(third, 'booked')).toMatchObject({ ok: true, answers: [{ result: 'applied_with_case' }] });
		expect(await receipts()).toBe(2);
		const [missing] = await shop.rows<{ detail: unknown }>(`SELECT detail FROM cases WHERE kind = 'events_missing'`);
		expect(missing?.detail).toMatchObject({
			findings: [{ code: 'events_missing', fromSeq: 3, toSeq: 3 }, { code: 'receipt_number_wrong' }]
		});
	});

	it('stolen: a rejected push books nothing, and a forged one is not even held', async () => {
		await sell(till);
		await reportStolen(shop.db, shop.ports, till.enrolled.deviceId, manager);
		const forged = till.journal.map((event) => ({ ...event, sig: 'A'.repeat(86) }));
		expect((await till.send(forged)).status).toBe(422);
		await till.push();
		const [held] = await shop.rows<{ id: string }>('SELECT id FROM held_pushes');
		const wish = { id: held?.id ?? '', decision: 'rejected', staffId: shopIds.manager } as const;
		expect(await decideHeldPush(shop.db, shop.ports, wish)).toMatchObject({ ok: true, answers: [] });
		expect(await receipts()).toBe(0);
		expect(await shop.count('audit_log', `action = 'held_push.rejected'`)).toBe(1);
	});
});
