import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './child.mjs';
import { installPackages } from './chromium.mjs';

const programs = '/usr/lib/postgresql/15/bin';

/**
 * Starts the oldest PostgreSQL we support in a temporary folder, or says why that is not possible here.
 * @returns {Promise<{ url: string, stop: () => Promise<void> } | string>}
 */
export async function startPostgres15() {
	const isRoot = process.getuid?.() === 0;
	if (!existsSync(programs) && !(isRoot && existsSync('/usr/bin/apt-get') && (await install()))) {
		return 'PostgreSQL 15 is not installed and cannot be installed here';
	}
	const folder = mkdtempSync(join(tmpdir(), 'tillit-pg15-'));
	const data = join(folder, 'data');
	const as = isRoot ? ['unshare', '--user', '--map-user=1000', '--map-group=1000'] : [];
	const start = (name, ...args) => {
		const [command, ...rest] = [...as, join(programs, name), ...args];
		return run(command, rest, { collect: true, timeoutMs: 60_000, env: { ...process.env, LC_ALL: 'C' } });
	};
	const made = await start(
		'initdb',
		'-D',
		data,
		'-U',
		'postgres',
		'-A',
		'trust',
		'-E',
		'UTF8',
		'--locale=C.UTF-8',
		'-N'
	);
	const options = `-c listen_addresses= -c fsync=off -c unix_socket_directories=${folder}`;
	const begun =
		made.code === 0 ? await start('pg_ctl', 'start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', options) : made;
	const stop = async () => {
		await start('pg_ctl', 'stop', '-w', '-m', 'immediate', '-D', data);
		rmSync(folder, { recursive: true, force: true });
	};
	if (begun.code === 0)
		return { url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`, stop };
	await stop();
	return `PostgreSQL 15 does not start here (${begun.output.trim().split('\n').at(-1)})`;
}

async function install() {
	// Only the programs are wanted, no server of the system's own.
	mkdirSync('/etc/postgresql-common', { recursive: true });
	const file = '/etc/postgresql-common/createcluster.conf';
	if (!existsSync(file)) writeFileSync(file, 'create_main_cluster = false\n');
	return installPackages(['postgresql-15']);
}
