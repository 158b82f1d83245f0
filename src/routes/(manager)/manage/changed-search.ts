/** The query of an address with some of its parts changed; null takes a part away. */
export function changedSearch(search: string, change: Readonly<Record<string, string | null>>): string {
	const params = new URLSearchParams(search);
	for (const [key, value] of Object.entries(change)) {
		if (value === null) params.delete(key);
		else params.set(key, value);
	}
	return params.size > 0 ? `?${params.toString()}` : '';
}
