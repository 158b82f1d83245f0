import type { Db } from '../db/client';
import { newId, type Ports } from '../ports';
import type { ClientFault } from './client';
import { giveSaleBack, takeSale } from './queries';

/** Longer than everything that is asked about one sale at once. */
const leaseMs = 180_000;
const mostWaits = 40;
const pauseMs = 50;

const busy: ClientFault = {
	ok: false,
	kind: 'resting',
	code: null,
	text: 'somebody else speaks about this sale',
	again: true
};

/** One at a time: a till that spends, the worker that settles and the sweeper never speak of a sale at once. */
export async function withSale<T>(
	db: Db,
	ports: Ports,
	saleId: string,
	work: () => Promise<T>
): Promise<T | ClientFault> {
	const leaseId = newId(ports);
	for (let waits = 0; ; waits++) {
		const now = ports.now();
		if (await takeSale(db, saleId, leaseId, new Date(now), new Date(now + leaseMs))) break;
		if (waits >= mostWaits) return busy;
		await new Promise((done) => setTimeout(done, pauseMs));
	}
	try {
		return await work();
	} finally {
		await giveSaleBack(db, saleId, leaseId);
	}
}
