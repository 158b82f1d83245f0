/** A browser with a profile of its own. Closing and opening it again is a new process with the same data. */
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cashier } from './terms';

const args = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

export class BenchBrowser {
	private readonly profile = mkdtempSync(join(tmpdir(), 'tillit-bench-browser-'));
	private context: BrowserContext | null = null;

	async open(): Promise<Page> {
		const executablePath = process.env.CHROMIUM_PATH;
		this.context = await chromium.launchPersistentContext(this.profile, {
			...(executablePath && { executablePath }),
			args,
			viewport: { width: 1280, height: 800 },
			serviceWorkers: 'allow'
		});
		return this.context.pages()[0] ?? (await this.context.newPage());
	}

	async stop(): Promise<void> {
		await this.context?.close();
		this.context = null;
	}

	async close(): Promise<void> {
		await this.stop();
		rmSync(this.profile, { recursive: true, force: true, maxRetries: 3 });
	}
}

/** Slows the page's CPU down; 1 is its own speed. */
export async function slowDown(page: Page, factor: number): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate: factor });
}

export async function enrol(page: Page, origin: string, code: string): Promise<void> {
	await page.goto(`${origin}/till?code=${encodeURIComponent(code)}`);
	await page.getByRole('button', { name: cashier.name }).waitFor({ timeout: 60_000 });
}

/** Types the PIN at a person's pace: faster would be taken for a scanner. */
export async function signIn(page: Page): Promise<void> {
	await page.getByRole('button', { name: cashier.name }).click();
	for (const digit of cashier.pin) await page.keyboard.press(digit, { delay: 20 }).then(() => page.waitForTimeout(160));
	await page.getByRole('search').or(page.getByRole('searchbox')).or(page.getByRole('combobox')).first().waitFor();
}

/** Loads are read from IndexedDB: how many products this browser has, and whether the first load is over. */
export function readCatalogue(page: Page): Promise<{ loaded: number; complete: boolean }> {
	return page.evaluate(async () => {
		const none = { loaded: 0, complete: false };
		const names = (await indexedDB.databases()).map(({ name }) => name);
		if (!names.includes('tillit-catalogue')) return none;
		const db = await new Promise<IDBDatabase>((resolve, reject) => {
			const open = indexedDB.open('tillit-catalogue');
			open.onsuccess = () => resolve(open.result);
			open.onerror = () => reject(new Error('the catalogue cannot be opened'));
		});
		try {
			if (!db.objectStoreNames.contains('state')) return none;
			return await new Promise<typeof none>((resolve, reject) => {
				const get = db.transaction('state').objectStore('state').get('state');
				get.onerror = () => reject(new Error('the state cannot be read'));
				get.onsuccess = () => {
					const state = get.result as { complete: boolean; loading: { loaded: number } | null } | undefined;
					resolve(state ? { loaded: state.loading?.loaded ?? 0, complete: state.complete && !state.loading } : none);
				};
			});
		} finally {
			db.close();
		}
	});
}
