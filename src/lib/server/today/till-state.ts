import { tillReport, type TillReport } from '$lib/contract/sync/push';
import { headlessVersion } from '$lib/contract/sync/till';

/** A till talks to the server at least every minute while it is online; after two it is away. */
const awayAfterMs = 120_000;

/** `program`: what a program rang up, such as a replay; it never was a tablet, so nobody waits for it. */
export type TillState = 'none' | 'program' | 'online' | 'sending' | 'offline';

/** What a till's row says of it: has it a device, is it in touch, does something wait on it? */
export function tillStateOf(
	till: { deviceId: string | null; lastSeenAt: string | null; appVersion: string | null; report: unknown },
	nowMs: number
): { state: TillState; report: TillReport | null } {
	const parsed = tillReport.safeParse(till.report);
	const report = parsed.success ? parsed.data : null;
	if (!till.deviceId) return { state: 'none', report };
	const isAway = !till.lastSeenAt || nowMs - Date.parse(till.lastSeenAt) > awayAfterMs;
	if (isAway) return { state: till.appVersion === headlessVersion ? 'program' : 'offline', report };
	return { state: report && report.pending > 0 ? 'sending' : 'online', report };
}
