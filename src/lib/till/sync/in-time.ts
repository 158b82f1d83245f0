/** A call that a customer waits for: within its time or not at all. */
import type * as z from 'zod/mini';
import { call, type Answer } from './call';
import { withSession, type SyncContext } from './session';

export type Asking<T> = { path: string; body: object; answer: z.ZodMiniType<T>; timeoutMs: number };
export type InTime<T> = Answer<T> | { ok: false; kind: 'too_slow' };

/** The whole of it counts: also asking for a token first. A device whose storage fails reaches nobody. */
export function askInTime<T>(context: SyncContext, { path, body, answer, timeoutMs }: Asking<T>): Promise<InTime<T>> {
	const { ports } = context;
	const asking = withSession(context, (token) =>
		call(ports, { method: 'POST', path, body, answer, token, timeoutMs })
	).catch((): InTime<T> => ({ ok: false, kind: 'unreachable' }));
	return new Promise((resolve) => {
		const cancel = ports.clock.after(timeoutMs, () => resolve({ ok: false, kind: 'too_slow' }));
		void asking.then((answered) => {
			cancel();
			resolve(answered);
		});
	});
}
