/**
 * The parameters of a GET as the members of a body: identifiers are written `x_identifier=field=value`, also nested
 * (specs/crmcom-api.md §2.1). A name that comes twice counts once, the last.
 */
export function bodyOfQuery(query: URLSearchParams): Record<string, unknown> {
	return Object.fromEntries([...query].map(([name, value]) => [name, valueOf(name, value)]));
}

function valueOf(name: string, value: string): unknown {
	const equals = value.indexOf('=');
	if (!name.endsWith('_identifier') || equals < 1) return value;
	const key = value.slice(0, equals);
	return { [key]: valueOf(key, value.slice(equals + 1)) };
}
