import type { Component } from 'svelte';

/** One place in a navigation. */
export interface NavItem {
	readonly href: string;
	readonly label: string;
	readonly icon: Component<{ class?: string }>;
	/** Things that wait there, with words for screen readers: “3 to look at”. */
	readonly count?: number;
	readonly countLabel?: string;
}

/**
 * The item a path belongs to: the longest address that is the path or a folder above it. The first item is the area's
 * own page and holds nothing below it.
 */
export function currentItem(items: readonly NavItem[], path: string): NavItem | undefined {
	return items
		.filter((item, index) => path === item.href || (index > 0 && path.startsWith(`${item.href}/`)))
		.sort((a, b) => b.href.length - a.href.length)[0];
}
