/** The eight tints of monograms; tokens.css holds their colours. */
export const tints = ['coffee', 'bakery', 'drinks', 'pantry', 'home', 'phones', 'tv', 'gifts'] as const;
export type Tint = (typeof tints)[number];

/** A group's tint by hash of its id (FNV-1a), so that it is the same on every device. */
export function tintOf(groupId: string): Tint {
	let hash = 0x811c9dc5;
	for (let i = 0; i < groupId.length; i++) hash = Math.imul(hash ^ groupId.charCodeAt(i), 0x01000193) >>> 0;
	return tints[hash % tints.length] ?? 'coffee';
}

/** The tint someone chose for a group, if it is one of the eight, else the one by hash. */
export function chosenTint(choice: string | null | undefined, groupId: string): Tint {
	return tints.find((tint) => tint === choice) ?? tintOf(groupId);
}

/** Two letters for a product without a picture: “Flat White” → Fw, “Galaxy Note 9” → Gn, “Brownie” → Br. */
export function monogramOf(name: string): string {
	const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
	const first = [...(words[0] ?? '?')];
	const second = words.length > 1 ? [...(words[1] ?? '')][0] : first[1];
	return (first[0] ?? '?').toLocaleUpperCase() + (second ?? '').toLocaleLowerCase();
}
