/** What two lines of a tile hold, about; beyond it the end would be cut off. */
const twoLines = 30;
const longestEnd = 15;

/**
 * A long name in two parts for two lines of their own: variants of a product differ at its end (“500 g”, “XL, blue”), so the
 * end must be seen and the middle may be cut. `null`: it fits as it is. Both parts with a blank between are the name.
 */
export function nameParts(name: string): [start: string, end: string] | null {
	if (name.length <= twoLines) return null;
	const words = name.split(' ');
	let end = words.pop() ?? '';
	while (words.length > 1 && `${words.at(-1) ?? ''} ${end}`.length <= longestEnd) end = `${words.pop() ?? ''} ${end}`;
	return words.length === 0 ? null : [words.join(' '), end];
}
