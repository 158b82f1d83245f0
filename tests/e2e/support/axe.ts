import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './shop';

const looks = ['light', 'dark'] as const;

/** No finding that keeps somebody out, in either theme; the second differs in its colours only. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
	for (const look of looks) {
		await page.emulateMedia({ colorScheme: look, reducedMotion: 'reduce' });
		await page.evaluate((theme) => (document.documentElement.dataset['theme'] = theme), look);
		// The app has no frames: axe need not open a page of its own to put their results together.
		const axe = new AxeBuilder({ page }).setLegacyMode();
		const { violations } = await (
			look === 'light' ? axe : axe.withRules(['color-contrast', 'link-in-text-block'])
		).analyze();
		const grave = violations
			.filter(({ impact }) => impact === 'serious' || impact === 'critical')
			.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
		expect.soft(grave, `${what}, ${look}`).toEqual([]);
	}
}
