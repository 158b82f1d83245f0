import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from './child.mjs';
import { findChromium } from './chromium.mjs';
import { findUnlocked } from './lock-check.mjs';
import { startPostgres15 } from './postgres15.mjs';
import { useOwnTempFolder } from './temp-folder.mjs';
import { build, checkNode, installDependencies, orExit, Refusal, root } from './prepare.mjs';

// `npm test`: every check runs even if a former one failed. `-- --postgres-15` adds the leg for CI.
// What only reads the sources runs beside the build and the tests, so that a machine with two cores uses both; the browser
// tests have the machine for themselves.
const minute = 60_000;
const reports = join(root, 'test-results/reports');
const total = { passed: 0, failed: 0 };
/** What failed, by name: it is said once more at the very end, where nobody has to look for it. @type {string[]} */
const failures = [];

/** @typedef {{ passed?: number, failed: number, names?: string[], note?: string, output?: string }} Outcome */

/** One line says how it went; what a failed step has printed stands whole above it. @param {string} name @param {() => Promise<Outcome>} work */
async function step(name, work) {
	const startedAt = performance.now();
	/** @type {Outcome} */
	const outcome = await work().catch((error) => ({
		failed: 1,
		output: error instanceof Refusal ? error.message : String(error?.stack ?? error)
	}));
	const { passed = 0, failed, names = [], note, output } = outcome;
	total.passed += passed;
	total.failed += failed;
	if (failed) failures.push(...(names.length > 0 ? names.map((it) => `${name}: ${it}`) : [name]));
	if (failed && output) console.error(`\n— ${name}\n${output.trimEnd()}`);
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
	console.log(`— ${name}: ${note ?? (failed ? 'failed' : 'passed')} in ${seconds} s`);
	return failed === 0;
}

/**
 * A program of a package: its output is kept, or shown as it comes.
 * @param {string} bin @param {string[]} args @param {{ timeoutMs: number, env?: NodeJS.ProcessEnv, show?: boolean }} options
 */
async function tool(bin, args, { timeoutMs, env = {}, show = false }) {
	const file = join(root, 'node_modules', bin);
	const { code, output, timedOut } = await run(process.execPath, [file, ...args], {
		cwd: root,
		timeoutMs,
		env: { ...process.env, ...env },
		collect: !show
	});
	const late = timedOut ? `\nIt did not end within ${timeoutMs / minute} minutes.` : '';
	if (late && show) console.error(late);
	return { code, output: output + late };
}

/** @param {string} name @param {string} bin @param {string[]} args */
const check = (name, bin, args) =>
	step(name, async () => {
		const { code, output } = await tool(bin, args, { timeoutMs: 20 * minute });
		return { failed: code === 0 ? 0 : 1, output };
	});

/** Runs Vitest projects and counts from its report. @param {string} name @param {string[]} projects @param {{ env?: NodeJS.ProcessEnv, show?: boolean }} [options] */
const vitest = (name, projects, { env, show = false } = {}) =>
	step(name, async () => {
		if (show) console.log(`\n— ${name}`);
		const report = join(reports, `${name.replace(/\W+/g, '-')}.json`);
		const args = ['run', '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
		const { code, output } = await tool(
			'vitest/vitest.mjs',
			[...args, ...projects.flatMap((it) => ['--project', it])],
			{
				timeoutMs: 25 * minute,
				env,
				show
			}
		);
		const { numPassedTests: passed = 0, numFailedTests = 0, testResults = [] } = readReport(report);
		const names = testResults.flatMap(failedOf);
		// A file that cannot even be loaded has no failed test, but the run has failed.
		return { passed, failed: numFailedTests || (code === 0 ? 0 : 1), names, output };
	});

const playwright = () =>
	step('browser tests', async () => {
		console.log('\n— browser tests');
		const report = join(reports, 'playwright.json');
		const env = { CHROMIUM_PATH: await findChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: report };
		const { code } = await tool('@playwright/test/cli.js', ['test', '--reporter=list,json'], {
			timeoutMs: 30 * minute,
			env,
			show: true
		});
		const { stats = {}, suites = [] } = readReport(report);
		const { expected = 0, unexpected = 0, flaky = 0 } = stats;
		if (flaky > 0) console.error(`${flaky} browser tests passed only at their second try; the list above names them.`);
		return { passed: expected + flaky, failed: unexpected || (code === 0 ? 0 : 1), names: suites.flatMap(failedSpecs) };
	});

const postgres15 = () =>
	step('api tests on PostgreSQL 15', async () => {
		const server = await startPostgres15();
		if (typeof server === 'string') return { failed: 0, note: `left out (${server})` };
		try {
			await vitest('api on 15', ['api'], { env: { TEST_DATABASE_URL: server.url } });
			return { failed: 0, note: 'done' };
		} finally {
			await server.stop();
		}
	});

/** The failed tests of one file. @param {{ name: string, status: string, assertionResults: { fullName: string, status: string }[] }} file */
function failedOf({ name, status, assertionResults }) {
	const failed = assertionResults.filter((it) => it.status === 'failed').map((it) => it.fullName);
	if (status === 'failed' && failed.length === 0) failed.push('could not be loaded');
	return failed.map((test) => `${relative(root, name)} › ${test}`);
}

/** @typedef {{ specs?: { file: string, title: string, ok: boolean }[], suites?: Suite[] }} Suite */

/** The failed browser tests of a suite and what is in it. @param {Suite} suite @returns {string[]} */
function failedSpecs({ specs = [], suites = [] }) {
	const failed = specs.filter((it) => !it.ok).map(({ file, title }) => `${file} › ${title}`);
	return [...failed, ...suites.flatMap(failedSpecs)];
}

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
		return { failed: lines.length === 0 ? 0 : 1, output: lines.join('\n') };
	});
	await check('generated types', '@sveltejs/kit/svelte-kit.js', ['sync']);
	const [built] = await Promise.all([buildAndTest(), readSources()]);
	if (built) await playwright();
});

async function buildAndTest() {
	const built = await step('build', async () => (await build({ whileServing: 'refuse' }), { failed: 0 }));
	await vitest('unit, api and sync tests', ['unit', 'api', 'sync'], { show: true });
	return built;
}

async function readSources() {
	await check('formatting', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);
	await check('lint', 'eslint/bin/eslint.js', ['.']);
	await check('types', 'svelte-check/bin/svelte-check', ['--tsconfig', './tsconfig.json', '--threshold', 'warning']);
	if (process.argv.includes('--postgres-15')) await postgres15();
}

for (const it of failures) console.error(`failed: ${it}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
