import type { Config } from '../config';
import type { Listener } from '../http/wrap';
import type { Flags } from './flags';
import { httpServer, type PortServer } from './web-server';

export interface ServerChoice {
	make: (listener: Listener) => PortServer;
	describe(host: string): { addresses: string[]; picture?: string };
}

export function chooseServer(config: Config, _flags: Flags): Promise<ServerChoice> {
	return Promise.resolve({
		make: httpServer,
		describe: () => ({ addresses: [config.origin ?? `http://localhost:${config.port}`] })
	});
}
