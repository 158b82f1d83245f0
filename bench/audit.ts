/** `npm run audit:pages`: axe on every page of a demo shop, Lighthouse on those that are somebody's first. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { runCommand } from '$lib/server/platform/command';
import { axeAll, type AxeResult } from './parts/axe';
import { categories, installables, lighthouseAll, type Installable, type Scores } from './parts/lighthouse';
import { BenchServer } from './parts/server';

const resultFile = 'test-results/audit.json';

function printAxe(results: readonly AxeResult[]): void {
	for (const { path, look, serious, lesser } of results) {
		const finding = serious.length === 0 ? 'no serious finding' : serious.join(', ');
		console.log(`axe  ${path.padEnd(26)} ${look.padEnd(5)}  ${finding}`);
		if (lesser.length > 0) console.log(`     ${''.padEnd(26)}        lesser: ${lesser.join(', ')}`);
	}
}

function printInstallable(results: readonly Installable[]): void {
	for (const { path, name, hindrances } of results) {
		const verdict = hindrances.length === 0 ? `installable as “${name}”` : `not installable: ${hindrances.join(', ')}`;
		console.log(`app  ${path.padEnd(16)} ${verdict}`);
	}
}

function printScores(results: readonly Scores[]): void {
	for (const { path, scores, missed } of results) {
		const figures = categories.map((name) => `${name} ${String(scores[name])}`).join('  ');
		console.log(`Lighthouse  ${path.padEnd(16)} ${figures}`);
		if (missed.length > 0) console.log(`            ${''.padEnd(16)} missed: ${missed.join(', ')}`);
	}
}

await runCommand(async () => {
	mkdirSync('test-results', { recursive: true });
	const only = process.argv[2];
	const server = await BenchServer.start({ demo: true });
	const load = () => loadavg()[0]?.toFixed(1) ?? '?';
	try {
		console.log(`${String(cpus().length)} cores, load ${load()} at the start`);
		const axe = only === 'lighthouse' ? [] : await axeAll(server.origin);
		printAxe(axe);
		const apps = only === 'axe' ? [] : await installables(server.origin);
		printInstallable(apps);
		const lighthouse = only === 'axe' ? [] : await lighthouseAll(server.origin);
		printScores(lighthouse);
		console.log(`load ${load()} at the end`);
		const result = { at: new Date().toISOString(), axe, apps, lighthouse };
		writeFileSync(resultFile, JSON.stringify(result, null, '\t'));
		const isGood = axe.every(({ serious }) => serious.length === 0) && apps.every((app) => app.hindrances.length === 0);
		if (!isGood) process.exitCode = 1;
	} finally {
		await server.close();
	}
});
