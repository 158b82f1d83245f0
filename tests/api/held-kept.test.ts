/** What a tablet handed over of a former till stays there until a backup has it, through the real endpoints. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recoverAnswer } from '../../src/lib/contract/sync/push';
import { answerRecover } from '../../src/lib/server/journal/answer-recover';
import { recoverHeld } from '../../src/lib/till/journal/recover';
import { toWire } from '../../src/lib/till/sync/batch';
import { readHeld } from '../../src/lib/till/journal/held';
import { handed, numbersIn, Tablet } from '../support/tablet';
import { TestShop } from '../support/test-shop';
import { post } from '../support/test-till';

const minute = 60_000;
const numbers = [1, 2].map((n) => `S01T01-1-00000${String(n)}`);

let shop: TestShop;
let tablet: Tablet;
beforeEach(async () => {
	shop = await TestShop.open();
	tablet = new Tablet(shop);
	await tablet.enrol();
	await tablet.sell(2);
	tablet.loseDatabase();
});
afterEach(() => shop.close());

const giveOver = async () => recoverHeld(tablet.context, await tablet.held());

/** As the command notes a backup that began at this moment. */
const backUp = (begunAtMs: number) =>
	shop.rows(`INSERT INTO backups (id, begun_at, heads)
		VALUES (gen_random_uuid(), '${new Date(begunAtMs).toISOString()}', '[]')`);

/** As a backup of a moment before would have it. */
async function restore(): Promise<void> {
	const facts = ['stock_movements', 'sale_tenders', 'sale_taxes', 'sale_lines', 'sales', 'journal_events'];
	await shop.rows(`
		${facts.map((table) => `ALTER TABLE ${table} DISABLE TRIGGER USER; DELETE FROM ${table};`).join('\n')}
		${facts.map((table) => `ALTER TABLE ${table} ENABLE TRIGGER USER;`).join('\n')}
		UPDATE epochs SET head_seq = 0, head_hash = epoch_hash;
		UPDATE installation SET generation = generation + 1`);
}

describe('what was handed over', () => {
	it('is held until a backup began after it', async () => {
		const [journal] = await giveOver();
		expect(journal?.state).toBe('handed');
		await backUp(shop.ports.now() - minute);
		tablet.wait(11 * minute);
		expect(await giveOver()).toEqual(handed(await tablet.held()));
		expect(tablet.folder.files.size).toBe(1);
		await backUp(shop.ports.now() - 5 * minute);
		tablet.wait(11 * minute);
		expect(await giveOver()).toEqual([]);
		expect(tablet.folder.files.size).toBe(0);
		expect(await numbersIn(shop)).toEqual(numbers);
	});

	it('is handed over again to a server that was restored to before', async () => {
		await giveOver();
		await restore();
		expect(await shop.count('sales')).toBe(0);
		tablet.wait(11 * minute);
		expect(await giveOver()).toEqual(handed(await tablet.held()));
		expect(await numbersIn(shop)).toEqual(numbers);
		expect(await shop.count('cases')).toBe(0);
	});

	it('is handed over again at once when the tablet is a till again and hears of the restore', async () => {
		await tablet.enrol();
		const beside = () => tablet.heldBeside();
		expect(await recoverHeld(tablet.context, await beside())).toEqual(handed(await beside()));
		await restore();
		await tablet.send();
		expect(await recoverHeld(tablet.context, await beside())).toEqual(handed(await beside()));
		expect(await numbersIn(shop)).toEqual(numbers);
	});

	it('goes after 90 days where no backup is ever made', async () => {
		await giveOver();
		tablet.wait(89 * 24 * 60 * minute);
		expect(await giveOver()).toHaveLength(1);
		tablet.wait(2 * 24 * 60 * minute);
		expect(await giveOver()).toEqual([]);
	});

	it('is not asked about all the time, and nothing at all without a network', async () => {
		await giveOver();
		tablet.isOffline = true;
		expect(await giveOver()).toMatchObject([{ state: 'handed' }]);
		tablet.wait(11 * minute);
		expect(await giveOver()).toMatchObject([{ state: 'handed' }]);
	});
});

describe('a question about what was handed over', () => {
	async function ask(change: (sig: string) => string) {
		const [journal] = await tablet.held();
		if (!journal) throw new Error('nothing is held');
		const { lines } = await readHeld(tablet.context, journal);
		const [last] = lines.slice(-1).map(toWire);
		const { deviceId, epoch } = journal;
		const events = last ? [{ ...last, sig: change(last.sig) }] : [];
		return answerRecover(shop.app, post('/api/sync/recover', { deviceId, epoch, events, probe: true }));
	}

	it('books nothing and says whether it is here', async () => {
		const before = recoverAnswer.parse(await (await ask((sig) => sig)).json());
		expect(before).toMatchObject({ answers: [], standing: { generation: 1, holds: false, backupBegunAt: null } });
		expect(await shop.count('journal_events')).toBe(0);
		await giveOver();
		expect(recoverAnswer.parse(await (await ask((sig) => sig)).json()).standing?.holds).toBe(true);
	});

	it('tells a stranger nothing', async () => {
		const answer = await ask((sig) => `AAAA${sig.slice(4)}`);
		expect(answer.status).toBe(422);
		expect(await answer.json()).toMatchObject({ code: 'signature_wrong' });
	});
});
