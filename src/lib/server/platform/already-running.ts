import type { Config } from '../config';
import { StartError } from '../start-error';
import { findServed } from './use-database';
import { PortError } from './web-server';

type FindServed = (dataFolder: string) => Promise<{ port: number } | null>;

/** Behind a taken port there may be Tillit itself, on the same data: then that is said, and where it is open. */
export async function explainTaken(
	error: unknown,
	{ databaseUrl, dataFolder, port }: Pick<Config, 'databaseUrl' | 'dataFolder' | 'port'>,
	address: string,
	find: FindServed = findServed
): Promise<unknown> {
	if (!(error instanceof PortError && error.taken) || databaseUrl !== null) return error;
	// A folder that cannot be asked tells nothing about who has the port.
	const served = await find(dataFolder).catch(() => null);
	if (!served) return error;
	const where = served.port === port ? `: ${address}` : '.';
	return new StartError(`Tillit is already running on this data folder on port ${String(served.port)}${where}`);
}
