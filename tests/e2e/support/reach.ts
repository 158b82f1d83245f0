import type { Page } from '@playwright/test';

/**
 * What a person cannot get at on the page as it stands: text or parts that stick out to the side, and whatever can be
 * pressed or filled in but lies under something else even after scrolling to it (WCAG 1.4.10 and 2.4.11).
 */
export function outOfReach(page: Page): Promise<string[]> {
	return page.evaluate(async () => {
		// The size has just changed: what follows it in scripts has its turn first.
		for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
		const found: string[] = [];
		const nameOf = (element: Element) =>
			`${element.tagName.toLowerCase()} “${(element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40)}”`;
		const root = document.documentElement;
		if (root.scrollWidth > root.clientWidth) found.push(`the page is ${String(root.scrollWidth)} px wide`);
		const dialog = [...document.querySelectorAll('[role=dialog], [role=alertdialog], dialog[open]')].at(-1);
		const controls = (dialog ?? document).querySelectorAll<HTMLElement>(
			'button, a[href], input, select, textarea, summary'
		);
		for (const control of controls) {
			if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
			if (control.closest('[inert], [aria-hidden=true], .vh, .skip')) continue;
			if (getComputedStyle(control).clipPath !== 'none') continue;
			control.scrollIntoView({ block: 'nearest', inline: 'nearest' });
			const { left, right, top, bottom } = control.getBoundingClientRect();
			if (right - left < 2 || bottom - top < 2) continue;
			if (left < -1 || right > innerWidth + 1 || top < -1 || bottom > innerHeight + 1) {
				found.push(`${nameOf(control)} sticks out`);
				continue;
			}
			const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
			const isHit = hit !== null && (control.contains(hit) || hit.contains(control) || hit.closest('label') !== null);
			if (!isHit) found.push(`${nameOf(control)} is under ${hit ? nameOf(hit) : 'nothing'}`);
		}
		return found;
	});
}
