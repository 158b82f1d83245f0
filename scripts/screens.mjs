import { join } from 'node:path';
import { run } from './child.mjs';
import { findChromium } from './chromium.mjs';
import { build, checkNode, installDependencies, orExit, root } from './prepare.mjs';

// `npm run screens`: pictures of every page, in three sizes and two themes, into test-results/screens.
await orExit(async () => {
	checkNode();
	await installDependencies();
	await build();
	const cli = join(root, 'node_modules/@playwright/test/cli.js');
	const env = { ...process.env, CHROMIUM_PATH: await findChromium() };
	const result = await run(process.execPath, [cli, 'test', '-c', 'playwright.screens.config.ts'], {
		cwd: root,
		env,
		timeoutMs: 20 * 60_000
	});
	process.exit(result.code);
});
