import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const port = Number(process.env.E2E_PORT ?? 4400);
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
export const browserArgs = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];
const pathArgs = executablePath ? { executablePath } : {};

/** The camera of a browser is a launch flag, so its tests have a browser of their own. */
const clip = fileURLToPath(new URL('tests/e2e/fixtures/camera.mjpeg', import.meta.url));
const cameraArgs = [
	'--use-fake-ui-for-media-stream',
	'--use-fake-device-for-media-stream',
	`--use-file-for-fake-video-capture=${clip}`
];

export default defineConfig({
	testDir: 'tests/e2e',
	testMatch: '**/*.test.ts',
	outputDir: 'test-results/browser',
	timeout: 60_000,
	expect: { timeout: 10_000 },
	// Files side by side on both cores of a small machine; the tests of a file in their order.
	fullyParallel: false,
	workers: 2,
	forbidOnly: true,
	// A shared machine may stall once; a test that needs its second try is named in the report.
	retries: 1,
	reporter: 'list',
	use: {
		baseURL: `http://localhost:${port}`,
		browserName: 'chromium',
		viewport: { width: 1180, height: 820 },
		launchOptions: { ...pathArgs, args: browserArgs },
		// A trace costs a busy machine much of its time: only a second try makes one.
		trace: 'on-first-retry'
	},
	projects: [
		{ name: 'browser', testIgnore: /camera/ },
		{
			name: 'camera',
			testMatch: /camera/,
			use: { permissions: ['camera'], launchOptions: { ...pathArgs, args: [...browserArgs, ...cameraArgs] } }
		}
	],
	webServer: {
		command: 'node tests/support/e2e-server.mjs',
		url: `http://localhost:${port}/readyz`,
		env: { PORT: String(port), LOG_LEVEL: 'warn' },
		reuseExistingServer: false,
		timeout: 120_000,
		gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
		stdout: 'ignore',
		stderr: 'pipe'
	}
});
