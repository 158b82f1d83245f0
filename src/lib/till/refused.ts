import type { Refused } from './facts';
import type { Failure } from './sync/call';

type Any = Failure | { ok: false; code: string; reason?: string };

/** Every way to fail, with a code the screens have words for and what else there is to say. */
export function refusedOf(failure: Any): Refused {
	if ('kind' in failure) {
		if (failure.kind === 'refused') return { ok: false, code: failure.code, reason: failure.code };
		return { ok: false, code: `server_${failure.kind}`, reason: failure.kind };
	}
	return { ok: false, code: failure.code, reason: failure.reason ?? failure.code };
}
