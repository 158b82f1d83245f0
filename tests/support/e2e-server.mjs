import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// The demo shop of one run of the browser tests, removed at the end with what the tests put beside it. It is filled once:
// tests that want a shop of their own start from the same files.
const port = Number(process.env.PORT);
const folder = join(tmpdir(), `tillit-e2e-${port}`);
const seed = join(folder, 'seed');
/** Nobody else's: the tests' own servers use the ports between. */
const seedPort = port + 19;

/** @type {import('node:child_process').ChildProcess} */
let child;
let ending = false;

/** @param {string} data @param {number} onPort */
function serve(data, onPort) {
	child = spawn(process.execPath, ['build/commands/serve.js'], {
		env: { ...process.env, PORT: String(onPort), TILLIT_DATA: data },
		stdio: 'inherit'
	});
	return new Promise((done) => child.on('exit', (code) => done(code ?? 1)));
}

/** @param {string} url */
const isReady = (url) =>
	fetch(url).then(
		({ ok }) => ok,
		() => false
	);

/** @param {number} code */
function end(code) {
	rmSync(folder, { recursive: true, force: true });
	process.exit(code);
}

for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM'])) {
	process.on(signal, () => {
		ending = true;
		child.kill('SIGTERM');
	});
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
let isFilled = false;
const filling = serve(seed, seedPort).then((code) => {
	if (!isFilled || ending) end(code);
});
while (!(await isReady(`http://localhost:${seedPort}/readyz`))) await sleep(100);
isFilled = true;
child.kill('SIGTERM');
await filling;
// PostgreSQL wants its files with the owner and the rights they had.
execFileSync('cp', ['-a', seed, join(folder, 'shared')]);
end(await serve(join(folder, 'shared'), port));
