/** Given name and one initial: enough to greet a member by, too little to harvest, and all that a stolen tablet tells of one. */
export function shownName(name: string): string {
	const words = name.trim().split(/\s+/);
	const initial = [...(words.at(-1) ?? '')][0];
	return words.length < 2 || !initial ? (words[0] ?? '') : `${words[0] ?? ''} ${initial}.`;
}
