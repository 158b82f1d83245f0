/** Card numbers the server lent this till: each is given away once, also when what followed failed. */
import type { JoinNumbers } from '$lib/contract/sync/join';
import { cardNumber } from '$lib/domain/code/card';
import { underLock } from '../journal/lock';
import type { SyncContext } from '../sync/session';

const lockWaitMs = 2_000;

/** The next number, or null when all are used. What is taken here is never handed out again, whatever happens to it. */
export function takeCardNumber({ ports, store }: SyncContext, lent: readonly JoinNumbers[]): Promise<string | null> {
	return underLock(ports, 'card-numbers', lockWaitMs, async () => {
		const { cardSerials = {} } = await store.sync();
		const leases = lent.map(leaseOf);
		const kept = Object.fromEntries(Object.entries(cardSerials).filter(([lease]) => leases.includes(lease)));
		for (const { prefix, length, check, firstSerial, count, next } of lent) {
			const lease = leaseOf({ prefix, length, firstSerial });
			const serial = Math.max(firstSerial, next, cardSerials[lease] ?? 0);
			if (serial >= firstSerial + count) continue;
			await store.updateSync({ cardSerials: { ...kept, [lease]: serial + 1 } });
			return cardNumber({ prefix, length, check, active: true }, serial);
		}
		return null;
	});
}

function leaseOf({ prefix, length, firstSerial }: Pick<JoinNumbers, 'prefix' | 'length' | 'firstSerial'>): string {
	return `${prefix}/${String(length)}/${String(firstSerial)}`;
}
