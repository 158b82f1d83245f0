import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A fresh demo shop for one run of the browser tests, removed at the end.
const data = join(tmpdir(), `tillit-e2e-${process.env.PORT}`);
rmSync(data, { recursive: true, force: true });
const child = spawn(process.execPath, ['build/commands/serve.js'], {
	env: { ...process.env, TILLIT_DATA: data },
	stdio: 'inherit'
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGTERM'));
child.on('exit', (code) => {
	rmSync(data, { recursive: true, force: true });
	process.exit(code ?? 1);
});
