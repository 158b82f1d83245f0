import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A fresh demo shop for one run of the browser tests, removed at the end with what the tests put beside it.
const folder = join(tmpdir(), `tillit-e2e-${process.env.PORT}`);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const child = spawn(process.execPath, ['build/commands/serve.js'], {
	env: { ...process.env, TILLIT_DATA: join(folder, 'shared') },
	stdio: 'inherit'
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGTERM'));
child.on('exit', (code) => {
	rmSync(folder, { recursive: true, force: true });
	process.exit(code ?? 1);
});
