/** Pictures in every size and theme, for people who review them. */
import type { Page } from '@playwright/test';
import type { Shop } from '../e2e/support/server';

const sizes = [
	{ width: 1180, height: 820 },
	{ width: 390, height: 844 },
	{ width: 1440, height: 900 }
];

/** One picture for each size and theme. */
export async function shoot(page: Page, name: string): Promise<void> {
	for (const size of sizes) {
		await page.setViewportSize(size);
		for (const theme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
			await page.evaluate((look) => (document.documentElement.dataset['theme'] = look), theme);
			const folder = `test-results/screens/${String(size.width)}x${String(size.height)}-${theme}`;
			await page.screenshot({ path: `${folder}/${name}.png` });
		}
	}
	await page.setViewportSize({ width: 1180, height: 820 });
}

export async function shootEach(page: Page, { origin }: Shop, area: string, paths: readonly string[]): Promise<void> {
	for (const path of paths) {
		await page.goto(`${origin}${area}${path}`);
		await page.waitForLoadState('load');
		await shoot(page, `${area.slice(1) || 'front'}${path.replaceAll('/', '-')}`);
	}
}
