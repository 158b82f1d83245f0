/** One round of sync: the same in the service worker and in a page. */
import type { CatalogueStore } from '../catalogue/store';
import { pullCards } from './cards';
import { prune } from './prune';
import { pull } from './pull';
import { push, type PushOutcome } from './push';
import type { PullOutcome } from './pull';
import type { SyncContext } from './session';

export type SyncOutcome =
	| { kind: 'done' }
	| { kind: 'not_enrolled' }
	/** Another tab or the service worker is at it. */
	| { kind: 'taken' }
	/** Too early after a failure. */
	| { kind: 'waiting'; untilMs: number }
	| { kind: 'failed'; reason: string; retryAtMs: number };

export type RunContext = SyncContext & { catalogue: CatalogueStore };

const firstDelayMs = 2_000;
/** Once the network is back the till has to notice within a minute (reliability I25); a busy server names its own delay. */
const longestDelayMs = 20_000;

/** `urgent`: something happened (a sale, the network is back), so the waiting time of a former failure does not count. */
export async function syncOnce(context: RunContext, urgent: boolean): Promise<SyncOutcome> {
	const { ports, store } = context;
	const outcome = await ports.locks.request('push', { ifAvailable: true }, async (lock): Promise<SyncOutcome> => {
		if (!lock) return { kind: 'taken' };
		const { device, head, sync } = await store.standing();
		if (!device || !head) return { kind: 'not_enrolled' };
		if (!urgent && sync.retryAtMs > ports.clock.now()) return { kind: 'waiting', untilMs: sync.retryAtMs };
		const pushed = await push(context);
		const goesOn = pushed.ok || pushed.kind === 'stuck';
		const isActive = (await store.sync()).deviceState === 'active';
		const pulled = goesOn && isActive ? await pull(context, context.catalogue) : pushed;
		// Last, and whatever comes of it: cards help where the network is gone, sales do not wait for them.
		if (pulled.ok && 'cardsPos' in pulled && pulled.cardsPos !== undefined) {
			await pullCards(context, context.catalogue, pulled.cardsPos);
		}
		if (pushed.ok) await prune(context);
		return note(context, pushed.ok ? pulled : pushed);
	});
	if (outcome.kind === 'done' || outcome.kind === 'failed') ports.bus.post({ kind: 'synced' });
	return outcome;
}

async function note({ ports, store }: SyncContext, outcome: PushOutcome | PullOutcome): Promise<SyncOutcome> {
	if (outcome.ok) {
		await store.updateSync({ failures: 0, retryAtMs: 0, lastError: null });
		return { kind: 'done' };
	}
	const { failures } = await store.sync();
	const reason = outcome.kind === 'refused' ? outcome.code : outcome.kind;
	const asked = outcome.kind === 'busy' ? outcome.retryAfterMs : null;
	const retryAtMs = ports.clock.now() + (asked ?? backOff(failures, ports.random.bytes(1)[0] ?? 0));
	await store.updateSync({ failures: failures + 1, retryAtMs, lastError: reason });
	return { kind: 'failed', reason, retryAtMs };
}

/** 2 s, doubling to 20 s, and up to a quarter less by chance, so that tills do not come back all at once. */
export function backOff(failures: number, chance: number): number {
	const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures, 20));
	return Math.round(delayMs * (1 - chance / 1024));
}
