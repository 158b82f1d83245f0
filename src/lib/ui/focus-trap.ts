import type { Attachment } from 'svelte/attachments';

const FOCUSABLE =
	'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex]:not([tabindex="-1"])';

/** What is open now, the newest last: only that one hears Escape. */
const open: HTMLElement[] = [];

/**
 * Whether a dialog or menu is open over this element, so that keys are not meant for it. Pages that listen on the
 * window ask this first: their listener is older than the dialog's and hears a key before it.
 */
export function isCovered(node: Element | null = null): boolean {
	const top = open.at(-1);
	return top !== undefined && !(node && top.contains(node));
}

function focusables(root: HTMLElement): HTMLElement[] {
	return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) => one.offsetParent !== null);
}

/**
 * Keeps focus inside a dialog, closes it on Escape and gives focus back to where it was. Keys still reach the
 * window, so a scan works while the dialog is open; that is why this is not the browser's modal dialog.
 */
export function trapFocus(onclose: () => void): Attachment<HTMLElement> {
	return (root) => {
		const before = document.activeElement;
		open.push(root);
		const first = root.querySelector<HTMLElement>('[data-autofocus]') ?? focusables(root)[0] ?? root;
		first.focus();

		const keydown = (event: KeyboardEvent) => {
			if (open.at(-1) !== root || event.defaultPrevented) return;
			if (event.key === 'Escape') {
				event.preventDefault();
				onclose();
			}
			if (event.key === 'Tab') wrap(event, root);
		};
		window.addEventListener('keydown', keydown);
		return () => {
			window.removeEventListener('keydown', keydown);
			open.splice(open.indexOf(root), 1);
			if (before instanceof HTMLElement && before.isConnected) before.focus();
		};
	};
}

function wrap(event: KeyboardEvent, root: HTMLElement) {
	const all = focusables(root);
	const inside = root.contains(document.activeElement);
	const edge = event.shiftKey ? all[0] : all.at(-1);
	if (inside && document.activeElement !== edge && document.activeElement !== root) return;
	event.preventDefault();
	(event.shiftKey ? all.at(-1) : all[0])?.focus();
}
