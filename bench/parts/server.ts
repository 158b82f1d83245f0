/** The product as it is served, in a process of its own on a data folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const readyTimeoutMs = 180_000;

export class BenchServer {
	readonly dataFolder = mkdtempSync(join(tmpdir(), 'tillit-bench-'));
	private child: ChildProcess | null = null;

	private constructor(
		readonly port: number,
		private readonly flags: readonly string[]
	) {}

	static async start({ demo = false } = {}): Promise<BenchServer> {
		const server = new BenchServer(await freePort(), demo ? [] : ['--shop']);
		await server.start();
		return server;
	}

	get origin(): string {
		return `http://localhost:${String(this.port)}`;
	}

	/** Also starts again what was stopped, on the same port and data. */
	async start(): Promise<void> {
		const env = { ...process.env, PORT: String(this.port), TILLIT_DATA: this.dataFolder, LOG_LEVEL: 'warn' };
		const child = spawn(process.execPath, ['build/commands/serve.js', ...this.flags], {
			env,
			stdio: ['ignore', 'ignore', 'inherit']
		});
		this.child = child;
		const deadlineMs = Date.now() + readyTimeoutMs;
		while (!(await this.isReady())) {
			if (child.exitCode !== null) throw new Error(`The server ended with code ${String(child.exitCode)}.`);
			if (Date.now() > deadlineMs) throw new Error('The server was not ready in time.');
			await sleep(100);
		}
	}

	private async isReady(): Promise<boolean> {
		const answer = await fetch(`${this.origin}/readyz`).catch(() => null);
		return answer?.ok ?? false;
	}

	/** Milliseconds of processor its process has used, the database's not among them; null where the system does not tell. */
	cpuMs(): number | null {
		const { pid } = this.child ?? {};
		if (pid === undefined || process.platform !== 'linux') return null;
		// User and system time are fields 14 and 15, in hundredths of a second; the name before them may hold spaces.
		const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
			.replace(/^.*\) /s, '')
			.split(' ');
		return (Number(fields[11]) + Number(fields[12])) * 10;
	}

	async stop(): Promise<void> {
		const { child } = this;
		this.child = null;
		if (!child || child.exitCode !== null) return;
		const ended = once(child, 'exit');
		child.kill('SIGTERM');
		await ended;
	}

	async close(): Promise<void> {
		await this.stop();
		rmSync(this.dataFolder, { recursive: true, force: true, maxRetries: 3 });
	}
}

/** `BENCH_PORT`, or any that is free. */
async function freePort(): Promise<number> {
	if (process.env.BENCH_PORT) return Number(process.env.BENCH_PORT);
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const address = probe.address();
	probe.close();
	await once(probe, 'close');
	if (address === null || typeof address === 'string') throw new Error('No port is free.');
	return address.port;
}
