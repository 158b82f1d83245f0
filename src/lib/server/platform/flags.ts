import type { Config } from '../config';
import { StartError } from '../start-error';

/** What stands after `npm start --`. */
export interface Flags {
	dev: boolean;
	shop: boolean;
	lan: boolean;
}

export function readFlags(args: string[]): Flags {
	const unknown = args.find((arg) => !['--dev', '--shop', '--lan'].includes(arg));
	if (unknown) throw new StartError(`Unknown option ${unknown}. Known are --shop, --lan and --dev.`);
	return { dev: args.includes('--dev'), shop: args.includes('--shop'), lan: args.includes('--lan') };
}

/**
 * The address to listen on: what `HOST` says; else every address when tablets are to come (`--lan`) or the operator
 * brought a certificate or a public address; else this machine only.
 */
export function decideHost(config: Pick<Config, 'host' | 'tls'>, flags: Pick<Flags, 'lan'>): string {
	return config.host ?? (flags.lan || config.tls ? '0.0.0.0' : '127.0.0.1');
}

/** Whether a proxy in front of us speaks HTTPS with the browsers, as `ORIGIN` says. */
export function isHttpsOutside(config: Pick<Config, 'origin'>): boolean {
	return config.origin?.startsWith('https:') ?? false;
}
