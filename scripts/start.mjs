import { join } from 'node:path';
import { becomeNode } from './child.mjs';
import { build, checkNode, installDependencies, orExit, root } from './prepare.mjs';

// `npm start [-- --shop | --lan]` and `npm run dev`: everything from a fresh checkout to a till that sells.
const args = process.argv.slice(2);

await orExit(async () => {
	checkNode();
	await installDependencies();
	await build({ app: !args.includes('--dev') });
	becomeNode(join(root, 'build/commands/serve.js'), args, { cwd: root });
});
