import { formatAge } from '$lib/ui/format';

export type TillLike = {
	state: 'none' | 'program' | 'online' | 'sending' | 'offline';
	lastSeenAt: string | null;
	appVersion: string | null;
	report: {
		pending: number;
		oldestPendingAt: string | null;
		clockOffsetMs: number;
		appVersion: string;
		storageKept: boolean;
	} | null;
};

export function stateWords(till: Pick<TillLike, 'state' | 'report'>): string {
	const pending = till.report?.pending ?? 0;
	switch (till.state) {
		case 'none':
			return 'No tablet yet';
		case 'program':
			return 'No tablet: past sales';
		case 'online':
			return 'Online';
		case 'sending':
			return `Sending ${String(pending)}`;
		case 'offline':
			return pending > 0 ? 'Offline, selling' : 'Offline';
	}
}

export function lookOfState(state: TillLike['state']): 'ok' | 'wait' | 'off' {
	if (state === 'none' || state === 'program') return 'off';
	return state === 'offline' ? 'wait' : 'ok';
}

/** A till that a program rang up has no version of an app. */
export function versionWords(till: Pick<TillLike, 'state' | 'report' | 'appVersion'>): string {
	return till.state === 'program' ? '' : (till.report?.appVersion ?? till.appVersion ?? '');
}

/** When a tablet was last heard of; a program never was one. */
export function contactWords(till: Pick<TillLike, 'state' | 'lastSeenAt'>, nowMs: number, locale: string): string {
	if (till.state === 'program') return '';
	return till.lastSeenAt ? formatAge(Date.parse(till.lastSeenAt), nowMs, locale) : 'never';
}

/** How far the tablet's clock is from ours, in seconds. */
export function clockWords(till: Pick<TillLike, 'state' | 'report'>): string {
	if (!till.report || till.state === 'program') return '';
	return `${(Math.abs(till.report.clockOffsetMs) / 1000).toFixed(1)} s`;
}
