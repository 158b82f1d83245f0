/** A name as it may be shown before the member agreed to be addressed: first letters only. “Nora Lindqvist” → “N••• L••••••••”. */
export function masked(name: string): string {
	return name
		.trim()
		.split(/\s+/)
		.map((word) => {
			const letters = [...word];
			return (letters[0] ?? '') + '•'.repeat(Math.max(2, letters.length - 1));
		})
		.join(' ');
}
