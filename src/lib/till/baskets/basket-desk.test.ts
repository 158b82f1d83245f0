import { describe, expect, it } from 'vitest';
import { tillRig } from '../../../../tests/support/till-rig';
import { DeskStore } from '../db/desk-store';
import { BasketDesk, isBeingPaid } from './basket-desk';

const quiet = { changed: () => undefined, failed: () => undefined };
const line = {
	lineId: 'l1',
	productId: null,
	sku: 'open',
	name: 'Coffee',
	groupId: null,
	code: null,
	quantityMilli: 1000,
	unit: 'H87',
	unitPriceMinor: 300,
	minimumPriceMinor: null,
	taxRateId: 'standard',
	taxRateBp: 2000,
	discount: null,
	note: null
};

/** Two windows of one browser: the same database, the same locks. */
async function windows() {
	const { ports, db } = tillRig();
	const open = async () => {
		const desk = new BasketDesk(ports, new DeskStore(db), quiet);
		await desk.open();
		return desk;
	};
	return { open, ports, db };
}

describe('the open basket', () => {
	it('never is the same one in two windows', async () => {
		const { open } = await windows();
		const first = await open();
		first.set({ ...first.current.basket, lines: [line] });
		await first.settled();
		const second = await open();
		expect(second.current.id).not.toBe(first.current.id);
		expect(second.current.basket.lines).toEqual([]);
	});

	it('is kept with nothing but a coupon in it', async () => {
		const { open } = await windows();
		const desk = await open();
		expect(desk.isInUse).toBe(false);
		desk.set({ ...desk.current.basket, coupons: ['SPRING10'] });
		await desk.settled();
		expect(desk.isInUse).toBe(true);
		const { id } = await desk.park(null);
		desk.set({ ...desk.current.basket, coupons: ['AUTUMN5'] });
		await desk.resume(id);
		expect(desk.current.basket.coupons).toEqual(['SPRING10']);
		expect((await desk.parked()).map(({ basket }) => basket.coupons)).toEqual([['AUTUMN5']]);
	});

	it('is parked with everything and comes back with the same sale id', async () => {
		const { open } = await windows();
		const desk = await open();
		desk.set({ ...desk.current.basket, lines: [line] });
		const { id, saleId } = await desk.park('Bo');
		expect(desk.current.basket.lines).toEqual([]);
		expect((await desk.parked()).map((row) => row.label)).toEqual(['Bo']);
		expect(await desk.resume(id)).toMatchObject({ saleId, state: 'current' });
		expect(desk.current.basket.lines).toHaveLength(1);
	});

	it('still asks what the card terminal answered after a restart', async () => {
		const { open, ports, db } = await windows();
		const desk = await open();
		desk.set({ ...desk.current.basket, lines: [line] });
		const { quotedAtMs } = desk.current;
		await desk.setAtTerminal(300);
		const again = new BasketDesk({ ...ports, locks: tillRig().ports.locks }, new DeskStore(db), quiet);
		await again.open();
		expect(again.current).toMatchObject({ atTerminalMinor: 300, quotedAtMs });
		expect(isBeingPaid(again.current)).toBe(true);
		await again.setTenders([{ kind: 'card', amountMinor: 300, reference: null }]);
		expect(again.current).not.toHaveProperty('atTerminalMinor');
		await again.setTenders([]);
		await again.setAtTerminal(200);
		await again.setAtTerminal(null);
		expect(isBeingPaid(again.current)).toBe(false);
	});

	it('holds back an update of the app as long as it has anything', async () => {
		const { open, ports } = await windows();
		const desk = await open();
		desk.set({ ...desk.current.basket, lines: [line] });
		await desk.settled();
		expect(await ports.locks.isHeld('sale-open')).toBe(true);
		desk.set({ ...desk.current.basket, lines: [] });
		await desk.settled();
		expect(await ports.locks.isHeld('sale-open')).toBe(false);
	});
});

describe('a basket that is made a sale', () => {
	const granted = { opened: null, askedMinor: 100, additional: null };

	async function closing() {
		const { ports, db } = tillRig();
		const desk = new BasketDesk(ports, new DeskStore(db), quiet);
		await desk.open();
		desk.set({ ...desk.current.basket, lines: [line] });
		const { id, saleId } = desk.current;
		let end: (written: { ok: boolean }) => void = () => undefined;
		const written = new Promise<{ ok: boolean }>((done) => (end = done));
		const closed = desk.close(async () => {
			await db.baskets.bulkDelete([id]);
			return written;
		});
		return { desk, db, saleId, closed, end };
	}

	it('stays gone, whatever is answered or scanned while it is written', async () => {
		const { desk, db, saleId, closed, end } = await closing();
		const answered = desk.setOpening(granted, []);
		desk.set({ ...desk.current.basket, lines: [line, line] });
		end({ ok: true });
		await closed;
		expect(await answered).toBe(false);
		await desk.settled();
		expect(desk.current.saleId).not.toBe(saleId);
		expect(await db.baskets.count()).toBe(0);
	});

	it('is open again with what was answered when it could not be written', async () => {
		const { desk, saleId, closed, end } = await closing();
		const answered = desk.setOpening(granted, []);
		end({ ok: false });
		await closed;
		expect(await answered).toBe(true);
		expect(desk.current).toMatchObject({ saleId, opening: granted });
		expect(desk.current.basket.lines).toHaveLength(1);
	});
});
