import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

/** Ends what is still running, with its own children where the platform has process groups. */
function killAll() {
	for (const child of children) signalGroup(child, 'SIGKILL');
}
process.on('exit', killAll);

/** A signal that ends us has to end them too: they are groups of their own, so Ctrl-C does not reach them. */
const endingSignals = /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** @param {NodeJS.Signals} signal */
const endBySignal = (signal) => process.exit(exitCode(null, signal));

/** @param {import('node:child_process').ChildProcess} child */
function add(child) {
	if (children.size === 0) for (const signal of endingSignals) process.on(signal, endBySignal);
	children.add(child);
}

/** @param {import('node:child_process').ChildProcess} child */
function remove(child) {
	children.delete(child);
	if (children.size === 0) for (const signal of endingSignals) process.off(signal, endBySignal);
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
	try {
		if (process.platform !== 'win32' && child.pid) process.kill(-child.pid, signal);
		else child.kill(signal);
	} catch {
		// It ended in the meantime.
	}
}

/**
 * Runs one program to its end, with a time limit and the output either passed on or collected.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, collect?: boolean, echo?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>}
 */
export function run(command, args, { cwd, env = process.env, timeoutMs, collect = false, echo = !collect } = {}) {
	return new Promise((resolve) => {
		const child = spawn(command, args, {
			cwd,
			env,
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: process.platform !== 'win32'
		});
		add(child);
		let output = '';
		let timedOut = false;
		const timer = timeoutMs ? setTimeout(() => ((timedOut = true), signalGroup(child, 'SIGKILL')), timeoutMs) : null;
		for (const [stream, target] of [
			[child.stdout, process.stdout],
			[child.stderr, process.stderr]
		]) {
			stream.on('data', (chunk) => {
				if (collect) output += chunk;
				if (echo) target.write(chunk);
			});
		}
		const finish = (code) => {
			if (timer) clearTimeout(timer);
			remove(child);
			// A grandchild may hold the pipes open; nobody waits for it.
			signalGroup(child, 'SIGKILL');
			child.stdout.destroy();
			child.stderr.destroy();
			resolve({ code, output, timedOut });
		};
		child.on('error', (error) => ((output += error.message), finish(127)));
		child.on('exit', (code, signal) => setTimeout(() => finish(exitCode(code, signal)), 50));
	});
}

/** The exit code a shell would report. @param {number | null} code @param {NodeJS.Signals | null} signal */
export function exitCode(code, signal) {
	return code ?? 128 + (signal ? (constants.signals[signal] ?? 0) : 0);
}

/**
 * Runs a Node program in the foreground: terminal and signals are its own, its exit code becomes ours.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 */
export function becomeNode(file, args, { cwd, env = process.env }) {
	const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], { cwd, env, stdio: 'inherit' });
	// Ctrl-C in a terminal reaches the child directly; a signal sent to us alone has to be handed on.
	for (const signal of endingSignals) {
		process.on(signal, () => {
			if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
		});
	}
	child.on('error', (error) => {
		console.error(`Could not start ${file}: ${error.message}`);
		process.exit(1);
	});
	child.on('exit', (code, signal) => process.exit(exitCode(code, signal)));
}
