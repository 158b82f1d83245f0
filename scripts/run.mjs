import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { becomeNode } from './child.mjs';
import { build, checkNode, fail, installDependencies, orExit, root } from './prepare.mjs';

// `npm run NAME -- ARGS`: one of the programs in src/commands, with the same preparation as `npm start`.
const [name, ...args] = process.argv.slice(2);
/** These look at the app as a browser gets it. */
const needsApp = ['bench'];

await orExit(async () => {
	checkNode();
	await installDependencies();
	await build({ app: needsApp.includes(name) });
	const file = join(root, `build/commands/${name}.js`);
	if (!existsSync(file)) fail(`There is no command named ${name}.`);
	becomeNode(file, args, { cwd: root });
});
