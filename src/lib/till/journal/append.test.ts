import { describe, expect, it } from 'vitest';
import { verifyChain } from '$lib/domain/journal/chain';
import { sampleSale } from '../../../../tests/support/sample-sale';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { append } from './append';
import { completeSale, type SalePlace } from './complete-sale';
import { sha256With } from './seal';

const drawer = { type: 'drawer.opened', body: { reason: 'no_sale' }, staffId: null } as const;
const staffId = '00000000-0000-7000-8000-0000000000aa';

function sale(saleId: string) {
	const basketId = saleId;
	return {
		basketId,
		saleId,
		staffId,
		staffName: 'Ada',
		privateText: { note: 'for Bo' },
		close: ({ vouchers: _, ...place }: SalePlace) =>
			({ ok: true, body: { ...sampleSale, ...place, basketId } }) as const
	};
}

const idOf = (no: number) => `00000000-0000-7000-8000-${String(no).padStart(12, '0')}`;

describe('appending', () => {
	it('keeps numbers gapless and the chain whole when two tabs write at once', async () => {
		const { journal, store, device, ports } = await enrolledRig();
		// A second context without the first one's locks: as if the lock had been stolen.
		const other = {
			...journal,
			ports: {
				...ports,
				locks: {
					...ports.locks,
					request: (_n: string, _o: object, work: (lock: object) => Promise<never>) => work({})
				} as typeof ports.locks
			}
		};
		await Promise.all(Array.from({ length: 6 }, (_, no) => append(no % 2 === 0 ? journal : other, () => drawer)));
		const events = await store.events(1, 1, 100);
		expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
		const verify = (bytes: Uint8Array, sig: Uint8Array) =>
			crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, device.signingKey.publicKey, sig.slice(), bytes.slice());
		expect(await verifyChain(events, device.grant.epochHash, sha256With(crypto.subtle), verify)).toEqual({ ok: true });
	});

	it('answers a failed write with the reason, and writes nothing', async () => {
		const { journal, store, db } = await enrolledRig();
		db.events.hook('creating', () => {
			throw new DOMException('no room', 'QuotaExceededError');
		});
		expect(await append(journal, () => drawer)).toMatchObject({ ok: false, code: 'storage_failed' });
		expect((await store.head())?.seq).toBe(2);
	});

	it('opens a closed connection again', async () => {
		const { journal, db } = await enrolledRig();
		db.close();
		expect(await append(journal, () => drawer)).toMatchObject({ ok: true, row: { seq: 3 } });
	});

	it('refuses when the device has ended', async () => {
		const { journal, store } = await enrolledRig();
		await store.updateSync({ deviceState: 'retired' });
		expect(await append(journal, () => drawer)).toEqual({ ok: false, code: 'device_ended' });
	});
});

describe('completing a sale', () => {
	it('gives receipts the numbers 1, 2, 3 of the epoch, with other events between them', async () => {
		const { journal } = await enrolledRig();
		const numbers: string[] = [];
		for (const no of [1, 2, 3]) {
			const done = await completeSale(journal, sale(idOf(no)));
			if (done.ok) numbers.push(done.sale.receiptNumber);
			await append(journal, () => drawer);
		}
		expect(numbers).toEqual(['S01T02-1-000001', 'S01T02-1-000002', 'S01T02-1-000003']);
	});

	it('never makes two sales of one basket', async () => {
		const { journal, db } = await enrolledRig();
		const both = await Promise.all([completeSale(journal, sale(idOf(1))), completeSale(journal, sale(idOf(1)))]);
		// Which of the two is first is for the threads of cryptography to say.
		expect(both.map((one) => one.ok).sort()).toEqual([false, true]);
		expect(await db.sales.count()).toBe(1);
	});

	it('takes no number when the domain refuses', async () => {
		const { journal, store } = await enrolledRig();
		const refusal = { ok: false, code: 'not_paid' } as const;
		expect(await completeSale(journal, { ...sale(idOf(1)), close: () => refusal })).toEqual(refusal);
		expect(await store.head()).toMatchObject({ seq: 2, lastReceiptNo: 0 });
	});

	it('keeps free texts beside the event and out of it', async () => {
		const { journal, store } = await enrolledRig();
		await completeSale(journal, sale(idOf(1)));
		const [event] = await store.events(1, 3, 1);
		expect(event?.text).not.toContain('for Bo');
		expect(event?.private?.text).toContain('for Bo');
	});
});
