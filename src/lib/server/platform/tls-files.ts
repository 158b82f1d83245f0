import { join } from 'node:path';

/** What `--lan` keeps in the data folder. Apart from the CA's code, so that pages need not load that. */
export function tlsFolder(dataFolder: string): string {
	return join(dataFolder, 'tls');
}

/** The CA's certificate as PEM, offered on `/trust`. */
export function caFile(dataFolder: string): string {
	return join(tlsFolder(dataFolder), 'ca.crt');
}
