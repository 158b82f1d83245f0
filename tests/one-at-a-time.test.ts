/** Commands that are started at once and need the same thing done: it is done by one, and the others wait for it. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const module = pathToFileURL(resolve('scripts/one-at-a-time.mjs')).href;
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'tillit-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that writes down when its work begins and ends. `onsaid`: at the first thing it says. */
function start(onsaid: () => void = () => undefined): Promise<{ code: number | null; output: string }> {
	const script = `
		import { appendFileSync } from 'node:fs';
		import { setTimeout as sleep } from 'node:timers/promises';
		import { oneAtATime } from '${module}';
		await oneAtATime(process.argv[1], 'waiting', async () => {
			appendFileSync(process.argv[2], 'begin ');
			await sleep(150);
			appendFileSync(process.argv[2], 'end ');
		});`;
	const args = ['--input-type=module', '-e', script, join(folder, 'lock'), join(folder, 'log')];
	const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	let output = '';
	child.stdout.on('data', (text: Buffer) => {
		output += text.toString();
		onsaid();
	});
	return new Promise((done) => child.on('close', (code) => done({ code, output })));
}

const log = () => readFileSync(join(folder, 'log'), 'utf8').trim();
const fiveTurns = Array.from({ length: 5 }, () => 'begin end').join(' ');

it('lets one work at a time; those that wait say so once', async () => {
	const ended = await Promise.all(Array.from({ length: 5 }, () => start()));
	expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
	expect(log()).toBe(fiveTurns);
	expect(ended.every(({ output }) => ['', 'waiting\n'].includes(output))).toBe(true);
	expect(existsSync(join(folder, 'lock'))).toBe(false);
});

it('takes over from a process that died, one after another as well', async () => {
	const { pid } = spawnSync(process.execPath, ['-e', '']);
	writeFileSync(join(folder, 'lock'), String(pid));
	await Promise.all(Array.from({ length: 5 }, () => start()));
	expect(log()).toBe(fiveTurns);
});

it('waits for a process that lives', async () => {
	writeFileSync(join(folder, 'lock'), String(process.pid));
	let waiting: ReturnType<typeof start> | undefined;
	await new Promise<void>((said) => {
		waiting = start(said);
	});
	// Longer than it rests between two looks.
	await new Promise((resume) => setTimeout(resume, 500));
	expect(existsSync(join(folder, 'log'))).toBe(false);
	rmSync(join(folder, 'lock'));
	expect(await waiting).toMatchObject({ code: 0, output: 'waiting\n' });
	expect(log()).toBe('begin end');
});
