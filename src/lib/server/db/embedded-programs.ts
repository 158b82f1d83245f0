import { spawn, type SpawnOptions } from 'node:child_process';
import { join } from 'node:path';
import type { Place } from './embedded-place';

export interface ProgramResult {
	code: number;
	output: string;
}

/** The code of a program that was ended because it took too long. */
export const timedOutCode = 124;

/** Runs `initdb` or `pg_ctl` of a place to its end. A program that cannot be started answers with code 127. */
export function runProgram(place: Place, name: string, args: string[], timeoutMs = 60_000): Promise<ProgramResult> {
	const program = join(place.programs, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
	const { runAs } = place;
	if (runAs.kind !== 'namespace') {
		return runToEnd(program, args, runAs.kind === 'user' ? { uid: runAs.uid, gid: runAs.gid } : {}, timeoutMs);
	}
	const namespace = ['--user', '--map-user=1000', '--map-group=1000', program];
	return runToEnd('unshare', [...namespace, ...args], {}, timeoutMs);
}

function runToEnd(program: string, args: string[], options: SpawnOptions, timeoutMs: number): Promise<ProgramResult> {
	return new Promise((resolve) => {
		const child = spawn(program, args, {
			...options,
			cwd: '/',
			env: cleanEnvironment(),
			stdio: ['ignore', 'pipe', 'pipe'],
			// Ctrl-C in the terminal is for us; we stop the server ourselves when the last answer is out.
			detached: process.platform !== 'win32',
			windowsHide: true
		});
		let output = '';
		let timedOut = false;
		const timer = setTimeout(() => {
			timedOut = true;
			child.kill('SIGKILL');
		}, timeoutMs);
		const collect = (chunk: Buffer) => (output += chunk.toString());
		child.stdout?.on('data', collect);
		child.stderr?.on('data', collect);
		const finish = (code: number) => {
			clearTimeout(timer);
			child.stdout?.destroy();
			child.stderr?.destroy();
			resolve({ code: timedOut ? timedOutCode : code, output: output.trim() });
		};
		child.on('error', (error) => {
			output += error.message;
			finish(127);
		});
		// Not 'close': the server it starts may hold the pipes open.
		child.on('exit', (code) => setTimeout(finish, 20, code ?? 1));
	});
}

/** Nothing of the person's language or PG… variables may decide how the server is made. */
function cleanEnvironment(): NodeJS.ProcessEnv {
	const { PATH, SystemRoot, TEMP, TMP } = process.env;
	return { PATH, SystemRoot, TEMP, TMP, LC_ALL: 'C', TZ: 'UTC' };
}
