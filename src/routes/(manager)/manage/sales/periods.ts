export type Period = { value: string; label: string; from: string; to: string };

const dayMs = 86_400_000;

/** The periods people ask for most, counted from a date such as `2026-11-26`; both ends belong to them. */
export function periodsOf(today: string): Period[] {
	const before = (days: number) => new Date(Date.parse(today) - days * dayMs).toISOString().slice(0, 10);
	return [
		{ value: 'any', label: 'Any day', from: '', to: '' },
		{ value: 'today', label: 'Today', from: today, to: today },
		{ value: 'yesterday', label: 'Yesterday', from: before(1), to: before(1) },
		{ value: 'week', label: 'Last 7 days', from: before(6), to: today },
		{ value: 'month', label: 'This month', from: `${today.slice(0, 8)}01`, to: today }
	];
}
