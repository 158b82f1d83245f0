export type TillLike = {
	state: 'none' | 'online' | 'sending' | 'offline';
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
		case 'online':
			return 'Online';
		case 'sending':
			return `Sending ${String(pending)}`;
		case 'offline':
			return pending > 0 ? 'Offline, selling' : 'Offline';
	}
}

export function lookOfState(state: TillLike['state']): 'ok' | 'wait' | 'off' {
	if (state === 'none') return 'off';
	return state === 'offline' ? 'wait' : 'ok';
}

/** How far the tablet's clock is from ours, in seconds. */
export function clockWords(till: Pick<TillLike, 'report'>): string {
	if (!till.report) return '';
	return `${(Math.abs(till.report.clockOffsetMs) / 1000).toFixed(1)} s`;
}
