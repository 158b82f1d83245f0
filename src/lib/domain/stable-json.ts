/** JSON with its keys in one order, so that equal content is equal text wherever it was kept: PostgreSQL orders keys its own way. */
export function stableJson(value: unknown): string {
	return JSON.stringify(value, (_key, part: unknown) =>
		typeof part === 'object' && part !== null && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
			: part
	);
}
