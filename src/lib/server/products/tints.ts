const tints = ['coffee', 'bakery', 'drinks', 'pantry', 'home', 'phones', 'tv', 'gifts'] as const;

/** The tint of a new group: the eight in turn. */
export function tintOf(position: number): string {
	return tints[position % tints.length] ?? 'pantry';
}
