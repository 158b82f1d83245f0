import { spawn } from 'node:child_process';

/** Runs Vite's own server with the environment of this process. Returns how to end it. */
export function runDevServer(port: number, host: string, onEnd: (exitCode: number) => void): () => Promise<void> {
	const args = ['node_modules/vite/bin/vite.js', 'dev', '--port', String(port), '--strictPort', '--host', host];
	const env = { ...process.env, NODE_ENV: 'development' };
	const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
	const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
	child.on('exit', (code) => onEnd(code ?? 0));
	return () => {
		child.kill('SIGTERM');
		return ended;
	};
}
