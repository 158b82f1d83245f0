/** What a held push says it holds, so that a manager can judge whether the shop sold it. */

export interface HeldSummary {
	entries: number;
	/** Sales and returns. */
	sales: number;
	/** Their sum; returns count against it. */
	dueMinor: number;
	/** Of the first sale; null without one. */
	currency: string | null;
	/** When the first and the last entry were made, by the tablet's clock. */
	firstAt: string | null;
	lastAt: string | null;
}

/** The texts of the events are genuine but not checked otherwise: what cannot be read counts as an entry only. */
export function summariseHeld(texts: readonly string[]): HeldSummary {
	const events = texts.map(readLoosely);
	const sales = events.flatMap(({ type, body }) => (type === 'sale.completed' ? [saleOf(body)] : []));
	const times = events.flatMap(({ at }) => (typeof at === 'string' ? [at] : [])).sort();
	return {
		entries: events.length,
		sales: sales.length,
		dueMinor: sales.reduce((sum, { dueMinor }) => sum + dueMinor, 0),
		currency: sales[0]?.currency ?? null,
		firstAt: times[0] ?? null,
		lastAt: times.at(-1) ?? null
	};
}

type Loose = { type?: unknown; at?: unknown; body?: unknown };

function readLoosely(text: string): Loose {
	try {
		const read: unknown = JSON.parse(text);
		return isRecord(read) ? read : {};
	} catch {
		return {};
	}
}

function saleOf(body: unknown): { dueMinor: number; currency: string | null } {
	const { totals, currency } = isRecord(body) ? body : {};
	const due = isRecord(totals) ? totals.dueMinor : 0;
	return {
		dueMinor: Number.isSafeInteger(due) ? (due as number) : 0,
		currency: typeof currency === 'string' ? currency : null
	};
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
