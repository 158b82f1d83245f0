import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a shop is reached and where its files are. */
export interface Shop {
	origin: string;
	dataFolder: string;
}

/** None of the twenty from here on is a port that browsers and fetch refuse, as 4190 is. */
const basePort = Number(process.env.E2E_PORT ?? 4400);
const runFolder = join(tmpdir(), `tillit-e2e-${basePort}`);
const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;

/** The shop of this run that no test stops; `tests/support/e2e-server.mjs` starts it. */
export const sharedShop: Shop = { origin: `http://localhost:${basePort}`, dataFolder: join(runFolder, 'shared') };

const running = new Set<Server>();
// A test that is broken off leaves nothing behind.
process.on('exit', () => {
	for (const server of running) server.killAll();
});

/** Ports a worker may use at a time; workers stand side by side in the run's range. */
const portsOfEach = 9;
const firstPort = basePort + 1 + Number(process.env['TEST_PARALLEL_INDEX'] ?? 0) * portsOfEach;
let portsUsed = 0;

/** A port of this worker's own range. A server that is started again keeps the one it had. */
export function ownPort(): number {
	return firstPort + (portsUsed++ % portsOfEach);
}

/** A server of its own, which a test may stop, kill and start again. */
export class Server implements Shop {
	readonly origin: string;
	#child: ChildProcess | null = null;
	#output = '';

	constructor(
		readonly dataFolder: string,
		readonly port: number,
		private readonly flags: string[] = [],
		private readonly logLevel = 'warn',
		private readonly env: Record<string, string> = {}
	) {
		this.origin = `http://localhost:${port}`;
	}

	/** What it has printed and logged since its start. */
	get output(): string {
		return this.#output;
	}

	/** Answers once the server says that it is ready. */
	async start(): Promise<void> {
		if (this.#child) return;
		running.add(this);
		this.#output = '';
		const child = spawn(process.execPath, [resolve('build/commands/serve.js'), ...this.flags], {
			env: {
				...{ ...process.env, PORT: String(this.port), TILLIT_DATA: this.dataFolder, LOG_LEVEL: this.logLevel },
				...this.env
			},
			stdio: ['ignore', 'pipe', 'pipe']
		});
		this.#child = child;
		for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.#output += String(text)));
		await this.#ready(child);
	}

	async #ready(child: ChildProcess): Promise<void> {
		const deadline = Date.now() + startTimeoutMs;
		let answer = '';
		while (Date.now() < deadline) {
			if (child.exitCode !== null) throw new Error(`The server ended while it started:\n${this.#output}`);
			answer = await ask(`${this.origin}/readyz`);
			if (answer.startsWith('200 ')) return;
			await sleep(100);
		}
		throw new Error(`The server was not ready in time (${answer}):\n${this.#output}`);
	}

	/** Ends it as Ctrl-C does. */
	async stop(): Promise<void> {
		await this.#end('SIGTERM');
	}

	/** Ends it as a crash does; its PostgreSQL goes on alone until the next start. */
	async kill(): Promise<void> {
		await this.#end('SIGKILL');
	}

	async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		const child = this.#child;
		if (!child) return;
		this.#child = null;
		const ended = new Promise<void>((done) => child.once('exit', () => done()));
		child.kill(signal);
		const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
		await ended;
		clearTimeout(timer);
		child.stdout?.destroy();
		child.stderr?.destroy();
		await portIsFree(this.port);
	}

	/** Ends it and removes its files. */
	async remove(): Promise<void> {
		await this.stop();
		this.killAll();
		running.delete(this);
		rmSync(this.dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}

	/** Whatever still runs, at once. */
	killAll(): void {
		this.#child?.kill('SIGKILL');
		const pidFile = join(this.dataFolder, 'pg/postmaster.pid');
		if (!existsSync(pidFile)) return;
		try {
			const [pid, , , , socketFolder] = readFileSync(pidFile, 'utf8').split('\n');
			if (socketFolder?.startsWith(tmpdir())) rmSync(socketFolder, { recursive: true, force: true });
			process.kill(Number(pid), 'SIGQUIT');
		} catch {
			// It ended in the meantime.
		}
	}
}

/** A started demo shop of its own, copied from the one that `tests/support/e2e-server.mjs` filled. */
export async function openDemoShop({ logLevel = 'warn', env = {} } = {}): Promise<Server> {
	const folder = newFolder('own');
	rmSync(folder, { recursive: true });
	execFileSync('cp', ['-a', join(runFolder, 'seed'), folder]);
	const server = new Server(folder, ownPort(), [], logLevel, env);
	await server.start();
	return server;
}

/** A real, empty installation. */
export async function openEmptyShop(): Promise<Server> {
	const server = new Server(newFolder('shop'), ownPort(), ['--shop']);
	await server.start();
	return server;
}

function newFolder(kind: string): string {
	mkdirSync(runFolder, { recursive: true });
	return mkdtempSync(join(runFolder, `${kind}-`));
}

async function ask(url: string): Promise<string> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
		return `${String(response.status)} ${await response.text()}`;
	} catch (error) {
		return String(error);
	}
}

async function portIsFree(port: number): Promise<void> {
	const deadline = Date.now() + stopTimeoutMs;
	while (Date.now() < deadline && (await isOpen(port))) await sleep(50);
}

function isOpen(port: number): Promise<boolean> {
	return new Promise((done) => {
		const socket = connect(port, '127.0.0.1');
		const finish = (open: boolean) => {
			socket.destroy();
			done(open);
		};
		socket.once('connect', () => finish(true));
		socket.once('error', () => finish(false));
	});
}
