import { ConfigError } from '../config';
import { StartError } from '../start-error';

/** Runs a command's main part: what a person can put right is one line and exit code 1, everything else a stack. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
	try {
		await main();
	} catch (error) {
		if (!isForPeople(error)) throw error;
		console.error(error.message);
		process.exitCode = 1;
	}
}

/** Also what Node says of an option that a command does not know. */
function isForPeople(error: unknown): error is Error {
	if (error instanceof ConfigError || error instanceof StartError) return true;
	return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS_');
}
