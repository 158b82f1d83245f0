import { afterNavigate, beforeNavigate } from '$app/navigation';

/**
 * The office scrolls within its main element, of which the router knows nothing: a page begins at its top, and a list
 * stands where it was left, also while its detail is read beside it or in its place. Call it in the layout.
 */
export function keepPlace(): void {
	const tops = new WeakMap<Element, number>();
	beforeNavigate(() => {
		const list = shownList();
		if (list) tops.set(list, content()?.scrollTop ?? 0);
	});
	afterNavigate(({ from, to, type }) => {
		if (type === 'enter' || from?.url.pathname === to?.url.pathname) return;
		const list = shownList();
		content()?.scrollTo(0, (list && tops.get(list)) ?? 0);
		document.querySelector('[data-detail]')?.scrollTo(0, 0);
	});
}

const content = () => document.getElementById('content');

/** A list that gives its room to the detail is there, but not shown. */
function shownList(): Element | null {
	const list = document.querySelector('[data-list]');
	return list && list.getClientRects().length > 0 ? list : null;
}
