import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { findChromium } from './chromium.mjs';
import { findUnlocked } from './lock-check.mjs';
import { startPostgres15 } from './postgres15.mjs';
import { useOwnTempFolder } from './temp-folder.mjs';
import { build, checkNode, installDependencies, orExit, Refusal, root } from './prepare.mjs';

// `npm test`: all checks in order; every one runs even if a former one failed. `-- --postgres-15` adds the leg for CI.
const minute = 60_000;
const reports = join(root, 'test-results/reports');
const total = { passed: 0, failed: 0 };

/** @param {string} name @param {() => Promise<{ passed?: number, failed: number, note?: string }>} work */
async function step(name, work) {
	const startedAt = performance.now();
	console.log(`\n— ${name}`);
	const {
		passed = 0,
		failed,
		note
	} = await work().catch((error) => {
		console.error(error instanceof Refusal ? error.message : error);
		return { failed: 1 };
	});
	total.passed += passed;
	total.failed += failed;
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
	console.log(`— ${name}: ${note ?? (failed ? 'failed' : 'passed')} in ${seconds} s`);
	return failed === 0;
}

/** @param {string} name @param {string} bin @param {string[]} args @param {number} timeoutMs @param {NodeJS.ProcessEnv} [env] */
async function tool(name, bin, args, timeoutMs, env = {}) {
	const file = join(root, 'node_modules', bin);
	const result = await run(process.execPath, [file, ...args], {
		cwd: root,
		timeoutMs,
		env: { ...process.env, ...env }
	});
	if (result.timedOut) console.error(`${name} did not end within ${timeoutMs / minute} minutes.`);
	return result.code;
}

/** @param {string} name @param {string} bin @param {string[]} args */
const check = (name, bin, args) =>
	step(name, async () => ({ failed: (await tool(name, bin, args, 5 * minute)) === 0 ? 0 : 1 }));

/** Runs Vitest projects and counts from its report. @param {string} name @param {string[]} projects @param {NodeJS.ProcessEnv} [env] */
const vitest = (name, projects, env) =>
	step(name, async () => {
		const report = join(reports, `${name.replace(/\W+/g, '-')}.json`);
		const args = ['run', '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
		const code = await tool(
			name,
			'vitest/vitest.mjs',
			[...args, ...projects.flatMap((it) => ['--project', it])],
			15 * minute,
			env
		);
		const { numPassedTests: passed = 0, numFailedTests = 0 } = readReport(report);
		// A file that cannot even be loaded has no failed test, but the run has failed.
		return { passed, failed: numFailedTests || (code === 0 ? 0 : 1) };
	});

const playwright = () =>
	step('browser tests', async () => {
		const report = join(reports, 'playwright.json');
		const env = { CHROMIUM_PATH: await findChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: report };
		const code = await tool(
			'browser tests',
			'@playwright/test/cli.js',
			['test', '--reporter=list,json'],
			30 * minute,
			env
		);
		const { expected = 0, unexpected = 0, flaky = 0 } = readReport(report).stats ?? {};
		if (flaky > 0) console.error(`${flaky} browser tests passed only at their second try; the list above names them.`);
		return { passed: expected + flaky, failed: unexpected || (code === 0 ? 0 : 1) };
	});

const postgres15 = () =>
	step('api tests on PostgreSQL 15', async () => {
		const server = await startPostgres15();
		if (typeof server === 'string') return { failed: 0, note: `left out (${server})` };
		try {
			await vitest('api on 15', ['api'], { TEST_DATABASE_URL: server.url });
			return { failed: 0, note: 'done' };
		} finally {
			await server.stop();
		}
	});

/** @param {string} file */
function readReport(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		return {};
	}
}

/** @param {NodeJS.Signals} signal */
function end(signal) {
	console.error(`\nEnded by ${signal}.`);
	process.exit(1);
}
process.on('SIGINT', end);
process.on('SIGTERM', end);

await orExit(async () => {
	checkNode();
	await installDependencies();
	useOwnTempFolder();
	rmSync(reports, { recursive: true, force: true });
	mkdirSync(reports, { recursive: true });
	await step('lock file', async () => {
		const lines = findUnlocked(root);
		for (const line of lines) console.error(line);
		return { failed: lines.length === 0 ? 0 : 1 };
	});
	await check('formatting', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);
	await tool('types', '@sveltejs/kit/svelte-kit.js', ['sync'], minute);
	await check('lint', 'eslint/bin/eslint.js', ['.']);
	await check('types', 'svelte-check/bin/svelte-check', ['--tsconfig', './tsconfig.json', '--threshold', 'warning']);
	const built = await step('build', async () => (await build({ whileServing: 'refuse' }), { failed: 0 }));
	await vitest('unit, api and sync tests', ['unit', 'api', 'sync']);
	if (built) await playwright();
	if (process.argv.includes('--postgres-15')) await postgres15();
});

console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
