/** A recorded exchange with a CRM.COM server, as the files in `contract/crmcom/fixtures` hold it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { MethodPath } from '../../src/lib/contract/crmcom/methods';

export type Exchange = {
	method: MethodPath;
	verb: 'POST' | 'GET';
	headers: Record<string, string>;
	request: Record<string, unknown>;
	status: number;
	answer: { status: { code: string; description: string | null; message: string | null }; data: unknown };
};

export const exchangePath = (name: string) => resolve(`src/lib/contract/crmcom/fixtures/${name}.json`);

export function readExchange(name: string): Exchange {
	return JSON.parse(readFileSync(exchangePath(name), 'utf8')) as Exchange;
}
