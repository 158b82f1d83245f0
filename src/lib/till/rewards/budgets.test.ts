import { describe, expect, it } from 'vitest';
import { sampleSale } from '../../../../tests/support/sample-sale';
import { enrolledRig } from '../../../../tests/support/till-rig';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { SaleRow } from '../journal/rows';
import { pull } from '../sync/pull';
import { push } from '../sync/push';
import { Budgets } from './budgets';

const took = (amountMinor: number): SaleBody['lines'] =>
	sampleSale.lines.map((line, at) => ({
		...line,
		discounts: at === 0 ? [{ kind: 'offer', source: 'spring', label: 'Spring', amountMinor }] : []
	}));

const sale = (seq: number, amountMinor: number, given: Partial<SaleBody> = {}): SaleRow => ({
	...{
		saleId: `sale ${String(seq)}`,
		v: 1,
		epoch: 1,
		seq,
		hash: '',
		receiptNumber: '',
		at: '2026-01-01T00:00:00.000Z'
	},
	body: { ...sampleSale, lines: took(amountMinor), ...given },
	...{ privateText: null, receiptToken: '', staffId: null, staffName: '', copies: 0, shown: true }
});

async function rig() {
	const made = await enrolledRig();
	await push(made.journal);
	made.server.budgets = { spring: 250 };
	await pull(made.journal, made.catalogue);
	const { db, store, ports } = made;
	const budgets = async (laterMs = 0, isOffline = false) => {
		const heard = new Budgets({ store, nowMs: () => ports.clock.now() + laterMs, isOffline: () => isOffline });
		await heard.read();
		return heard.known;
	};
	const upTo = (await store.sync()).budgets?.upTo.seq ?? 0;
	return { ...made, budgets, sold: (...rows: SaleRow[]) => db.sales.bulkPut(rows), upTo };
}

describe('what offers with a budget gave', () => {
	it('is what the server said and what this till gave since, vouchers with it', async () => {
		const { budgets, sold, upTo } = await rig();
		expect(upTo).toBeGreaterThan(0);
		expect(await budgets()).toEqual({ spring: 250 });
		const voucher = { offerId: 'thanks', amountMinor: 200 } as NonNullable<SaleBody['vouchersGiven']>[number];
		await sold(sale(upTo, 999), sale(upTo + 1, 40), sale(upTo + 2, 20, { vouchersGiven: [voucher] }));
		expect(await budgets()).toEqual({ spring: 310, thanks: 200 });
	});

	it('is not given back by a return before the server counts it', async () => {
		const { budgets, sold, upTo } = await rig();
		await sold(sale(upTo + 1, -40, { kind: 'return' }));
		expect(await budgets()).toEqual({ spring: 250 });
	});

	it('is not known without the server, nor a minute after it was heard last', async () => {
		const { budgets, store } = await rig();
		expect(await budgets(0, true)).toBeNull();
		expect(await budgets(50_000)).toEqual({ spring: 250 });
		expect(await budgets(70_000)).toBeNull();
		await store.updateSync({ lastError: 'unreachable' });
		expect(await budgets()).toBeNull();
	});

	it('is not known while only what is sent is answered', async () => {
		const { budgets, store, ports } = await rig();
		const later = ports.clock.now() + 70_000;
		await store.updateSync({ lastContactAt: new Date(later).toISOString() });
		expect(await budgets(70_000)).toBeNull();
	});

	it('is not known where the server does not say', async () => {
		const { journal, catalogue, store } = await enrolledRig();
		await pull(journal, catalogue);
		expect((await store.sync()).budgets).toBeUndefined();
	});
});
