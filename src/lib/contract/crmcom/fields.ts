/**
 * `fields_set`: the members of an answer to keep. A comma-separated text or an array of texts; a dotted path keeps a
 * part of a member; unknown names count for nothing; empty means everything (specs/crmcom-api.md §2.4).
 */
export function selectFields(data: unknown, fieldsSet: string | readonly string[] | undefined): unknown {
	const paths = (typeof fieldsSet === 'string' ? fieldsSet.split(',') : (fieldsSet ?? []))
		.map((path) => path.trim())
		.filter((path) => path !== '');
	return paths.length === 0 ? data : keep(data, paths);
}

function keep(data: unknown, paths: readonly string[]): unknown {
	if (Array.isArray(data)) return data.map((row) => keep(row, paths));
	if (data === null || typeof data !== 'object') return data;
	const kept: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(data)) {
		const below = paths.flatMap((path) => (path.startsWith(`${name}.`) ? path.slice(name.length + 1) : []));
		if (paths.includes(name)) kept[name] = value;
		else if (below.length > 0) kept[name] = keep(value, below);
	}
	return kept;
}
