import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { becomeNode } from './child.mjs';
import { findChromium } from './chromium.mjs';
import { build, checkNode, fail, installDependencies, orExit, root } from './prepare.mjs';

// `npm run NAME -- ARGS`: one of the programs in src/commands, with the same preparation as `npm start`.
const [name, ...args] = process.argv.slice(2);
/** These look at the app as a browser gets it. */
const usesBrowser = ['bench', 'audit'].includes(name ?? '');

await orExit(async () => {
	checkNode();
	await installDependencies();
	await build({ app: usesBrowser });
	const file = join(root, `build/commands/${name}.js`);
	if (!existsSync(file)) fail(`There is no command named ${name}.`);
	const env = usesBrowser ? { ...process.env, CHROMIUM_PATH: await findChromium() } : process.env;
	becomeNode(file, args, { cwd: root, env });
});
