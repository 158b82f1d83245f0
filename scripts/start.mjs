import { join } from 'node:path';
import { becomeNode } from './child.mjs';
import { build, checkNode, installDependencies, orExit, root } from './prepare.mjs';

// `npm start [-- --shop | --lan]` and `npm run dev`: everything from a fresh checkout to a till that sells.
const args = process.argv.slice(2);

await orExit(async () => {
	checkNode();
	await installDependencies();
	await build({ app: !args.includes('--dev') });
	// Whoever watches a terminal wants to see where to go and what is wrong, not every request.
	const env = process.stdout.isTTY ? { LOG_LEVEL: 'warn', ...process.env } : process.env;
	becomeNode(join(root, 'build/commands/serve.js'), args, { cwd: root, env });
});
