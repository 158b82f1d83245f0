import { ConfigError } from '../config';
import { StartError } from '../start-error';

/** Runs a command's main part: what a person can put right is one line and exit code 1, everything else a stack. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
	try {
		await main();
	} catch (error) {
		if (!(error instanceof ConfigError || error instanceof StartError)) throw error;
		console.error(error.message);
		process.exitCode = 1;
	}
}
