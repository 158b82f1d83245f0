import pino from 'pino';
import { config } from '../config';

export type Log = pino.Logger;

let current: Log | undefined;

/**
 * The log of this process: one JSON line an entry on stdout. Never log bodies, names, addresses, tokens or PINs; ids of
 * things are fine.
 */
export function log(): Log {
	return (current ??= pino({ level: config().logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }));
}

/**
 * The path as it may be logged: no query, and segments that could be a secret (receipt tokens, one-time codes) replaced.
 * Ids (UUIDs) and file names stay.
 */
export function loggablePath(url: string): string {
	const path = url.split(/[?#]/, 1)[0] ?? '';
	if (path.startsWith('/_app/')) return path;
	return path
		.split('/')
		.map((segment, index, all) => (isSecret(segment, all[index - 1] ?? '') ? ':hidden' : segment))
		.join('/');
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const afterSecret = new Set(['r', 'enrol', 'enroll', 'code', 'token', 'join', 'invite', 'card', 'cards']);

function isSecret(segment: string, before: string): boolean {
	if (segment === '' || uuid.test(segment)) return false;
	return (
		afterSecret.has(before) ||
		(segment.length >= 16 && /\d/.test(segment)) ||
		segment.includes('@') ||
		segment.includes('%')
	);
}
